using System.Buffers;
using System.Text;
using UnifiedInbox.Mail.Mime.Transfer;

namespace UnifiedInbox.Mail.Mime.Bodies;

/// <summary>
/// Files that old mail programs wrote into the text: <c>begin 644 name</c>, encoded lines, <c>end</c>. A block that has no end,
/// or a line that is no encoded one, stays text.
/// </summary>
internal static class UuBlocks
{
    /// <summary>Empty files cost a hostile text sixteen characters each.</summary>
    private const int MostFiles = 1000;

    public static string TakeOut(string text, List<Attachment> files)
    {
        var begin = NextBegin(text, 0);
        if (begin < 0) return text;
        var result = new StringBuilder(text.Length);
        var from = 0;
        for (; begin >= 0 && files.Count < MostFiles; begin = NextBegin(text, begin))
        {
            if (!TryRead(text, begin, out var file, out var end))
            {
                begin = Math.Max(begin + 1, end);
                continue;
            }
            files.Add(file!);
            result.Append(text, from, begin - from);
            from = begin = end;
        }
        return result.Append(text, from, text.Length - from).ToString();
    }

    private static int NextBegin(string text, int from)
    {
        if (from == 0 && text.StartsWith("begin ", StringComparison.Ordinal)) return 0;
        if (from >= text.Length) return -1;
        var at = text.IndexOf("\nbegin ", Math.Max(0, from - 1), StringComparison.Ordinal);
        return at < 0 ? -1 : at + 1;
    }

    /// <summary>Where it fails, <paramref name="end"/> is the line it failed at: no block begins before it.</summary>
    private static bool TryRead(string text, int begin, out Attachment? file, out int end)
    {
        file = null;
        var line = Line(text, begin, out end);
        var mode = line[6..];
        var blank = mode.IndexOf(' ');
        if (blank is < 3 or > 5 || mode[..blank].ContainsAnyExceptInRange('0', '7')) return false;
        var name = mode[blank..].Trim().ToString();
        if (name.Length == 0) return false;
        var bytes = new ArrayBufferWriter<byte>();
        Span<byte> raw = stackalloc byte[80];
        while (end < text.Length)
        {
            var start = end;
            line = Line(text, start, out end);
            if (line is "end")
            {
                file = new Attachment(name, bytes.WrittenSpan.ToArray());
                return true;
            }
            if (line is "`" or " " or "") continue;
            if (line.Length > raw.Length || Encoding.ASCII.GetBytes(line, raw) is var length && !UuLine.IsOne(raw[..length]))
            {
                end = start;
                return false;
            }
            bytes.Advance(UuLine.Decode(raw[..length], bytes.GetSpan(80)));
        }
        return false;
    }

    private static ReadOnlySpan<char> Line(string text, int start, out int next)
    {
        var rest = text.AsSpan(start);
        var end = rest.IndexOf('\n');
        next = end < 0 ? text.Length : start + end + 1;
        return end < 0 ? rest : rest[..end];
    }
}
