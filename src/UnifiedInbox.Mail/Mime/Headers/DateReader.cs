using System.Globalization;

namespace UnifiedInbox.Mail.Mime.Headers;

/// <summary>
/// Dates of RFC 5322 and its obsolete forms, and what clocks in the wild write: no weekday, no zone, two-digit years, names of
/// zones, the order of ctime, ISO 8601.
/// </summary>
internal static class DateReader
{
    private const string Months = "janfebmaraprmayjunjulaugsepoctnovdec";

    /// <summary>Null where no day can be made out. A zone that is missing or unknown counts as UTC (RFC 5322, section 4.3).</summary>
    public static DateTimeOffset? Read(string text)
    {
        text = Comments.Remove(text).Trim();
        if (text.Length == 0 || text.Length > 200) return null;
        if (char.IsAsciiDigit(text[0]) && text.Length > 9 && text[4] == '-')
        {
            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var iso) ? iso : null;
        }
        var date = new DateParts();
        foreach (var range in Words(text)) date.Take(text.AsSpan(range));
        return date.ToDate();
    }

    /// <summary>1 to 12, or 0.</summary>
    public static int Month(ReadOnlySpan<char> word)
    {
        if (word.Length < 3) return 0;
        var at = Months.AsSpan().IndexOf(word[..3], StringComparison.OrdinalIgnoreCase);
        return at >= 0 && at % 3 == 0 ? (at / 3) + 1 : 0;
    }

    /// <summary>Cut at blanks and commas, and at hyphens between letters and digits ("12-Jan-2020").</summary>
    private static List<Range> Words(string text)
    {
        var words = new List<Range>();
        var start = 0;
        for (var at = 0; at <= text.Length; at++)
        {
            var isEnd = at == text.Length || text[at] is ' ' or '\t' or ',' or '\u00a0' or '\r' or '\n';
            var isHyphen = !isEnd && text[at] is '-' or '/' && at > start && at + 1 < text.Length
                && (char.IsAsciiLetter(text[at - 1]) != char.IsAsciiLetter(text[at + 1]) && !text[start..at].Contains(':', StringComparison.Ordinal));
            if (!isEnd && !isHyphen) continue;
            if (at > start) words.Add(start..at);
            start = at + 1;
        }
        return words;
    }
}
