using UnifiedInbox.Inboxes;

namespace UnifiedInbox.Channels.Twilio;

/// <summary>Twilio's side of an inbox: credentials, the number, its webhook address, and whether that address leads here.</summary>
internal sealed class TwilioCheck(TwilioApi api, TwilioAccounts accounts, TwilioWebhookUrl url, WebhookRejections rejections, OwnAddress own) : IInboxCheck
{
    private const string Sandbox = "+14155238886";

    public string Provider => TwilioAccounts.Provider;

    public async Task<IReadOnlyList<Finding>> RunAsync(Inbox inbox, CancellationToken ct)
    {
        var account = accounts.Of(inbox);
        var simulated = TwilioAccounts.SettingsOf(inbox).Simulated;
        var findings = new List<Finding>();
        if (simulated) findings.Add(new(FindingKind.Note, "Simulator", "This number is played by the built-in simulator. Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN to use real ones."));
        if (!await CheckCredentialsAsync(account, findings, ct)) return findings;
        await CheckNumberAsync(inbox, account, simulated, findings, ct);
        if (!simulated) findings.Add(await CheckPublicAddressAsync(ct));
        var refused = rejections.Of("twilio", "signature");
        if (refused.Count > 0)
            findings.Add(new(
                FindingKind.Problem,
                refused.Count + " webhooks were refused",
                "Their signature did not fit, last at " + refused.Last!.Value.UtcDateTime.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture)
                    + " UTC. If Twilio sent them, the auth token or PUBLIC_URL (" + url.Base + ") is not the one Twilio uses."));
        return findings;
    }

    private async Task<bool> CheckCredentialsAsync(TwilioAccount account, List<Finding> findings, CancellationToken ct)
    {
        try
        {
            var resource = await api.GetAsync<TwilioAccountResource>(account, ".json", ct);
            if (resource.Status is null or "active")
            {
                findings.Add(new(FindingKind.Good, "Credentials", "Twilio accepts the account SID and auth token."));
                return true;
            }
            findings.Add(new(FindingKind.Problem, "Account " + resource.Status, "Twilio has this account as " + resource.Status + ". Its console says why."));
        }
        catch (TwilioApiException error)
        {
            findings.Add(error.Status is 401 or 403 or 404
                ? new(FindingKind.Problem, "Wrong credentials", "Twilio refuses this account SID and auth token. Copy both again from Twilio's console; an API key's secret is not the auth token.")
                : new(FindingKind.Problem, "Twilio is out of reach", error.Message + " Messages wait until it is back."));
        }
        return false;
    }

    private async Task CheckNumberAsync(Inbox inbox, TwilioAccount account, bool simulated, List<Finding> findings, CancellationToken ct)
    {
        if (inbox.Channel == "whatsapp")
        {
            if (inbox.Address == Sandbox && !simulated)
                findings.Add(new(FindingKind.Note, "WhatsApp sandbox", "Everyone who writes must first send the sandbox's join code to " + Sandbox + "; whoever has not cannot be reached (error 63015)."));
            if (!simulated)
                findings.Add(new(FindingKind.Note, "Webhook address", "Twilio does not tell WhatsApp's webhook. In its console, under Messaging, set “when a message comes in” to " + url.Inbound));
            return;
        }
        try
        {
            var found = await api.GetAsync<TwilioNumberPage>(account, "/IncomingPhoneNumbers.json?PhoneNumber=" + Uri.EscapeDataString(inbox.Address), ct);
            var number = found.IncomingPhoneNumbers?.FirstOrDefault(candidate => candidate.PhoneNumber == inbox.Address);
            if (number is null)
                findings.Add(new(FindingKind.Problem, "Number not found", "The account has no number " + inbox.Address + ". Buy it there, or correct it here."));
            else if (WithoutFragment(number.SmsUrl) != WithoutFragment(url.Inbound) && WithoutFragment(number.SmsUrl) != url.Base + TwilioWebhookUrl.SecondPath)
                findings.Add(new(
                    simulated ? FindingKind.Note : FindingKind.Problem,
                    "Webhook address",
                    "Twilio posts this number's messages to " + (string.IsNullOrEmpty(number.SmsUrl) ? "nowhere" : number.SmsUrl) + ". Set it to " + url.Inbound));
            else if (number.SmsUrl?.Contains('#', StringComparison.Ordinal) != true)
                findings.Add(new(FindingKind.Note, "No retries", "Twilio does not repeat a webhook that failed unless its address ends with " + TwilioWebhookUrl.RetryFragment + ". Set it to " + url.Inbound));
            else
                findings.Add(new(FindingKind.Good, "Number and webhook", "The number belongs to the account, and its messages are posted here."));
        }
        catch (TwilioApiException error)
        {
            findings.Add(new(FindingKind.Note, "Number", "Twilio could not be asked about the number. " + error.Message));
        }
    }

    private async Task<Finding> CheckPublicAddressAsync(CancellationToken ct)
    {
        if (!url.IsPublic)
            return new(FindingKind.Problem, "No public address", "Twilio cannot reach this machine. Set PUBLIC_URL to the address under which the internet sees it, or to that of a tunnel.");
        return await own.ReachAsync(url.Base, ct) switch
        {
            OwnAddressAnswer.Us => new(FindingKind.Good, "Public address", url.Base + " leads here."),
            OwnAddressAnswer.Stranger => new(FindingKind.Problem, "Public address", url.Base + " answers, but it is not this installation: a stale tunnel, or another server. Correct PUBLIC_URL."),
            _ => new(FindingKind.Problem, "Public address", url.Base + " does not answer. Is the tunnel or proxy running, and its certificate valid?"),
        };
    }

    private static string? WithoutFragment(string? address) => address?.Split('#')[0];

    private sealed record TwilioAccountResource(string? Sid, string? Status);
}
