using Dapper;
using Npgsql;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;
using UnifiedInbox.Policies;
using UnifiedInbox.Scheduling;

namespace UnifiedInbox.Messages;

/// <summary>Gathers what one claim writes, and sends it as one batch inside the claim's transaction.</summary>
internal sealed class ClaimWrites(NpgsqlConnection connection, Guid node, DateTimeOffset now, DispatcherOptions options, TimeProvider time)
{
    private const string ClaimSql = """
        WITH claimed AS (
            UPDATE messages
               SET status = 'sending', attempts = attempts + 1, wait_reason = NULL, next_attempt_at = NULL, undo = NULL, updated_at = $2,
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

    /// <summary>Failed, held for a person, or scheduled for the time ($8) when the gate may let it pass.</summary>
    private const string RefuseSql = """
        WITH refused AS (
            UPDATE messages
               SET status = $3, error_code = CASE WHEN $3 = 'failed' THEN $4 END, error_text = CASE WHEN $3 = 'failed' THEN $5 END,
                   wait_reason = CASE WHEN $3 <> 'failed' THEN $5 END, next_attempt_at = NULL, undo = NULL, updated_at = $2,
                   scheduled_at = coalesce($8::timestamptz, scheduled_at),
                   at = CASE WHEN attempts = 0 THEN coalesce($8::timestamptz, $2) ELSE at END
             WHERE id = $1
            RETURNING id, inbox_id, conversation_id, contact_id),
        decided AS (
            INSERT INTO policy_decisions (id, message_id, contact_id, stage, outcome, rule, reason, until, at)
            SELECT $6, id, contact_id, 'claim', $7, $4, $5, $8::timestamptz, $2 FROM refused)
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
        SELECT 'delivery', inbox_id, conversation_id, contact_id, id FROM refused
        """;

    /// <summary>
    /// A scheduled message becomes its conversation's last word only now. It answers what they had written when it was; a recurring one
    /// answers nobody. A conversation that was closed or snoozed since stays so until they write.
    /// </summary>
    private const string DepartSql = """
        WITH departed AS (
            UPDATE conversations c
               SET last_message_id = m.id,
                   last_preview = left(CASE WHEN m.content <> '' THEN m.content ELSE 'Attachment' END, 200),
                   last_direction = 'outbound',
                   last_channel = m.channel,
                   last_at = greatest(c.last_at, $2),
                   last_outbound_at = CASE WHEN m.status = 'sending' THEN $2 ELSE c.last_outbound_at END,
                   waiting_since = CASE WHEN m.status = 'sending' AND m.schedule_id IS NULL AND c.waiting_since <= m.created_at THEN NULL ELSE c.waiting_since END,
                   updated_at = $2
              FROM messages m
             WHERE m.id = $1 AND c.id = m.conversation_id
            RETURNING m.id, m.inbox_id, m.conversation_id, m.contact_id)
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
        SELECT 'message', inbox_id, conversation_id, contact_id, id FROM departed
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

    private const string RestSql = """
        UPDATE send_lanes l
           SET due_at = (SELECT min(m.scheduled_at) FROM messages m
                          WHERE m.conversation_id = l.conversation_id AND m.channel = l.channel AND m.status = 'scheduled'),
               lease_owner = NULL,
               lease_until = NULL
         WHERE l.conversation_id = $1 AND l.channel = $2
        """;

    private const string WaitSql = """
        UPDATE messages SET wait_reason = 'Waiting for its turn: this number sends at a limited pace.' WHERE id = $1 AND wait_reason IS NULL
        """;

    private const string BehindSql = """
        WITH waiting AS (
            UPDATE messages SET wait_reason = 'Waiting for the message before it.'
             WHERE conversation_id = $1 AND channel = $2 AND status = 'queued' AND wait_reason IS NULL AND (created_at, id) > ($3, $4)
            RETURNING id, inbox_id, conversation_id, contact_id)
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
        SELECT 'delivery', inbox_id, conversation_id, contact_id, id FROM waiting
        """;

    private const string AdvanceSql = "UPDATE sender_rates SET next_free_at = $2 WHERE inbox_id = $1";

    private const string CountSql = "UPDATE sender_days SET sent = $3 WHERE inbox_id = $1 AND day = $2::date";

    private readonly NpgsqlBatch batch = new(connection);
    private readonly List<ClaimedMessage> claimed = [];
    private HashSet<Guid> locked = [];
    private Dictionary<Guid, Schedule> schedules = [];

