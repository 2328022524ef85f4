using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Mail.Smtp;

namespace UnifiedInbox.Channels.Smtp;

/// <summary>Connects to the outgoing server and signs in, as a mail would.</summary>
internal sealed class SmtpCheck(SecretBox secrets) : IInboxCheck
{
    public string Provider => SmtpSender.ProviderName;

    public async Task<IReadOnlyList<Finding>> RunAsync(Inbox inbox, CancellationToken ct)
    {
        if (SmtpSender.EndpointOf(inbox, secrets) is not { } endpoint)
            return [new(FindingKind.Problem, "Not set up", "This mailbox has no outgoing mail server. Enter one below.")];
        var outcome = await SmtpSubmission.TryAsync(endpoint, ct);
        return
        [
            outcome.Result == SmtpResult.Accepted
                ? new(FindingKind.Good, "Outgoing mail", "The outgoing mail server accepts " + (endpoint.User.Length > 0 ? "user and password." : "us without a password."))
                : new(FindingKind.Problem, "Outgoing mail", SmtpErrors.Explain(outcome.Code)),
        ];
    }
}
