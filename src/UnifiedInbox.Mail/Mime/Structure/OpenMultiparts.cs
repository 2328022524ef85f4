using System.Text;

namespace UnifiedInbox.Mail.Mime.Structure;

/// <summary>The multiparts that a place in the mail stands in, innermost last, and the lines that end a part of theirs.</summary>
internal sealed class OpenMultiparts
{
    private const int MostBlanks = 1000;

    private readonly List<(MimePart Part, byte[] Boundary)> open = [];

    public int Count => open.Count;

    /// <summary>The innermost one.</summary>
    public MimePart Last => open[^1].Part;

    public MimePart this[int index] => open[index].Part;

    public void Push(MimePart part, string boundary) => open.Add((part, Encoding.UTF8.GetBytes(boundary)));

    public void CutTo(int count) => open.RemoveRange(count, open.Count - count);

    /// <summary>Whether a line of any of them begins the view.</summary>
    public bool Matches(ReadOnlySpan<byte> view) => view.StartsWith("--"u8) && Find(view, out _, out _) >= 0;

    /// <summary>
    /// The innermost multipart whose boundary is the whole first line of the view, blanks at its end aside, or -1. At most
    /// as many comparisons as there are open multiparts, whose number is limited.
    /// </summary>
    public int Find(ReadOnlySpan<byte> view, out bool isClose, out int lineLength)
    {
        (isClose, lineLength) = (false, 0);
        if (!view.StartsWith("--"u8)) return -1;
        var text = view[2..];
        for (var index = open.Count - 1; index >= 0; index--)
        {
            if (!text.StartsWith(open[index].Boundary)) continue;
            var rest = text[open[index].Boundary.Length..];
            if (EndsLine(rest, out var blanks)) isClose = false;
            else if (rest.StartsWith("--"u8) && EndsLine(rest[2..], out blanks)) isClose = true;
            else continue;
            lineLength = 2 + open[index].Boundary.Length + (isClose ? 2 : 0) + blanks;
            return index;
        }
        return -1;
    }

    /// <summary>Only blanks up to the line break; counts the break with them.</summary>
    private static bool EndsLine(ReadOnlySpan<byte> rest, out int length)
    {
        if (rest.Length > MostBlanks) rest = rest[..MostBlanks];
        var end = rest.IndexOfAnyExcept(" \t\r"u8);
        length = end < 0 ? rest.Length : end + 1;
        return end < 0 ? rest.Length < MostBlanks : rest[end] == '\n';
    }
}