    public IReadOnlyList<ClaimedMessage> Claimed => claimed;

    /// <summary>What scheduled messages need besides their lane: their conversations, of those it gets, and what makes them recur.</summary>
    public async Task LockAsync(string conversationsSql, PendingMessage[] scheduled, CancellationToken ct)
    {
        if (scheduled.Length == 0) return;
        var ids = scheduled.Select(message => message.ConversationId).Distinct().ToArray();
        locked = [.. await connection.QueryAsync<Guid>(new CommandDefinition(conversationsSql, new { ids }, cancellationToken: ct))];
        schedules = await NextOccurrence.LockAsync(connection, [.. scheduled.Select(message => message.ScheduleId).OfType<Guid>().Distinct()], ct);
    }

    public bool IsLocked(Guid conversationId) => locked.Contains(conversationId);

    public void Claim(PendingMessage message, Lane lane)
    {
        batch.Add(ClaimSql, message.Id, now, node, now + options.Lease, NewId.Next(time));
        if (message.IsScheduled) batch.Add(DepartSql, message.Id, now);
        Repeat(message);
        claimed.Add(new ClaimedMessage(
            message.Provider,
            lane.ConversationId,
            message is { Attempts: 0, NextAttemptAt: { } asked } && asked > message.DueAt ? asked : message.DueAt,
            new OutgoingMessage(
                message.Id,
                message.Attempts + 1,
                now,
                message.InboxId,
                ChannelName.Parse(message.Channel) ?? Channel.Sms,
                message.FromAddress,
                message.ToAddress,
                message.Content,
                message.MediaUrls)
            {
                ContentSid = message.ContentSid,
                ContentVariables = message.ContentVariables,
            }));
    }

    public void Refuse(PendingMessage message, Decision decision)
    {
        // Never at once again: a rule that answers a time gone by would keep us busy.
        var until = decision is { Verdict: Verdict.Held, Until: { } asked } ? asked > now ? asked : now + options.Backoff : (DateTimeOffset?)null;
        var status = decision.Verdict != Verdict.Held ? "failed" : until is null ? "held" : "scheduled";
        batch.Add(
            RefuseSql, message.Id, now, status, decision.Rule, decision.Reason ?? "", NewId.Next(time), Decision.NameOf(decision.Verdict), until);
        if (!message.IsScheduled || until is not null) return;
        batch.Add(DepartSql, message.Id, now);
        // What they refuse once they refuse every time.
        if (message.ScheduleId is { } schedule && (decision.Rule is "opted_out" or "suppressed")) NextOccurrence.End(batch, schedule, decision.Rule, now);
        else Repeat(message);
    }

    private void Repeat(PendingMessage message)
    {
        if (message is { IsScheduled: true, Attempts: 0, Occurrence: { } occurrence } && schedules.GetValueOrDefault(message.ScheduleId ?? default) is { } schedule)
            NextOccurrence.Add(batch, schedule, new OccurredMessage(message.Id, message.Channel, message.FromAddress, occurrence), now);
    }

    public void Fail(PendingMessage message, string rule, string reason) => Refuse(message, new Decision(Verdict.Refused, rule, reason));

    public void Unconfirm(PendingMessage message) => batch.Add(UnconfirmSql, message.Id, now);

    public void Wait(PendingMessage message, Lane lane, DateTimeOffset until)
    {
        batch.Add(WaitSql, message.Id);
        LookAgain(lane, until);
    }

    /// <summary>This message holds its lane until then; those behind it say so.</summary>
    public void WaitBehind(PendingMessage message, Lane lane, DateTimeOffset until)
    {
        batch.Add(BehindSql, message.ConversationId, message.Channel, message.CreatedAt, message.Id);
        LookAgain(lane, until);
    }

    public void LookAgain(Lane lane, DateTimeOffset at) => batch.Add(LookAgainSql, lane.ConversationId, lane.Channel, at);

    /// <summary>Nothing is left to do in this lane until someone writes, or the next scheduled one is due.</summary>
    public void Rest(Lane lane) => batch.Add(RestSql, lane.ConversationId, lane.Channel);

    public void Advance(Guid inboxId, DateTimeOffset free) => batch.Add(AdvanceSql, inboxId, free);

    public void Count(Guid inboxId, string day, int sent) => batch.Add(CountSql, inboxId, day, sent);

    public async Task ExecuteAsync(CancellationToken ct)
    {
        if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(ct);
        await batch.DisposeAsync();
    }
}
