using UnifiedInbox.Inboxes;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Channels.Resend;

/// <summary>
/// Hands mail to Resend. Each attempt has a key of its own under which Resend sends once, so what became of one whose answer was
/// lost is found out by asking again.
/// </summary>
internal sealed class ResendSender(ResendApi api, ResendAccounts accounts, InboxDirectory inboxes, ComposeEmail compose, TimeProvider time) : ISender, ICourier
{
    /// <summary>Keys are kept for a day; an hour is left for clocks and the repeat itself.</summary>
    private static readonly TimeSpan KeyKept = TimeSpan.FromHours(23);

    public string Provider => ResendAccounts.Provider;

    public async Task<Delivery> SendAsync(OutgoingMessage message, CancellationToken ct)
    {
        if (await inboxes.FindAsync(message.InboxId, ct) is not { } inbox)
            return new Delivery(DeliveryOutcome.Permanent, Code: "inbox_gone", Text: "The mailbox this would leave from is not there any more.");
        var composed = await compose.RunAsync(message.Id, ct);
        return composed is Composed.Ready ready ? await HandOverAsync(inbox, ready, KeyOf(message), ct) : ((Composed.Failed)composed).Delivery;
    }

    public async Task<Delivery> HandOverAsync(Inbox inbox, Composed.Ready mail, string key, CancellationToken ct)
    {
        var body = new ResendBody(mail);
        var content = new SendOnceContent(body.WriteAsync, await body.MeasureAsync(ct), "application/json");
        return await ProviderHttp.TryAsync("Resend", content, async () =>
        {
            using var response = await api.SendAsync(HttpMethod.Post, accounts.Of(inbox), "/emails", content, key, ct);
            return Understand(response, await ProviderHttp.ReadAsync(response, ct));
        });
    }

    /// <summary>
    /// Repeats the request under the same key: the first answer comes again, or the mail goes out now, once in either case. The gate is not asked
    /// again: this is still the attempt it allowed.
    /// </summary>
    public async Task<Lookup> FindAsync(OutgoingMessage message, Func<string, CancellationToken, Task<bool>> isKnown, CancellationToken ct)
    {
        if (time.GetUtcNow() - message.AttemptedAt > KeyKept) return new Lookup(LookupResult.CannotTell);
        var answer = await SendAsync(message, ct);
        return answer.Outcome switch
        {
            DeliveryOutcome.Accepted => new Lookup(LookupResult.Found, answer.ProviderId, "sent"),
            // Another body under this key: Resend has seen the first one, and nobody knows what came of it.
            _ when answer.Code == "invalid_idempotent_request" => new Lookup(LookupResult.CannotTell),
            DeliveryOutcome.Permanent => new Lookup(LookupResult.NotFound),
            _ => new Lookup(LookupResult.Unavailable),
        };
    }

    private static Delivery Understand(HttpResponseMessage response, string text)
    {
        var raw = ProviderHttp.Cut(text);
        if (!response.IsSuccessStatusCode)
            return ResendErrors.Understand((int)response.StatusCode, ResendApi.Text(text, "name"), response.Headers.RetryAfter?.Delta, raw);
        return ResendApi.Text(text, "id") is { Length: > 0 and <= 200 } id
            ? new Delivery(DeliveryOutcome.Accepted, ProviderId: id, Raw: raw)
            : new Delivery(DeliveryOutcome.Unknown, Code: "no_id", Text: "Resend's answer could not be understood.", Raw: raw);
    }

    /// <summary>An attempt that was proven not taken is followed by one with another key: a refusal would be repeated under the same.</summary>
    private static string KeyOf(OutgoingMessage message) => message.Id.ToString("N") + "-" + message.Attempt;
}
