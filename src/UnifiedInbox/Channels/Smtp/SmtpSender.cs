using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Mail.Mime.Writing;
using UnifiedInbox.Mail.Smtp;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Channels.Smtp;

/// <summary>
/// Submits mail to the mailbox's own server. SMTP has no ids and no questions afterwards: when the line breaks behind the last dot, a person
/// has to decide (docs/decisions/0007-own-smtp-submission.md).
/// </summary>
internal sealed class SmtpSender(InboxDirectory inboxes, SecretBox secrets, ComposeEmail compose) : ISender, ICourier
{
    public const string ProviderName = "smtp";

    /// <summary>Below the dispatcher's lease.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(40);

    public string Provider => ProviderName;

    public static SmtpEndpoint? EndpointOf(Inbox inbox, SecretBox secrets) => EmailSettings.Of(inbox).Smtp is not { } smtp
        ? null
        : new SmtpEndpoint(
            smtp.Host,
            smtp.Port,
            smtp.Security switch { "tls" => SmtpSecurity.Tls, "none" => SmtpSecurity.None, _ => SmtpSecurity.StartTls },
            smtp.User,
            EmailSecrets.Of(inbox, secrets).SmtpPassword ?? "");

    public async Task<Delivery> SendAsync(OutgoingMessage message, CancellationToken ct)
    {
        if (await inboxes.FindAsync(message.InboxId, ct) is not { } inbox || EndpointOf(inbox, secrets) is null) return NotSetUp;
        var composed = await compose.RunAsync(message.Id, ct);
        return composed is Composed.Ready ready ? await HandOverAsync(inbox, ready, message.Id.ToString("N"), ct) : ((Composed.Failed)composed).Delivery;
    }

    public async Task<Delivery> HandOverAsync(Inbox inbox, Composed.Ready ready, string key, CancellationToken ct)
    {
        if (EndpointOf(inbox, secrets) is not { } endpoint) return NotSetUp;
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(ct);
        soon.CancelAfter(Longest);
        var from = AsciiAddress.Of(ready.Email.From) ?? ready.Email.From;
        var outcome = await SmtpSubmission.SendAsync(
            endpoint, from, [.. ready.To, .. ready.Cc, .. ready.Bcc], (target, token) => MailWriter.WriteAsync(ready.Mail, target, token), soon.Token);
        return Understand(outcome, ready.Email.RfcMessageId);
    }

    /// <summary>Nobody can be asked.</summary>
    public Task<Lookup> FindAsync(OutgoingMessage message, Func<string, CancellationToken, Task<bool>> isKnown, CancellationToken ct) =>
        Task.FromResult(new Lookup(LookupResult.CannotTell));

    private static Delivery NotSetUp => new(DeliveryOutcome.Permanent, Code: "not_set_up", Text: "This mailbox has no outgoing mail server.");

    private static Delivery Understand(SmtpOutcome outcome, string rfcId) => outcome.Result switch
    {
        // The Message-ID is ours and stays: it is the only name the mail has.
        SmtpResult.Accepted => new Delivery(DeliveryOutcome.Accepted, ProviderId: rfcId, Raw: outcome.Answer),
        SmtpResult.Unknown => new Delivery(DeliveryOutcome.Unknown, Code: outcome.Code, Text: "The mail server did not say whether it took the mail.", Raw: outcome.Answer),
        SmtpResult.Transient => new Delivery(DeliveryOutcome.Transient, Code: outcome.Code, Text: SmtpErrors.Explain(outcome.Code), Raw: outcome.Answer),
        _ => new Delivery(DeliveryOutcome.Permanent, Code: outcome.Code, Text: SmtpErrors.Explain(outcome.Code), Raw: outcome.Answer),
    };
}
