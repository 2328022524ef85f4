using System.Globalization;
using System.Text.RegularExpressions;
using UnifiedInbox.Accounts;
using UnifiedInbox.Messages;

namespace UnifiedInbox.Scheduling;

/// <summary>Reads a time as a person or a program writes it. Whatever is not one certain moment to come is answered with the field and what to do.</summary>
internal static partial class ReadSendTime
{
    private const int MostYears = 5;

    private static readonly string[] Formats =
        ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"];

    /// <param name="at">ISO 8601; without an offset it is the wall clock of <paramref name="timeZone"/>. Null or empty = now.</param>
    /// <param name="timeZone">IANA name; null or empty = <paramref name="usual"/>.</param>
    /// <param name="repeat">As <see cref="Recurrence.TryParse"/> takes it; null or empty = once.</param>
    /// <param name="cancelOnReply">Whether an answer of theirs cancels it.</param>
    /// <param name="usual">The zone of who asks.</param>
    /// <param name="now">The clock.</param>
    public static (SendTime? Time, EnqueueOutcome.Refused? Wrong) Read(
        string? at, string? timeZone, string? repeat, bool cancelOnReply, TimeZoneInfo usual, DateTimeOffset now)
    {
        var zone = usual;
        if (!string.IsNullOrEmpty(timeZone) && !TryZone(timeZone, out zone))
            return Wrong("unknown_time_zone", "timeZone", $"There is no time zone “{Shortened(timeZone)}”. Use an IANA name such as Europe/Berlin.");
        if (string.IsNullOrWhiteSpace(at))
        {
            return string.IsNullOrEmpty(repeat) && !cancelOnReply
                ? (null, null)
                : Wrong("time_missing", "scheduledAt", "Say when it shall leave first: give scheduledAt.");
        }
        var (time, wrong) = Moment(at.Trim(), zone, now);
        if (wrong is not null) return (null, wrong);
        return Repeating(new SendTime(time, zone) { CancelOnReply = cancelOnReply }, repeat);
    }

    /// <summary>The time with a rule, which must not have ended before it begins.</summary>
    public static (SendTime? Time, EnqueueOutcome.Refused? Wrong) Repeating(SendTime time, string? repeat)
    {
        if (string.IsNullOrEmpty(repeat)) return (time, null);
        if (!Recurrence.TryParse(repeat, time.Zone, out var rule, out var why)) return Wrong("bad_repeat", "repeat", why);
        return rule.Until < WallClock.Local(time.At, time.Zone)
            ? Wrong("repeat_ends_in_past", "repeat", "The repetition would end before its first message. Choose a later end, or leave it out.")
            : (time with { Repeat = rule }, null);
    }

    /// <summary>One moment, later than now.</summary>
    public static (DateTimeOffset Time, EnqueueOutcome.Refused? Wrong) Moment(string text, TimeZoneInfo zone, DateTimeOffset now)
    {
        var offset = Offset().Match(text);
        var words = offset.Success ? text[..offset.Index] : text;
        if (text.Length > 40 || !DateTime.TryParseExact(words, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            || !TryOffset(offset, out var given) || local.Year < 1900)
            return Not("bad_time", "Write the time like 2026-03-01T09:00, with an offset (Z or +01:00) or a timeZone.");
        // Years no clock's rules are asked about.
        if (local.Year > 9000) return TooFar;
        var offsets = given is { } known ? [known] : WallClock.Offsets(local, zone);
        if (offsets.Count == 0)
        {
            return Not("time_skipped", $"{Text(local)} does not exist in {zone.Id}: the clocks go forward then. "
                + $"The next time there is: {Text(WallClock.AfterGap(local, zone))}.");
        }
        if (offsets.Count > 1)
        {
            return Not("time_doubled", $"{Text(local)} happens twice in {zone.Id}: the clocks go back then. "
                + $"Say which one is meant by its offset: {string.Join(" or ", offsets.Select(each => Text(local) + OffsetText(each)))}.");
        }
        var time = new DateTimeOffset(local, offsets[0]).ToUniversalTime();
        if (time <= now)
            return Not("time_in_past", $"This time has passed; it is {Text(WallClock.Local(now, zone))} in {zone.Id} now. Choose a later one.");
        if (time > now.AddYears(MostYears)) return TooFar;
        return (time, null);
    }

    public static bool TryZone(string name, out TimeZoneInfo zone)
    {
        zone = TimeZoneInfo.Utc;
        // The name becomes part of a file's path in the system's zone database.
        if (!ZoneName().IsMatch(name) || !TimeZones.Exists(name)) return false;
        zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        return true;
    }

    public static string OffsetText(TimeSpan offset) =>
        (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString("hh\\:mm", CultureInfo.InvariantCulture);

    private static bool TryOffset(Match match, out TimeSpan? offset)
    {
        offset = null;
        if (!match.Success) return true;
        if (match.Value is "Z" or "z")
        {
            offset = TimeSpan.Zero;
            return true;
        }
        var (hours, minutes) = (int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture), int.Parse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture));
        offset = new TimeSpan(hours, minutes, 0) * (match.Groups[1].Value == "-" ? -1 : 1);
        return hours < 14 && minutes < 60 || (hours == 14 && minutes == 0);
    }

    private static (SendTime?, EnqueueOutcome.Refused?) Wrong(string code, string field, string text) => (null, new EnqueueOutcome.Refused(code, field, text));

    private static (DateTimeOffset, EnqueueOutcome.Refused?) TooFar => Not("time_too_far", $"Choose a time within the next {MostYears} years.");

    private static (DateTimeOffset, EnqueueOutcome.Refused?) Not(string code, string text) => (default, new EnqueueOutcome.Refused(code, "scheduledAt", text));

    private static string Text(DateTime local) => local.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

    private static string Shortened(string text) => text.Length <= 60 ? text : text[..60] + "…";

    [GeneratedRegex("(?:[zZ]|([+-])([0-9]{2}):?([0-9]{2}))$")]
    private static partial Regex Offset();

    [GeneratedRegex("^[A-Za-z0-9_+/-]{1,64}$")]
    private static partial Regex ZoneName();
}
