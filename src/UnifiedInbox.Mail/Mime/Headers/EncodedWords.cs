using System.Text;

namespace UnifiedInbox.Mail.Mime.Headers;

/// <summary>
/// Encoded words (RFC 2047), as tolerant as the wild needs: in quoted strings, without blanks around them, with blanks inside,
/// without padding, a character split over two words. Line breaks that come out of a word are made blanks: a header is one line.
/// </summary>
internal static class EncodedWords
{
    public static string Decode(string text)
    {
        var at = text.IndexOf("=?", StringComparison.Ordinal);
        if (at < 0) return text;
        var lastEnd = text.LastIndexOf("?=", StringComparison.Ordinal);
        var result = new StringBuilder(text.Length);
        var run = new EncodedWordRun();
        var from = 0;
        while (at >= 0 && at < lastEnd)
        {
            if (!EncodedWord.TryRead(text, at, out var word))
            {
                at = text.IndexOf("=?", at + 1, StringComparison.Ordinal);
                continue;
            }
            var between = text.AsSpan(from, at - from);
            if (run.IsEmpty || !between.IsWhiteSpace())
            {
                run.Flush(result);
                result.Append(between);
            }
            run.Add(word, result);
            from = word.End;
            at = text.IndexOf("=?", from, StringComparison.Ordinal);
        }
        run.Flush(result);
        result.Append(text, from, text.Length - from);
        return result.Replace('\r', ' ').Replace('\n', ' ').ToString();
    }
}
