using UnifiedInbox.Inboxes;

namespace UnifiedInbox.Channels.Resend;

/// <summary>Resend's side of a mailbox: the key, the domain, and whether webhooks can be trusted.</summary>
internal sealed class ResendCheck(ResendApi api, ResendAccounts accounts, WebhookRejections rejections) : IInboxCheck
{
    public string Provider => ResendAccounts.Provider;

    public async Task<IReadOnlyList<Finding>> RunAsync(Inbox inbox, CancellationToken ct)
    {
        var account = accounts.Of(inbox);
        var findings = new List<Finding>();
        if (EmailSettings.Of(inbox).Simulated)
            findings.Add(new(FindingKind.Note, "Simulator", "This mailbox is played by the built-in simulator. Set AWS_SES_FROM_EMAIL, RESEND_API_KEY, SMTP_URL or IMAP_HOST to use a real one."));
        else findings.Add(await CheckKeyAsync(account, inbox.Address[(inbox.Address.LastIndexOf('@') + 1)..], ct));
        findings.Add(string.IsNullOrEmpty(account.WebhookSecret)
            ? new(FindingKind.Problem, "No signing secret", "Without it webhooks are refused: nobody tells what became of mail, and none comes in. Copy it from the webhook's page at Resend.")
            : new(FindingKind.Good, "Webhooks", "Posts signed with the secret entered are taken."));
        var refused = rejections.Of("resend", "signature");
        if (refused.Count > 0)
            findings.Add(new(FindingKind.Problem, refused.Count + " webhooks were refused", "Their signature did not fit: the signing secret may be another webhook's, or this machine's clock wrong."));
        return findings;
    }

    private async Task<Finding> CheckKeyAsync(ResendAccount account, string domain, CancellationToken ct)
    {
        try
        {
            using var response = await api.SendAsync(HttpMethod.Get, account, "/domains", null, null, ct);
            var text = await ProviderHttp.ReadAsync(response, ct);
            // A key that may only send cannot list domains, and is a good key.
            if (ResendApi.Text(text, "name") == "restricted_api_key") return new(FindingKind.Good, "API key", "Resend accepts the key; it may send and nothing else.");
            if (!response.IsSuccessStatusCode)
                return new(FindingKind.Problem, "Resend refuses", ResendErrors.Understand((int)response.StatusCode, ResendApi.Text(text, "name"), null, text).Text!);
            return text.Contains("\"" + domain + "\"", StringComparison.OrdinalIgnoreCase)
                ? new(FindingKind.Good, "API key and domain", "Resend accepts the key and has " + domain + ".")
                : new(FindingKind.Problem, "Domain", "Resend accepts the key, but has no domain " + domain + ". Add and verify it there.");
        }
        catch (Exception error) when (error is HttpRequestException or IOException || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return new(FindingKind.Problem, "Resend is out of reach", "Mail waits until it is back.");
        }
    }
}
