using System.Globalization;
using UnifiedInbox.Conversations.Emails;
using UnifiedInbox.Messages;

namespace UnifiedInbox.Scheduling;

/// <summary>The fields of the page that changes a scheduled message.</summary>
public sealed class EditedSchedule
{
    private const string Format = "yyyy-MM-dd'T'HH:mm";

    /// <summary>Wall clock of <see cref="TimeZone"/>; an offset may follow where that is doubled.</summary>
    public string? At { get; set; }

    public string? TimeZone { get; set; }

    /// <summary>A rule; empty = once; <c>keep</c> = the one it has.</summary>
    public string? Repeat { get; set; }

    public string? RepeatCount { get; set; }

    public string? RepeatUntil { get; set; }

    public bool CancelOnReply { get; set; }

    public string? Subject { get; set; }

    public string? Content { get; set; }

    public string? Html { get; set; }

    internal static EditedSchedule Of(Message message, TimeZoneInfo viewer)
    {
        var zone = message.TimeZone is { } name && ReadSendTime.TryZone(name, out var chosen) ? chosen : viewer;
        return new()
        {
            At = Local(message, zone),
            TimeZone = zone.Id,
            Repeat = message.Repeat is null ? "" : "keep",
            CancelOnReply = message.CancelOnReply,
            Subject = message.Subject,
            Content = message.Content,
            Html = Words(message),
        };
    }

    /// <summary>A time that was not touched is not asked about again: to the second, it may be doubled or have come.</summary>
    internal ScheduledChange ToChange(Message message) => new()
    {
        ScheduledAt = TimeZone is { } name && ReadSendTime.TryZone(name, out var zone) && Local(message, zone) == At ? null : At ?? "?",
        TimeZone = TimeZone,
        Repeat = Repeat == "keep" ? null : LaterForm.Rule(Repeat, RepeatCount, RepeatUntil),
        CancelOnReply = CancelOnReply,
        Subject = message.Channel == "email" ? Subject : null,
        Content = message.HasHtml ? null : Content,
        Html = message.HasHtml && Html != Words(message) ? Html : null,
        KeepsBelow = true,
    };

    /// <summary>What a person changes of a mail: the words above the one it answers.</summary>
    private static string? Words(Message message) => ScheduledPictures.Show(message) is { } html ? QuoteEmail.Split(html).Words : null;

    private static string Local(Message message, TimeZoneInfo zone) => WallClock.Local(message.ScheduledAt ?? message.At, zone).ToString(Format, CultureInfo.InvariantCulture);
}
