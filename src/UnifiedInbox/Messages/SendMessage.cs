using UnifiedInbox.Accounts;
using UnifiedInbox.Channels;
using UnifiedInbox.Messages.Email;
using UnifiedInbox.Scheduling;
using UnifiedInbox.Templates;
using UnifiedInbox.Templates.WhatsApp;
using UnifiedInbox.Web;

namespace UnifiedInbox.Messages;

/// <summary>The body of <c>POST /api/messages</c>. Unknown fields are ignored.</summary>
internal sealed record SendMessageRequest
{
    public Guid? ContactId { get; init; }

    /// <summary><c>sms</c>, <c>whatsapp</c> or <c>email</c>.</summary>
    public string? Channel { get; init; }

    public string? Content { get; init; }

    /// <summary>Only ever the caller's own.</summary>
    public Guid? UserId { get; init; }

    /// <summary>When it shall leave; ISO 8601. Without an offset it is a time of <see cref="TimeZone"/>. Left out = now.</summary>
    public string? ScheduledAt { get; init; }

    /// <summary>IANA name, such as Europe/Berlin; left out, it is the caller's own. A recurring message keeps its time on this zone's clocks.</summary>
    public string? TimeZone { get; init; }

    /// <summary>
    /// <c>daily</c>, <c>weekly</c>, <c>monthly</c>, <c>yearly</c>, or an RRULE (RFC 5545) of FREQ, INTERVAL, BYDAY, BYMONTHDAY, COUNT and
    /// UNTIL. <see cref="ScheduledAt"/> is the first time. Left out = once.
    /// </summary>
    public string? Repeat { get; init; }

    /// <summary>A message from the contact before then cancels it, and ends the repetition.</summary>
    public bool CancelOnReply { get; init; }

    /// <summary>A public address of a file: fetched and checked before the answer; the copy is sent. Not of a private network.</summary>
    public string? MediaUrl { get; init; }

    /// <summary>More of them, at most 10 on SMS (MMS) and 1 on WhatsApp.</summary>
    public IReadOnlyList<string>? MediaUrls { get; init; }

    public Guid? ReplyToId { get; init; }

    public Guid? InboxId { get; init; }

    /// <summary>Email only, as are the following; left out on a reply, it is that of the thread.</summary>
    public string? Subject { get; init; }

    /// <summary>Cleaned by an allow-list. <see cref="Content"/> is the text alternative; left out, it is made from this.</summary>
    public string? Html { get; init; }

    public IReadOnlyList<string>? Cc { get; init; }

    public IReadOnlyList<string>? Bcc { get; init; }

    public string? ReplyTo { get; init; }

    /// <summary>On every channel: ids of uploads (<c>POST /api/attachments</c>), or of attachments you may see.</summary>
    public IReadOnlyList<Guid>? Attachments { get; init; }

    /// <summary>A template whose words are filled in for the contact, in the place of <see cref="Content"/>, <see cref="Html"/> and, where none is given, <see cref="Subject"/>.</summary>
    public Guid? TemplateId { get; init; }

    /// <summary>
    /// The same text within a minute is meant (without it that is refused as <c>duplicate_text</c>), and a colleague's answer meanwhile does
    /// not hold it.
    /// </summary>
    public bool SendAnyway { get; init; }

    /// <summary>It shall leave now although it is quiet where they are; the team's setting may not allow that.</summary>
    public bool IgnoreQuietHours { get; init; }

    /// <summary>The newest message the writer knew of: where a colleague answered after it, this one is <c>held</c>. Left out = not asked.</summary>
    public Guid? LastSeenId { get; init; }

    /// <summary>WhatsApp: the template to send (<c>HX…</c>, or the id that list gives) instead of <see cref="Content"/>, from <c>GET /api/whatsapp-templates</c>.</summary>
    public string? ContentSid { get; init; }

    /// <summary>A value for each variable of that template, by its name: <c>{"1": "Ann"}</c>.</summary>
    public IReadOnlyDictionary<string, string>? Variables { get; init; }
}

