using System.Globalization;

namespace UnifiedInbox.Web;

/// <summary>
/// JSON may spell characters that are none: a lone surrogate (<c>\ud83d</c> without its other half) or NUL. System.Text.Json
/// throws on the first, PostgreSQL refuses both. Every such escape becomes <c>�</c>, in place, which has the same length.
/// </summary>
internal static class JsonEscapes
{
    public static void Clean(Span<byte> json)
    {
        for (var i = json.IndexOf((byte)'\\'); i >= 0 && i + 1 < json.Length;)
        {
            i += json[i + 1] == 'u' ? CleanAt(json[i..]) : 2;
            var next = i < json.Length ? json[i..].IndexOf((byte)'\\') : -1;
            i = next < 0 ? -1 : i + next;
        }
    }

    /// <summary>Looks at the escape <paramref name="rest"/> begins with; answers how many bytes are dealt with.</summary>
    private static int CleanAt(Span<byte> rest)
    {
        if (!TryRead(rest, out var unit)) return 2;
        if (char.IsHighSurrogate(unit) && TryRead(rest[6..], out var low) && char.IsLowSurrogate(low)) return 12;
        if (unit == '\0' || char.IsSurrogate(unit)) "\\uFFFD"u8.CopyTo(rest);
        return 6;
    }

    private static bool TryRead(ReadOnlySpan<byte> text, out char unit)
    {
        unit = default;
        if (text.Length < 6 || text[0] != '\\' || text[1] != 'u') return false;
        if (!ushort.TryParse(text[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return false;
        unit = (char)value;
        return true;
    }
}
