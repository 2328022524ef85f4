using System.Globalization;

namespace UnifiedInbox.Mail.Mime.Headers;

/// <summary>A date gathered word by word, in whatever order they come.</summary>
internal struct DateParts
{
    private int day;
    private int month;
    private int year;
    private TimeSpan? time;
    private TimeSpan? zone;
    private bool isAfternoon;
    private bool isMorning;

    public DateParts()
    {
        year = -1;
    }

    public void Take(ReadOnlySpan<char> word)
    {
        if (word.Contains(':')) TakeTime(word);
        else if (word[0] is '+' or '-') TakeZone(word);
        else if (char.IsAsciiDigit(word[0])) TakeNumber(word);
        else if (month == 0 && DateReader.Month(word) is > 0 and var number) month = number;
        else TakeName(word);
    }

    public readonly DateTimeOffset? ToDate()
    {
        if (day == 0 || month == 0 || year < 0) return null;
        var full = year switch { < 50 => 2000 + year, < 1000 => 1900 + year, _ => year };
        if (full > 9000 || day > DateTime.DaysInMonth(full, month)) return null;
        var clock = time ?? TimeSpan.Zero;
        if (isAfternoon && clock.Hours < 12) clock += TimeSpan.FromHours(12);
        if (isMorning && clock.Hours == 12) clock -= TimeSpan.FromHours(12);
        var local = new DateTime(full, month, day, 0, 0, 0, DateTimeKind.Unspecified) + clock;
        var offset = zone ?? TimeSpan.Zero;
        return Math.Abs(offset.TotalHours) <= 14
            ? new DateTimeOffset(local, offset)
            : new DateTimeOffset(local - offset, TimeSpan.Zero);
    }

    private void TakeNumber(ReadOnlySpan<char> word)
    {
        var digits = 0;
        while (digits < word.Length && char.IsAsciiDigit(word[digits])) digits++;
        if (digits > 4 || !int.TryParse(word[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return;
        if (digits <= 2 && day == 0 && number is > 0 and < 32) day = number;
        else if (year < 0) year = number;
        else if (digits == 4 && zone is null) TakeZone(word);
    }

    private void TakeTime(ReadOnlySpan<char> word)
    {
        if (time is not null) return;
        var sign = word.IndexOfAny('+', '-');
        if (sign > 0)
        {
            TakeZone(word[sign..]);
            word = word[..sign];
        }
        Span<Range> pieces = stackalloc Range[4];
        var count = word.Split(pieces, ':');
        if (count < 2) return;
        var hour = Number(word[pieces[0]]);
        var minute = Number(word[pieces[1]]);
        var second = count > 2 ? Number(word[pieces[2]]) : 0;
        if (hour is < 0 or > 24 || minute is < 0 or > 59 || second is < 0 or > 60) return;
        time = new TimeSpan(hour, minute, Math.Min(second, 59));
    }

    private static int Number(ReadOnlySpan<char> word)
    {
        var digits = 0;
        while (digits < word.Length && digits < 3 && char.IsAsciiDigit(word[digits])) digits++;
        return digits == 0 ? -1 : int.Parse(word[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
    }

    /// <summary>Hours and minutes with a sign; behind a zone name ("GMT+0200") as well.</summary>
    private void TakeZone(ReadOnlySpan<char> word)
    {
        if (zone is not null && zone != TimeSpan.Zero) return;
        var isWest = word[0] == '-';
        Span<char> digits = stackalloc char[4];
        var count = 0;
        foreach (var character in word.TrimStart("+-"))
        {
            if (char.IsAsciiDigit(character) && count < 4) digits[count++] = character;
            else if (character != ':') break;
        }
        if (count is 0 or 3) return;
        var number = int.Parse(digits[..count], NumberStyles.None, CultureInfo.InvariantCulture);
        var minutes = count <= 2 ? number * 60 : (number / 100 * 60) + (number % 100);
        zone = TimeSpan.FromMinutes(isWest ? -minutes : minutes);
    }

    /// <summary>The zones of RFC 5322; it has every other name count as UTC, as names are used for several zones.</summary>
    private void TakeName(ReadOnlySpan<char> word)
    {
        var sign = word.IndexOfAny('+', '-');
        var name = sign > 0 ? word[..sign] : word;
        Span<char> upper = stackalloc char[5];
        if (name.Length > 5 || name.ToUpperInvariant(upper) < 0) return;
        switch (upper[..name.Length])
        {
            case "PM": isAfternoon = true; break;
            case "AM": isMorning = true; break;
            case "GMT" or "UTC" or "UT" or "Z": zone ??= TimeSpan.Zero; break;
            case "ADT": zone ??= TimeSpan.FromHours(-3); break;
            case "EDT" or "AST": zone ??= TimeSpan.FromHours(-4); break;
            case "EST" or "CDT": zone ??= TimeSpan.FromHours(-5); break;
            case "CST" or "MDT": zone ??= TimeSpan.FromHours(-6); break;
            case "MST" or "PDT": zone ??= TimeSpan.FromHours(-7); break;
            case "PST": zone ??= TimeSpan.FromHours(-8); break;
        }
        if (sign > 0) TakeZone(word[sign..]);
    }
}
