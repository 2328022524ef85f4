using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using UnifiedInbox.Inboxes;

namespace UnifiedInbox.Channels.Twilio;

/// <summary>Hands SMS, MMS and WhatsApp messages to Twilio's REST API, and asks it about those whose answer was lost.</summary>
internal sealed class TwilioSender(TwilioApi api, TwilioAccounts accounts, TwilioFiles files, TwilioWebhookUrl url, InboxDirectory inboxes) : ISender
{
    public string Provider => TwilioAccounts.Provider;

    public async Task<Delivery> SendAsync(OutgoingMessage message, CancellationToken ct)
    {
        if (await inboxes.FindAsync(message.InboxId, ct) is not { DisabledAt: null } inbox)
            return new Delivery(DeliveryOutcome.Permanent, Code: "inbox_disabled", Text: "The number this would leave from is switched off.");
        var account = accounts.Of(inbox);
        if (await files.LinkAsync(message, inbox, account, ct) is not { } linked)
            return new Delivery(DeliveryOutcome.Permanent, Code: "no_public_url", Text: "Twilio fetches files from here, and there is no public address: set PUBLIC_URL.");
        message = linked;
        var content = new SendOnceContent(Form(message, account, inbox.Address), "application/x-www-form-urlencoded");
        try
        {
            using var request = TwilioApi.Request(HttpMethod.Post, account, TwilioApi.AccountPath(account) + "/Messages.json");
            request.Content = content;
            using var response = await api.SendAsync(request, ct);
            return Understand(response, await TwilioApi.ReadAsync(response, ct));
        }
        catch (HttpRequestException error) when (!content.Started || IsBeforeRequest(error))
        {
            return new Delivery(DeliveryOutcome.Transient, Code: "unreachable", Text: "Twilio cannot be reached.", Raw: error.Message);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return new Delivery(DeliveryOutcome.Unknown, Code: "connection_lost", Text: "The connection to Twilio broke before it answered.", Raw: error.Message);
        }
        catch (OperationCanceledException)
        {
            return content.Started
                ? new Delivery(DeliveryOutcome.Unknown, Code: "timeout", Text: "Twilio did not answer in time.")
                : new Delivery(DeliveryOutcome.Transient, Code: "unreachable", Text: "Twilio cannot be reached.");
        }
    }

    /// <summary>The connection never came about, so nothing of the request can have been read.</summary>
    private static bool IsBeforeRequest(HttpRequestException error) => error.HttpRequestError is
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
        or HttpRequestError.ProxyTunnelError;

    private byte[] Form(OutgoingMessage message, TwilioAccount account, string from)
    {
        var form = new List<KeyValuePair<string, string>>
        {
            new("To", TwilioAddress.Format(message.Channel, message.To)),
            new("From", TwilioAddress.Format(message.Channel, from)),
            new("StatusCallback", url.StatusCallback(message.Id)),
        };
        if (message.ContentSid is { } template)
        {
            form.Add(new("ContentSid", template));
            if (message.ContentVariables is { Length: > 2 } variables) form.Add(new("ContentVariables", variables));
        }
        else if (message.Content.Length > 0)
        {
            form.Add(new("Body", message.Content));
        }
        if (account.MessagingServiceSid is { Length: > 0 } service) form.Add(new("MessagingServiceSid", service));
        if (message.ContentSid is null)
            foreach (var media in message.MediaUrls) form.Add(new("MediaUrl", media));
        var text = string.Join('&', form.Select(pair => WebUtility.UrlEncode(pair.Key) + "=" + WebUtility.UrlEncode(pair.Value)));
        return Encoding.ASCII.GetBytes(text);
    }

    private static Delivery Understand(HttpResponseMessage response, string text)
    {
        var raw = text.Length > 4_000 ? text[..4_000] : text;
        if (response.IsSuccessStatusCode)
        {
            // A success whose body names no message is some proxy's; whether Twilio ever saw the request is not known.
            return Sid(text) is { } sid
                ? new Delivery(DeliveryOutcome.Accepted, ProviderId: sid, Raw: raw)
                : new Delivery(DeliveryOutcome.Unknown, Code: "no_sid", Text: "Twilio's answer could not be understood.", Raw: raw);
        }
        var code = TwilioApi.ErrorOf(text)?.Code;
        var status = (int)response.StatusCode;
        return new Delivery(
            TwilioErrors.OutcomeOf(status, code),
            Code: (code ?? status).ToString(CultureInfo.InvariantCulture),
            Text: code is null && status >= 500 ? "Twilio has a problem of its own." : TwilioErrors.Explain(code),
            RetryAfter: response.Headers.RetryAfter?.Delta,
            Raw: raw);
    }

    private static string? Sid(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<TwilioResource>(text, TwilioApi.Json)?.Sid is { Length: > 0 and <= 64 } sid ? sid : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// Lists what Twilio has from our number to theirs and looks for the text, not older than the attempt. Twilio's date filters
    /// work on the day it was sent, which a queued message has not got yet; so the dates are compared here.
    /// </summary>
    public async Task<Lookup> FindAsync(OutgoingMessage message, Func<string, CancellationToken, Task<bool>> isKnown, CancellationToken ct)
    {
        if (await inboxes.FindAsync(message.InboxId, ct) is not { } inbox) return new Lookup(LookupResult.CannotTell);
        var account = accounts.Of(inbox);
        var since = message.AttemptedAt - ClockSkew;
        try
        {
            var query = "/Messages.json?PageSize=100&To=" + Uri.EscapeDataString(TwilioAddress.Format(message.Channel, message.To));
            var page = await api.GetAsync<TwilioPage>(account, query, ct);
            for (var pages = 1; ; pages++)
            {
                var items = page.Messages ?? [];
                foreach (var item in items)
                {
                    if (item.Created >= since && IsSame(message, item) && item.Sid is { } sid && !await isKnown(sid, ct))
                        return new Lookup(LookupResult.Found, sid, TwilioStatus.Map(item.Status ?? "sent") ?? "sent", item.ErrorCode?.ToString(CultureInfo.InvariantCulture));
                }
                // Newest first: once a page ends before the attempt, so does the search.
                if (page.NextPageUri is null || items.Count == 0 || items[^1].Created < since) return new Lookup(LookupResult.NotFound);
                if (pages == MostPages) return new Lookup(LookupResult.Unavailable);
                page = await api.GetPageAsync<TwilioPage>(account, page.NextPageUri, ct);
            }
        }
        catch (TwilioApiException)
        {
            return new Lookup(LookupResult.Unavailable);
        }
    }

    private const int MostPages = 20;

    /// <summary>RFC 2822 dates have whole seconds, and clocks differ.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Trial accounts get a sentence put before the text; a body Twilio redacted cannot be told apart and counts as the same.</summary>
    private static bool IsSame(OutgoingMessage message, TwilioResource item) =>
        item.Direction?.StartsWith("outbound", StringComparison.Ordinal) != false
        && (item.Body is null || Normalise(item.Body).EndsWith(Normalise(message.Content), StringComparison.Ordinal));

    private static string Normalise(string text) => text.ReplaceLineEndings("\n").Trim();
}
