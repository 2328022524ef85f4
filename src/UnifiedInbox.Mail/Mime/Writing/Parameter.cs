using System.Text;

namespace UnifiedInbox.Mail.Mime.Writing;

/// <summary>A parameter of a MIME header, on a line of its own: <c>filename="…"</c>, or RFC 2231's form where it is long or not plain ASCII.</summary>
internal static class Parameter
{
    private const int Longest = 60;

    public static string Of(string name, string value)
    {
        value = HeaderText.OneLine(value);
        if (Ascii.IsValid(value) && value.Length <= Longest)
            return ";\r\n " + name + "=\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
        var pieces = Pieces(value).ToList();
        if (pieces is [var only]) return ";\r\n " + name + "*=utf-8''" + only;
        return string.Concat(pieces.Select((piece, index) => ";\r\n " + name + "*" + index + "*=" + (index == 0 ? "utf-8''" : "") + piece));
    }

    /// <summary>Percent-encoded, cut between characters.</summary>
    private static IEnumerable<string> Pieces(string value)
    {
        var piece = new StringBuilder();
        foreach (var rune in value.EnumerateRunes())
        {
            var text = Uri.EscapeDataString(rune.ToString());
            if (piece.Length + text.Length > Longest)
            {
                yield return piece.ToString();
                piece.Clear();
            }
            // RFC 2231 keeps these for itself, and EscapeDataString lets none of them through but those RFC 3986 calls unreserved.
            piece.Append(text);
        }
        if (piece.Length > 0) yield return piece.ToString();
    }
}
