using Npgsql;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;
using UnifiedInbox.Policies;

namespace UnifiedInbox.Messages;

/// <summary>Gathers what one claim writes, and sends it as one batch inside the claim's transaction.</summary>
internal sealed class ClaimWrites(NpgsqlConnection connection, Guid node, DateTimeOffset now, DispatcherOptions options, TimeProvider time)
{
    private const string ClaimSql = """
        WITH claimed AS (
            UPDATE messages
               SET status = 'sending', attempts = attempts + 1, wait_reason = NULL, next_attempt_at = NULL, updated_at = $2,
                   at = CASE WHEN attempts = 0 THEN $2 ELSE at END
             WHERE id = $1
            RETURNING id, attempts, inbox_id, conversation_id, contact_id, channel),
        attempt AS (
            INSERT INTO delivery_attempts (at, message_id, number, node)
            SELECT $2, id, attempts, $3 FROM claimed),
        leased AS (
            UPDATE send_lanes l SET lease_owner = $3, lease_until = $4, due_at = $4
              FROM claimed c WHERE l.conversation_id = c.conversation_id AND l.channel = c.channel),
        decided AS (
            INSERT INTO policy_decisions (id, message_id, contact_id, stage, outcome, rule, at)
            SELECT $5, id, contact_id, 'claim', 'allowed', 'allowed', $2 FROM claimed)
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
        SELECT 'delivery', inbox_id, conversation_id, contact_id, id FROM claimed
        """;

    private const string RefuseSql = """
        WITH refused AS (
            UPDATE messages
               SET status = $3, error_code = CASE WHEN $3 = 'failed' THEN $4 END, error_text = CASE WHEN $3 = 'failed' THEN $5 END,
                   wait_reason = CASE WHEN $3 = 'held' THEN $5 END, next_attempt_at = NULL, updated_at = $2
             WHERE id = $1
            RETURNING id, inbox_id, conversation_id, contact_id),
        decided AS (
            INSERT INTO policy_decisions (id, message_id, contact_id, stage, outcome, rule, reason, at)
            SELECT $6, id, contact_id, 'claim', $7, $4, $5, $2 FROM refused)
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
        SELECT 'delivery', inbox_id, conversation_id, contact_id, id FROM refused
        """;

    /// <summary>The provider can be asked at once; an attempt nobody can look up stays in doubt.</summary>
    private const string UnconfirmSql = """
        WITH doubtful AS (
            UPDATE messages SET status = 'unconfirmed', next_attempt_at = $2, updated_at = $2,
                   wait_reason = 'The program stopped while this was being sent; the provider is being asked whether it has it.'
             WHERE id = $1
            RETURNING id, attempts, inbox_id, conversation_id, contact_id),
        attempt AS (
            UPDATE delivery_attempts a SET finished_at = $2, outcome = 'unknown', error_code = 'interrupted'
              FROM doubtful d WHERE a.message_id = d.id AND a.number = d.attempts AND a.outcome IS NULL)
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
        SELECT 'delivery', inbox_id, conversation_id, contact_id, id FROM doubtful
        """;

    private const string LookAgainSql = """
        UPDATE send_lanes SET due_at = $3, lease_owner = NULL, lease_until = NULL WHERE conversation_id = $1 AND channel = $2
        """;

    private const string WaitSql = """
        UPDATE messages SET wait_reason = 'Waiting for its turn: this number sends at a limited pace.' WHERE id = $1 AND wait_reason IS NULL
        """;

    private const string AdvanceSql = "UPDATE sender_rates SET next_free_at = $2 WHERE inbox_id = $1";

    private readonly NpgsqlBatch batch = new(connection);
    private readonly List<ClaimedMessage> claimed = [];

    public IReadOnlyList<ClaimedMessage> Claimed => claimed;

    public void Claim(PendingMessage message, Lane lane)
    {
        batch.Add(ClaimSql, message.Id, now, node, now + options.Lease, NewId.Next(time));
        claimed.Add(new ClaimedMessage(
            message.Provider,
            lane.ConversationId,
            message.CreatedAt,
            new OutgoingMessage(
                message.Id,
                message.Attempts + 1,
                now,
                message.InboxId,
                ChannelName.Parse(message.Channel) ?? Channel.Sms,
                message.FromAddress,
                message.ToAddress,
                message.Content,
                message.MediaUrls)));
    }

    public void Refuse(PendingMessage message, Decision decision) => batch.Add(
        RefuseSql, message.Id, now, decision.Verdict == Verdict.Held ? "held" : "failed", decision.Rule, decision.Reason ?? "", NewId.Next(time),
        Decision.NameOf(decision.Verdict));

    public void Fail(PendingMessage message, string rule, string reason) => Refuse(message, new Decision(Verdict.Refused, rule, reason));

    public void Unconfirm(PendingMessage message) => batch.Add(UnconfirmSql, message.Id, now);

    public void Wait(PendingMessage message, Lane lane, DateTimeOffset until)
    {
        batch.Add(WaitSql, message.Id);
        LookAgain(lane, until);
    }

    public void LookAgain(Lane lane, DateTimeOffset at) => batch.Add(LookAgainSql, lane.ConversationId, lane.Channel, at);

    /// <summary>Nothing is left to do in this lane until someone writes.</summary>
    public void Rest(Lane lane) => batch.Add(LookAgainSql, lane.ConversationId, lane.Channel, null);

    public void Advance(Guid inboxId, DateTimeOffset free) => batch.Add(AdvanceSql, inboxId, free);

    public async Task ExecuteAsync(CancellationToken ct)
    {
        if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(ct);
        await batch.DisposeAsync();
    }
}
