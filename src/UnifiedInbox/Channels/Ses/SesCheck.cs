using System.Text.Json;
using UnifiedInbox.Inboxes;

namespace UnifiedInbox.Channels.Ses;

/// <summary>SES's side of a mailbox: keys, sandbox, quota, and whether events can come.</summary>
internal sealed class SesCheck(SesApi api, SesAccounts accounts, WebhookRejections rejections) : IInboxCheck
{
    public string Provider => SesAccounts.Provider;

    public async Task<IReadOnlyList<Finding>> RunAsync(Inbox inbox, CancellationToken ct)
    {
        if (accounts.Of(inbox) is not { } account) return [new(FindingKind.Problem, "Not set up", "This mailbox has no Amazon SES settings. Enter region and access key below.")];
        var findings = new List<Finding>();
        try
        {
            using var response = await api.SendAsync(HttpMethod.Get, account, "/v2/email/account", null, SigV4.EmptyPayload, ct);
            var text = await ProviderHttp.ReadAsync(response, ct);
            if (!response.IsSuccessStatusCode)
            {
                var (type, explanation) = SesApi.ErrorOf(response, text);
                findings.Add(new(FindingKind.Problem, "Amazon SES refuses", SesErrors.Understand((int)response.StatusCode, type, explanation, null, text).Text!));
            }
            else if (SesApi.Parse(text) is { } json) Judge(json, findings);
        }
        catch (Exception error) when (error is HttpRequestException or IOException || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            findings.Add(new(FindingKind.Problem, "Amazon SES is out of reach", "Mail waits until it is back."));
        }
        findings.Add(Events(inbox, account));
        var refused = rejections.Of("ses", "signature");
        if (refused.Count > 0)
            findings.Add(new(FindingKind.Problem, refused.Count + " events were refused", "They came from another topic than the one entered here, or were not signed by SNS. Raw message delivery has to be off."));
        return findings;
    }

    private static void Judge(JsonElement json, List<Finding> findings)
    {
        findings.Add(new(FindingKind.Good, "Credentials", "Amazon SES accepts the access key."));
        if (IsFalse(json, "SendingEnabled")) findings.Add(new(FindingKind.Problem, "Sending is off", "Amazon has switched off sending for this account. Its console says why."));
        if (IsFalse(json, "ProductionAccessEnabled"))
            findings.Add(new(FindingKind.Note, "Sandbox", "The account is in SES's sandbox: 200 mails a day, to verified addresses only. Ask Amazon for production access."));
        if (json.TryGetProperty("SendQuota", out var quota) && Number(quota, "Max24HourSend") is { } most and > 0 && Number(quota, "SentLast24Hours") is { } sent)
            findings.Add(new(sent > most * 0.9 ? FindingKind.Problem : FindingKind.Good, "Quota", $"{sent:0} of {most:0} mails of the last 24 hours are used."));
    }

    private static Finding Events(Inbox inbox, SesAccount account)
    {
        if (account.ConfigurationSet is null)
            return new(FindingKind.Problem, "No configuration set", "Without one SES tells nothing: no deliveries, no bounces, and a lost answer has to be settled by hand.");
        return EmailSettings.Of(inbox).Ses?.TopicArn is null
            ? new(FindingKind.Problem, "No topic", "Enter the ARN of the SNS topic the configuration set publishes to; events of others are refused.")
            : new(FindingKind.Good, "Events", "Events of the configuration set are taken from the topic entered. Give its subscription a delivery policy or a dead-letter queue: by itself SNS tries for a minute.");
    }

    private static bool IsFalse(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.False;

    private static double? Number(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
