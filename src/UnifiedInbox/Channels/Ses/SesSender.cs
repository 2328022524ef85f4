using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Channels.Ses;

/// <summary>Hands mail to Amazon SES v2, whole as we wrote it. Whether a mail without an answer went out is told by events alone.</summary>
internal sealed class SesSender(SesApi api, SesAccounts accounts, InboxDirectory inboxes, ComposeEmail compose, Db db, SesOptions options, TimeProvider time) : ISender, ICourier
{
    public string Provider => SesAccounts.Provider;

    public async Task<Delivery> SendAsync(OutgoingMessage message, CancellationToken ct)
    {
        var composed = await compose.RunAsync(message.Id, ct);
        if (composed is Composed.Failed failed) return failed.Delivery;
        return await inboxes.FindAsync(message.InboxId, ct) is { } inbox ? await HandOverAsync(inbox, (Composed.Ready)composed, message.Id.ToString("N"), ct) : NotSetUp;
    }

    public async Task<Delivery> HandOverAsync(Inbox inbox, Composed.Ready mail, string key, CancellationToken ct)
    {
        if (accounts.Of(inbox) is not { } account) return NotSetUp;
        var body = new SesBody(mail, account.ConfigurationSet);
        var (hash, length) = await body.MeasureAsync(ct);
        var content = new SendOnceContent(body.WriteAsync, length, "application/json");
        return await ProviderHttp.TryAsync("Amazon SES", content, async () =>
        {
            using var response = await api.SendAsync(HttpMethod.Post, account, "/v2/email/outbound-emails", content, hash, ct);
            return await UnderstandAsync(mail.Email.MessageId, account, response, await ProviderHttp.ReadAsync(response, ct), ct);
        });
    }

    private static Delivery NotSetUp => new(DeliveryOutcome.Permanent, Code: "not_set_up", Text: "This mailbox has no Amazon SES settings.");

    private async Task<Delivery> UnderstandAsync(Guid messageId, SesAccount account, HttpResponseMessage response, string text, CancellationToken ct)
    {
        var raw = ProviderHttp.Cut(text);
        if (!response.IsSuccessStatusCode)
        {
            var (type, explanation) = SesApi.ErrorOf(response, text);
            return SesErrors.Understand((int)response.StatusCode, type, explanation, response.Headers.RetryAfter?.Delta, raw);
        }
        if (SesApi.Parse(text) is not { } json || SesApi.Text(json, "MessageId") is not { Length: > 0 and <= 200 } id)
            return new Delivery(DeliveryOutcome.Unknown, Code: "no_id", Text: "The answer of Amazon SES could not be understood.", Raw: raw);
        // SES puts its own Message-ID in the place of ours; programs name it in answers, with its domain or without.
        await KnowEmailIds.RunAsync(db, messageId, [id, id + "@" + account.IdDomain], ct);
        return new Delivery(DeliveryOutcome.Accepted, ProviderId: id, Raw: raw);
    }

    /// <summary>SES cannot be asked. With a configuration set an event will name our tag, if the mail went out; so that is waited for.</summary>
    public async Task<Lookup> FindAsync(OutgoingMessage message, Func<string, CancellationToken, Task<bool>> isKnown, CancellationToken ct)
    {
        var account = await inboxes.FindAsync(message.InboxId, ct) is { } inbox ? accounts.Of(inbox) : null;
        return account?.ConfigurationSet is not null && time.GetUtcNow() - message.AttemptedAt < options.EventWait
            ? new Lookup(LookupResult.Unavailable)
            : new Lookup(LookupResult.CannotTell);
    }
}
