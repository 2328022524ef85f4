using System.Buffers;
using System.Globalization;

namespace UnifiedInbox.Simulator.Messages;

/// <summary>
/// How many parts a text is cut into: 160 septets or 70 UTF-16 units in one, 153 or 67 in each of several. An escaped character, and
/// what is seen as one (a pair of surrogates, a letter with its accents, a flag, a family), are never split, so a part may stay some
/// units short and a division would be wrong.
/// </summary>
internal static class Segments
{
    private const string Basic =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    private const string Extension = "^{}\\[~]|€\f";

    private static readonly SearchValues<char> septets = SearchValues.Create(Basic + Extension);

    public static int Count(string text) =>
        text.AsSpan().ContainsAnyExcept(septets)
            ? Count(text, single: 70, part: 67, static (text, at) => UnitsAt(text, at), static (text, at) => UnitsAt(text, at))
            : Count(text, single: 160, part: 153, static (text, at) => Extension.Contains(text[at], StringComparison.Ordinal) ? 2 : 1, static (_, _) => 1);

    /// <summary>Only a line break may be cut.</summary>
    private static int UnitsAt(string text, int at) => text[at] == '\r' ? 1 : StringInfo.GetNextTextElementLength(text, at);

    /// <param name="text">The text.</param>
    /// <param name="single">Units that fit in one.</param>
    /// <param name="part">Units that fit in each of several.</param>
    /// <param name="width">Units of what stands at a place.</param>
    /// <param name="length">Its characters.</param>
    private static int Count(string text, int single, int part, Func<string, int, int> width, Func<string, int, int> length)
    {
        var (total, parts, used) = (0, 1, 0);
        for (var at = 0; at < text.Length; at += length(text, at))
        {
            var units = width(text, at);
            total += units;
            if (used + units > part)
                (parts, used) = (parts + 1, 0);
            used += units;
        }
        return total <= single ? 1 : parts;
    }
}
