using System.Buffers;
using System.Text;
using UnifiedInbox.Mail.Mime.Charsets;
using UnifiedInbox.Mail.Mime.Transfer;

namespace UnifiedInbox.Mail.Mime.Headers;

/// <summary>
/// The parameters of a structured header, RFC 2231 continuations and charsets put together. Of a name given twice the encoded
/// form counts, then the continued one, then the first plain one. Encoded words in values, which the standard forbids, are decoded.
/// </summary>
internal static class Parameters
{
    private const int Most = 500;

    private static readonly Dictionary<string, string> None = [];

    public static Dictionary<string, string> Parse(string header, int at)
    {
        var scanner = new ParameterScanner(header, at);
        if (!scanner.TryNext(out var name, out var value)) return None;
        var plain = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Dictionary<string, List<Section>>? sections = null;
        var count = 0;
        do
        {
            var star = name.IndexOf('*', StringComparison.Ordinal);
            if (star < 0) plain.TryAdd(name, value);
            else
            {
                sections ??= new(StringComparer.OrdinalIgnoreCase);
                if (!sections.TryGetValue(name[..star], out var list)) sections[name[..star]] = list = [];
                list.Add(Section.Of(name.AsSpan(star + 1), value));
            }
        }
        while (++count < Most && scanner.TryNext(out name, out value));
        foreach (var key in plain.Keys.ToList()) plain[key] = EncodedWords.Decode(plain[key]);
        if (sections is null) return plain;
        foreach (var (key, list) in sections) plain[key] = Join(list);
        return plain;
    }

    private static string Join(List<Section> sections)
    {
        if (sections.Find(section => section.Number < 0) is { } single) return Decode([single]);
        sections.Sort((one, other) => one.Number.CompareTo(other.Number));
        return Decode(sections.DistinctBy(section => section.Number));
    }

    private static string Decode(IEnumerable<Section> sections)
    {
        var bytes = new ArrayBufferWriter<byte>();
        string? charset = null;
        var (first, anyEncoded) = (true, false);
        foreach (var section in sections)
        {
            var text = section.Value.AsSpan();
            if (section.IsEncoded && first && TryCharset(ref text, out var named)) charset = named;
            anyEncoded |= section.IsEncoded;
            first = false;
            if (section.IsEncoded) Percent(text, bytes);
            else Encoding.UTF8.GetBytes(text, bytes);
        }
        var value = CharsetText.Decode(bytes.WrittenSpan, charset ?? (anyEncoded ? null : "utf-8"));
        return EncodedWords.Decode(value);
    }

    /// <summary>Takes off <c>charset'language'</c>.</summary>
    private static bool TryCharset(ref ReadOnlySpan<char> text, out string? charset)
    {
        charset = null;
        var first = text.IndexOf('\'');
        var second = first < 0 ? -1 : text[(first + 1)..].IndexOf('\'');
        if (second < 0) return false;
        charset = first == 0 ? null : text[..first].ToString();
        text = text[(first + second + 2)..];
        return true;
    }

    private static void Percent(ReadOnlySpan<char> text, ArrayBufferWriter<byte> output)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '%' && Hex.TryRead(text, index + 1, out var value))
            {
                output.Write([value]);
                index += 2;
            }
            else Encoding.UTF8.GetBytes(text.Slice(index, 1), output);
        }
    }
}

/// <summary>One piece of a continued parameter; number -1 where it is not continued.</summary>
internal sealed record Section(int Number, bool IsEncoded, string Value)
{
    /// <summary>From what stands behind the first star: nothing, a number, a number and a star.</summary>
    public static Section Of(ReadOnlySpan<char> marks, string value)
    {
        var isEncoded = marks.IsEmpty || marks[^1] == '*';
        return new Section(int.TryParse(marks.TrimEnd('*'), out var number) && number >= 0 ? number : -1, isEncoded, value);
    }
}
