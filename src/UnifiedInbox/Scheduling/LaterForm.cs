using System.Globalization;
using UnifiedInbox.Conversations.Composing;
using UnifiedInbox.Messages;

namespace UnifiedInbox.Scheduling;

/// <summary>Reads what the composer's "send later" was set to.</summary>
internal static class LaterForm
{
    /// <summary>The choices of the form, as rules.</summary>
    public static readonly IReadOnlyList<(string Rule, string Label)> Repeats =
    [
        ("", "Once"),
        ("FREQ=DAILY", "Every day"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Every working day"),
        ("FREQ=WEEKLY", "Every week"),
        ("FREQ=WEEKLY;INTERVAL=2", "Every two weeks"),
        ("FREQ=MONTHLY", "Every month"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "On the last day of every month"),
        ("FREQ=YEARLY", "Every year"),
    ];

    public static (SendTime? Time, EnqueueOutcome.Refused? Wrong) Read(ReplyForm form, TimeZoneInfo viewer, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(form.Later)) return (null, null);
        if (!form.Later.StartsWith("custom", StringComparison.Ordinal)) return Preset(form, now);
        return ReadSendTime.Read(
            string.IsNullOrWhiteSpace(form.LaterAt) ? "?" : form.LaterAt + Offset(form, viewer), form.LaterZone, Rule(form.Repeat, form.RepeatCount, form.RepeatUntil),
            form.CancelOnReply, viewer, now);
    }

    /// <summary>The rule with its end; empty = once.</summary>
    public static string Rule(string? repeat, string? count, string? until) => string.IsNullOrEmpty(repeat) ? ""
        : !string.IsNullOrWhiteSpace(count) ? $"{repeat};COUNT={count.Trim()}"
        : !string.IsNullOrWhiteSpace(until) ? $"{repeat};UNTIL={until.Trim()}"
        : repeat;

    private static (SendTime?, EnqueueOutcome.Refused?) Preset(ReplyForm form, DateTimeOffset now)
    {
        var parts = form.Later!.Split('@', 2);
        if (parts.Length != 2 || !ReadSendTime.TryZone(parts[1], out var zone))
            return (null, new EnqueueOutcome.Refused("unknown_time_zone", "later", "This time zone is not known here. Choose the time by date and hour."));
        return PresetTimes.Find(parts[0], now, zone) is { } at
            ? (new SendTime(at, zone) { CancelOnReply = form.CancelOnReply }, null)
            : (null, new EnqueueOutcome.Refused("time_in_past", "later", "This time has passed meanwhile. Choose a later one."));
    }

    /// <summary>Of a time that happens twice, which was meant: the writer was asked.</summary>
    private static string Offset(ReplyForm form, TimeZoneInfo viewer)
    {
        if (form.Later is not ("custom:first" or "custom:second")) return "";
        var zone = !string.IsNullOrEmpty(form.LaterZone) && ReadSendTime.TryZone(form.LaterZone, out var named) ? named : viewer;
        if (!DateTime.TryParse(form.LaterAt, CultureInfo.InvariantCulture, out var local) || WallClock.Offsets(local, zone) is not [var first, var second]) return "";
        return ReadSendTime.OffsetText(form.Later == "custom:first" ? first : second);
    }
}