/// <summary><c>POST /api/messages</c>: 201 with the message, queued or scheduled. The dispatcher takes it from there.</summary>
internal static class SendMessage
{
    public static async Task<IResult> EndpointAsync(SendMessageRequest request, HttpContext http, Outbox outbox, AskedTime asked, ApplyTemplate templates, CancellationToken ct)
    {
        var (message, problem) = await ReadAsync(request, http, asked, templates, ct);
        if (message is null) return problem!;
        return AnswerOf(await outbox.EnqueueAsync(http.Caller(), message, ct));
    }

    private static IResult AnswerOf(EnqueueOutcome outcome) => outcome switch
    {
        EnqueueOutcome.Queued queued => TypedResults.Created("/api/messages/" + queued.Message.Id, MessageJson.Of(queued.Message)),
        EnqueueOutcome.Refused refused => Problem.Invalid(refused.Field, refused.Text, refused.Code),
        EnqueueOutcome.NotFound missing => Problem.Of(StatusCodes.Status404NotFound, "not_found", "There is nothing with this " + missing.Field + "."),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>The message that is asked for, or what is wrong with the request itself.</summary>
    public static async Task<(NewMessage? Message, IResult? Problem)> ReadAsync(SendMessageRequest request, HttpContext http, AskedTime asked, ApplyTemplate templates, CancellationToken ct)
    {
        var caller = http.Caller();
        if (request.ContactId is not { } contactId) return (null, Problem.Invalid("contactId", "Say who it goes to.", "contact_missing"));
        if (ChannelName.Parse(request.Channel) is not { } channel) return (null, Problem.Invalid("channel", "A channel is sms, whatsapp or email.", "bad_channel"));
        if (request.UserId is { } user && user != caller.UserId)
            return (null, Problem.Invalid("userId", "A message can only be sent in your own name.", "not_your_user"));
        if (request.ContentSid is not null && channel != Channels.Channel.WhatsApp)
            return (null, Problem.Invalid("contentSid", "Only WhatsApp has these templates.", "template_unknown"));
        var (sendAt, wrong) = await asked.ReadAsync(caller, request.ScheduledAt, request.TimeZone, request.Repeat, request.CancelOnReply, ct);
        if (wrong is not null) return (null, Problem.Invalid(wrong.Field, wrong.Text, wrong.Code));
        var message = new NewMessage
        {
            Id = Idempotency.ResultId(http),
            ContactId = contactId,
            Channel = channel,
            Content = request.Content ?? "",
            MediaUrls = [.. request.MediaUrls ?? [], .. request.MediaUrl is { Length: > 0 } url ? new[] { url } : []],
            InboxId = request.InboxId,
            ReplyToId = request.ReplyToId,
            Attachments = channel == Channels.Channel.Email ? [] : request.Attachments ?? [],
            SendAnyway = request.SendAnyway,
            OverrulesQuietHours = request.IgnoreQuietHours,
            SeenId = request.LastSeenId,
            Template = TemplateOf(request, channel),
            SendAt = sendAt,
            Email = channel == Channels.Channel.Email ? EmailOf(request) : null,
        };
        if (request.TemplateId is not { } template) return (message, null);
        var (filled, unfit) = await templates.RunAsync(caller, template, message, ct);
        return unfit is null ? (filled, null) : (null, AnswerOf(unfit));
    }

    private static ChosenTemplate? TemplateOf(SendMessageRequest request, Channel channel) =>
        channel == Channels.Channel.WhatsApp && request.ContentSid is { Length: > 0 } key
            ? new ChosenTemplate { Key = key, Values = request.Variables ?? new Dictionary<string, string>() }
            : null;

    private static NewEmail EmailOf(SendMessageRequest request) => new()
    {
        Subject = request.Subject,
        Html = request.Html,
        Cc = request.Cc ?? [],
        Bcc = request.Bcc ?? [],
        ReplyTo = request.ReplyTo,
        Attachments = request.Attachments ?? [],
    };
}
