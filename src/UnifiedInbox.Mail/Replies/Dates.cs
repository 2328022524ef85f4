namespace UnifiedInbox.Mail.Replies;

/// <summary>Recognises dates and times of any language by their digits; hand-written, since it looks at every line.</summary>
internal static class Dates
{
    /// <summary>Whether a day or a time of day is named: two numbers joined by a sign of dates, or a year.</summary>
    public static bool Contain(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsAsciiDigit(text[at])) continue;
            var start = at;
            while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
            var length = at - start;
            if (length == 4 && text[start] is '1' or '2' && text[start + 1] is '9' or '0') return true;
            if (length <= 4 && at + 1 < text.Length && text[at] is '.' or '/' or '-' or ':' or 'h' or '年' or '月' or '日' && char.IsAsciiDigit(text[at + 1])) return true;
        }
        return false;
    }

    /// <summary>Whether a text begins with a number such as dates begin with, rather than with letters and digits mixed.</summary>
    public static bool StartWithNumber(ReadOnlySpan<char> text)
    {
        var digits = text.IndexOfAnyExceptInRange('0', '9');
        return digits is >= 1 and <= 4 && !char.IsAsciiLetter(text[digits]);
    }

    /// <summary>Whether a text begins with a day's or month's English short name, or a number.</summary>
    public static bool StartsWithDate(ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        if (text.Length == 0) return false;
        if (char.IsAsciiDigit(text[0])) return true;
        if (text.Length < 4) return false;
        foreach (var name in Names)
            if (text.StartsWith(name, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private static readonly string[] Names =
    [
        "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
}
