using System.Text;

namespace UnifiedInbox.Mail.Mime.Bodies;

/// <summary>Puts the lines of format=flowed together again (RFC 3676): a line that ends in a blank goes on in the next one of the same quote depth.</summary>
internal static class FlowedText
{
    /// <param name="text">With line feeds only.</param>
    /// <param name="deleteSpace">DelSp=yes: the blank at the end was put there to flow and goes.</param>
    public static string Join(string text, bool deleteSpace)
    {
        var result = new StringBuilder(text.Length);
        var (depth, flows) = (-1, false);
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan(range);
            var quotes = line.Length - line.TrimStart('>').Length;
            line = line[quotes..];
            if (line.StartsWith(" ")) line = line[1..];
            var isSignature = line is "-- ";
            if (!flows || quotes != depth || isSignature)
            {
                if (depth >= 0) result.Append('\n');
                result.Append('>', quotes);
                if (quotes > 0 && line.Length > 0) result.Append(' ');
            }
            depth = quotes;
            flows = !isSignature && line.EndsWith(" ");
            result.Append(flows && deleteSpace ? line[..^1] : line);
        }
        return result.ToString();
    }
}
