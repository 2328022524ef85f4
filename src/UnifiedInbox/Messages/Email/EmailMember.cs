using UnifiedInbox.Channels;
using UnifiedInbox.Scheduling;
using UnifiedInbox.Templates;

namespace UnifiedInbox.Messages.Email;

/// <summary>The body of <c>POST /api/crm/members/{id}/email</c>, the member system's way to write to someone.</summary>
internal sealed record EmailMemberRequest
{
    public string? Subject { get; init; }

    /// <summary>Plain text.</summary>
    public string? Body { get; init; }

    /// <summary>Instead of or beside <see cref="Body"/>; cleaned by an allow-list.</summary>
    public string? Html { get; init; }

    public IReadOnlyList<string>? Cc { get; init; }

    public IReadOnlyList<string>? Bcc { get; init; }

    public string? ReplyTo { get; init; }

    /// <summary>Ids of uploads.</summary>
    public IReadOnlyList<Guid>? Attachments { get; init; }

    /// <summary>As in <see cref="SendMessageRequest"/>.</summary>
    public string? ScheduledAt { get; init; }

    public string? TimeZone { get; init; }

    public bool SendAnyway { get; init; }
}

/// <summary><c>POST /api/crm/members/{id}/email</c>: a mail to a contact, through the same outbox as everything.</summary>
internal static class EmailMember
{
    public static Task<IResult> EndpointAsync(Guid id, EmailMemberRequest request, HttpContext http, Outbox outbox, AskedTime asked, ApplyTemplate templates, CancellationToken ct) =>
        SendMessage.EndpointAsync(
            new SendMessageRequest
            {
                ContactId = id,
                Channel = ChannelName.Of(Channel.Email),
                Content = request.Body,
                Html = request.Html,
                Subject = request.Subject,
                Cc = request.Cc,
                Bcc = request.Bcc,
                ReplyTo = request.ReplyTo,
                Attachments = request.Attachments,
                ScheduledAt = request.ScheduledAt,
                TimeZone = request.TimeZone,
                SendAnyway = request.SendAnyway,
            },
            http,
            outbox,
            asked,
            templates,
            ct);
}
