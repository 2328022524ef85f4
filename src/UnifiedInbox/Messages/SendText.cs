using UnifiedInbox.Accounts;
using UnifiedInbox.Channels;
using UnifiedInbox.Contacts;
using UnifiedInbox.Scheduling;
using UnifiedInbox.Templates;
using UnifiedInbox.Web;

namespace UnifiedInbox.Messages;

/// <summary>The body of <c>POST /api/messaging/send</c>, the member system's way to text someone: a number or a member.</summary>
internal sealed record SendTextRequest
{
    /// <summary>A phone number; whoever has it, or a contact made of it. Or <see cref="MemberId"/>.</summary>
    public string? To { get; init; }

    public Guid? MemberId { get; init; }

    public string? Body { get; init; }

    public string? MediaUrl { get; init; }

    /// <summary>As in <see cref="SendMessageRequest"/>.</summary>
    public string? ScheduledAt { get; init; }

    public string? TimeZone { get; init; }

    public bool SendAnyway { get; init; }

    public bool IgnoreQuietHours { get; init; }
}

/// <summary><c>POST /api/messaging/send</c>: a text by SMS, through the same outbox as everything.</summary>
internal static class SendText
{
    public static async Task<IResult> EndpointAsync(
        SendTextRequest request, HttpContext http, Outbox outbox, AskedTime asked, ApplyTemplate templates, CreateContact contacts, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(request.To) == (request.MemberId is null))
            return Problem.Invalid("to", "Name either a phone number (to) or a member (memberId).", "recipient_missing");
        var contactId = request.MemberId;
        if (contactId is null)
        {
            switch (await contacts.RunAsync(http.Caller(), new NewContact { Phone = request.To }, resultId: null, ct))
            {
                case ContactOutcome.Done made:
                    contactId = made.Contact.Id;
                    break;
                case ContactOutcome.Exists known:
                    contactId = known.ContactId;
                    break;
                case ContactOutcome.Invalid invalid:
                    return Problem.Invalid("to", invalid.Errors.For("phone") ?? "This is no phone number.", invalid.Code);
            }
        }
        var message = new SendMessageRequest
        {
            ContactId = contactId,
            Channel = ChannelName.Of(Channel.Sms),
            Content = request.Body,
            MediaUrl = request.MediaUrl,
            ScheduledAt = request.ScheduledAt,
            TimeZone = request.TimeZone,
            SendAnyway = request.SendAnyway,
            IgnoreQuietHours = request.IgnoreQuietHours,
        };
        return await SendMessage.EndpointAsync(message, http, outbox, asked, templates, ct);
    }
}
