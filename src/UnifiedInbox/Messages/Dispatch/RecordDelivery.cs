using Microsoft.Extensions.Options;
using Npgsql;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Messages;

/// <summary>
/// Writes what came of an attempt: message, ledger, lane, change, in one round trip. Also right when it comes late, after the lease
/// ran out and others drew their own conclusions: knowing that the provider took it always wins.
/// </summary>
internal sealed class RecordDelivery(Db db, ChangeNotifier changes, IOptions<DispatcherOptions> options, Random random, TimeProvider time)
{
    /// <summary>First, and on its own: the statements after it then see whatever was queued in the meantime.</summary>
    private const string LockSql = "SELECT 1 FROM send_lanes WHERE conversation_id = $1 AND channel = $2 FOR UPDATE";

    /// <summary>An id that another message has already is the provider's mistake (mock servers answer so): the ledger alone keeps it.</summary>
    private const string MessageSql = """
        UPDATE messages m
           SET status = $3,
               provider_id = coalesce(provider_id,
                   CASE WHEN NOT EXISTS (SELECT 1 FROM messages o WHERE o.provider = m.provider AND o.provider_id = $4) THEN $4 END),
               sent_at = CASE WHEN $3 = 'sent' THEN coalesce(sent_at, $5) ELSE sent_at END,
               error_code = CASE WHEN $3 = 'failed' THEN $6 END,
               error_text = CASE WHEN $3 = 'failed' THEN $7 END,
               wait_reason = CASE WHEN $3 IN ('queued', 'unconfirmed') THEN $7 END,
               next_attempt_at = $8,
               updated_at = $5
         WHERE id = $1
           AND ((status IN ('sending', 'unconfirmed') AND attempts = $2) OR ($3 = 'sent' AND status IN ('queued', 'held')))
        """;

    private const string LedgerSql = """
        UPDATE delivery_attempts
           SET finished_at = $4, outcome = $5, provider_id = $6, error_code = $7, error_text = $8, raw = $9
         WHERE message_id = $1 AND number = $2 AND at = $3
        """;

    private const string LaneSql = """
        UPDATE send_lanes l
           SET lease_owner = NULL,
               lease_until = NULL,
               due_at = (SELECT min(CASE WHEN m.status = 'scheduled' THEN m.scheduled_at ELSE coalesce(m.next_attempt_at, $4) END) FROM messages m
                          WHERE m.conversation_id = l.conversation_id AND m.channel = l.channel AND m.status IN ('scheduled', 'queued', 'unconfirmed'))
         WHERE l.conversation_id = $1 AND l.channel = $2 AND l.lease_owner = $3
        """;

    private const string ChangeSql = """
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
        SELECT 'delivery', inbox_id, conversation_id, contact_id, id FROM messages WHERE id = $1
        """;

    public async Task RunAsync(Guid node, ClaimedMessage claimed, Delivery delivery, CancellationToken ct)
    {
        var message = claimed.Outgoing;
        var now = time.GetUtcNow();
        var next = Next(claimed, delivery, now);
        await db.UseAsync(async connection =>
        {
            await using var batch = new NpgsqlBatch(connection);
            var channel = ChannelName.Of(message.Channel);
            batch.Add(LockSql, claimed.ConversationId, channel);
            batch.Add(MessageSql, message.Id, message.Attempt, next.Status, delivery.ProviderId, now, delivery.Code, next.Reason, next.At);
            batch.Add(LedgerSql, message.Id, message.Attempt, message.AttemptedAt, now, Delivery.NameOf(delivery.Outcome), delivery.ProviderId, delivery.Code, delivery.Text, delivery.Raw);
            batch.Add(LaneSql, claimed.ConversationId, channel, node, now);
            batch.Add(ChangeSql, message.Id);
            await batch.ExecuteNonQueryAsync(ct);
        }, ct);
        if (delivery.ProviderId is { } providerId)
            await db.ExecuteAsync("SELECT apply_parked(@provider, @providerId, NULL, @now)", new { provider = claimed.Provider, providerId, now }, ct);
        if (delivery.Outcome == DeliveryOutcome.OptedOut)
            await db.ExecuteAsync(
                "SELECT learn_opt_out(@id, @inboxId, @channel, @address, @code, @now)",
                new { id = NewId.Next(time), inboxId = message.InboxId, channel = ChannelName.Of(message.Channel), address = message.To, code = delivery.Code, now },
                ct);
        if (next.Status == "failed") await db.ExecuteAsync("SELECT note_unanswered(@id)", new { id = message.Id }, ct);
        changes.Wake();
    }

    private (string Status, string? Reason, DateTimeOffset? At) Next(ClaimedMessage claimed, Delivery delivery, DateTimeOffset now)
    {
        switch (delivery.Outcome)
        {
            case DeliveryOutcome.Accepted:
                return ("sent", null, null);
            case DeliveryOutcome.Unknown:
                return ("unconfirmed", delivery.Text + " The provider is being asked whether it has the message.", now + options.Value.Backoff);
            case DeliveryOutcome.Transient when now - claimed.DueAt < options.Value.GiveUp:
                var wait = delivery.RetryAfter is { } asked && asked > TimeSpan.Zero && asked < options.Value.GiveUp ? asked : Backoff(claimed.Outgoing.Attempt);
                return ("queued", delivery.Text + " It will be tried again.", now + wait);
            case DeliveryOutcome.Transient:
                return ("failed", delivery.Text + " It was tried for too long.", null);
            default:
                return ("failed", delivery.Text, null);
        }
    }

    /// <summary>Doubles from try to try, between half and all of it, so that many waiting messages do not come back together.</summary>
    private TimeSpan Backoff(int attempt)
    {
        var longest = options.Value.Backoff * Math.Pow(2, Math.Min(attempt - 1, 20));
        if (longest > options.Value.LongestBackoff) longest = options.Value.LongestBackoff;
        return longest * (0.5 + (random.NextDouble() / 2));
    }
}
