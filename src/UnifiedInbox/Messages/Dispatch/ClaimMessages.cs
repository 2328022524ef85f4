using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;
using UnifiedInbox.Policies;

namespace UnifiedInbox.Messages;

/// <param name="Claimed">To be sent now.</param>
/// <param name="LanesSeen">Lanes looked at; as many as asked for means that more may be due.</param>
internal sealed record ClaimResult(IReadOnlyList<ClaimedMessage> Claimed, int LanesSeen);

/// <summary>
/// Takes due lanes, and of each its lowest due message, in one short transaction: lane first, so that two workers never hold two
/// messages of one conversation (claiming message rows alone let that happen more often than not under load). The gate is asked
/// here, after the rows are locked, and this answer counts. The attempt is in the ledger before anyone calls a provider.
/// </summary>
internal sealed class ClaimMessages(Db db, SettingsStore settings, IOptions<DispatcherOptions> options, TimeProvider time)
{
    private const string LanesSql = """
        SELECT l.conversation_id, l.channel
          FROM send_lanes l
         WHERE l.due_at <= @now AND (l.lease_until IS NULL OR l.lease_until <= @now)
         ORDER BY l.due_at
         LIMIT @most
           FOR UPDATE SKIP LOCKED
        """;

    /// <summary>
    /// What is pending in the lanes taken, the first few of each, in the order it became due, with what the gate wants to know. Locked, so that a STOP
    /// waits for us or we for it. What is scheduled for later is not here: it neither holds its lane nor goes along with others.
    /// </summary>
    private const string PendingSql = """
        SELECT m.id,
               m.conversation_id,
               m.contact_id,
               m.inbox_id,
               m.channel,
               m.status,
               m.provider,
               m.from_address,
               m.to_address,
               m.content,
               m.media_urls,
               m.attempts,
               m.next_attempt_at,
               m.updated_at,
               m.created_at,
               greatest(m.created_at, m.scheduled_at) AS due_at,
               m.schedule_id,
               m.occurrence,
               coalesce((m.metadata ->> 'sendAnyway')::boolean, false) AS send_anyway,
               i.segments_per_second,
               i.disabled_at IS NOT NULL AS disabled,
               m.content_sid,
               m.content_variables,
               coalesce((m.metadata ->> 'overrulesQuietHours')::boolean, false) AS overrules_quiet_hours,
               m.metadata ->> 'autoReply' AS auto_reply,
               f.*
          FROM unnest(@conversations, @channels) AS lane (conversation_id, channel)
         CROSS JOIN LATERAL (
                SELECT w.id
                  FROM messages w
                 WHERE w.conversation_id = lane.conversation_id AND w.channel = lane.channel
                   AND w.status IN ('scheduled', 'queued', 'sending', 'unconfirmed') AND (w.status <> 'scheduled' OR w.scheduled_at <= @now)
                   AND (w.status <> 'unconfirmed' OR w.updated_at > @doubtfulSince)
                 ORDER BY greatest(w.created_at, w.scheduled_at), w.created_at, w.id
                 LIMIT @most) AS first
          JOIN messages m ON m.id = first.id
          JOIN inboxes i ON i.id = m.inbox_id
         CROSS JOIN LATERAL send_facts(m.contact_id, m.inbox_id, m.channel, m.to_address, m.content, m.media_urls, m.id, m.created_at,
                                       m.scheduled_at, m.content_sid, @today::date, @now) f
         WHERE m.status IN ('scheduled', 'queued', 'sending', 'unconfirmed') AND (m.status <> 'scheduled' OR m.scheduled_at <= @now)
         ORDER BY greatest(m.created_at, m.scheduled_at), m.created_at, m.id
           FOR UPDATE OF m
        """;

    /// <summary>
    /// The conversations that scheduled messages may now become the last word of. Conversations are locked before lanes everywhere,
    /// and here it is too late for that: so nobody is waited for.
    /// </summary>
    private const string ConversationsSql = "SELECT id FROM conversations WHERE id = ANY (@ids) FOR NO KEY UPDATE SKIP LOCKED";

    /// <summary>Looked at in one lane and claim: one leaves, and those before it are refused or held.</summary>
    private const int MostPending = 10;

    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(50);

    private const string RatesSql = """
        INSERT INTO sender_rates (inbox_id)
        SELECT unnest(@inboxes) ON CONFLICT DO NOTHING;
        SELECT r.inbox_id, r.next_free_at
          FROM sender_rates r
         WHERE r.inbox_id = ANY (@inboxes)
         ORDER BY r.inbox_id
           FOR UPDATE
        """;

    public async Task<ClaimResult> RunAsync(Guid node, int most, CancellationToken ct)
    {
        var policy = await PolicySettings.ReadAsync(settings, time, ct);
        return await db.InTransactionAsync(connection => RunAsync(connection, node, most, policy, ct), ct);
    }

    private async Task<ClaimResult> RunAsync(NpgsqlConnection connection, Guid node, int most, PolicySettings policy, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var lanes = (await connection.QueryAsync<Lane>(new CommandDefinition(LanesSql, new { now, most }, cancellationToken: ct))).AsList();
        if (lanes.Count == 0) return new ClaimResult([], 0);
        var parameters = new
        {
            now,
            today = policy.Today,
            doubtfulSince = now - options.Value.UnconfirmedHold,
            most = MostPending,
            conversations = lanes.Select(lane => lane.ConversationId).ToArray(),
            channels = lanes.Select(lane => lane.Channel).ToArray(),
        };
        var byLane = (await connection.QueryAsync<PendingMessage>(new CommandDefinition(PendingSql, parameters, cancellationToken: ct)))
            .ToLookup(message => (message.ConversationId, message.Channel));
        var pace = await PaceAsync(connection, byLane, now, ct);
        var caps = await SenderCaps.ReadAsync(connection, [.. byLane.SelectMany(lane => lane)], policy, ct);
        var writes = new ClaimWrites(connection, node, now, options.Value, time);
        await writes.LockAsync(ConversationsSql, [.. byLane.SelectMany(lane => lane).Where(message => message.IsScheduled)], ct);
        var claim = new Claim(writes, pace, caps, policy, now);
        foreach (var lane in lanes) Decide(lane, [.. byLane[(lane.ConversationId, lane.Channel)]], claim);
        pace.Write(writes);
        caps.Write(writes);
        await writes.ExecuteAsync(ct);
        return new ClaimResult(writes.Claimed, lanes.Count);
    }

    /// <summary>What one claim decides by, and where it writes.</summary>
    private sealed record Claim(ClaimWrites Writes, SenderPace Pace, SenderCaps Caps, PolicySettings Policy, DateTimeOffset Now);

    private void Decide(Lane lane, PendingMessage[] pending, Claim claim)
    {
        var (writes, now) = (claim.Writes, claim.Now);
        foreach (var message in pending)
        {
            switch (message.Status)
            {
                case "sending":
                    // The lease ran out without an outcome: its node is gone, and nobody knows whether the provider took it.
                    writes.Unconfirm(message);
                    writes.WaitBehind(message, lane, now + options.Value.UnconfirmedHold);
                    return;
                case "unconfirmed" when message.UpdatedAt + options.Value.UnconfirmedHold > now:
                    writes.WaitBehind(message, lane, message.UpdatedAt + options.Value.UnconfirmedHold);
                    return;
                case "unconfirmed":
                    continue;
            }
            if (message.NextAttemptAt > now)
            {
                // In back-off it holds its lane: the next one must not overtake it.
                writes.WaitBehind(message, lane, message.NextAttemptAt.Value);
                return;
            }
            if (message.IsScheduled && !writes.IsLocked(message.ConversationId))
            {
                // Someone writes there this very moment.
                writes.LookAgain(lane, now + Breath);
                return;
            }
            if (message.Disabled)
            {
                writes.Fail(message, "inbox_disabled", "The number this would leave from is switched off.");
                continue;
            }
            var decision = Gate.Decide(message.Facts(claim.Policy, now, claim.Caps.SentBy(message)), Stage.Claim);
            if (decision.Verdict != Verdict.Allowed)
            {
                writes.Refuse(message, decision);
                continue;
            }
            if (claim.Pace.Reserve(message) is { } later)
            {
                writes.Wait(message, lane, later);
                return;
            }
            claim.Caps.Take(message);
            writes.Claim(message, lane);
            return;
        }
        if (pending.Length == MostPending) writes.LookAgain(lane, now);
        else writes.Rest(lane);
    }

    private static async Task<SenderPace> PaceAsync(
        NpgsqlConnection connection, ILookup<(Guid, string), PendingMessage> pending, DateTimeOffset now, CancellationToken ct)
    {
        var paced = pending.SelectMany(lane => lane).Where(message => message.SegmentsPerSecond > 0).Select(message => message.InboxId).Distinct().ToArray();
        if (paced.Length == 0) return new SenderPace([], now);
        var rows = await connection.QueryAsync<SenderRate>(new CommandDefinition(RatesSql, new { inboxes = paced }, cancellationToken: ct));
        return new SenderPace(rows, now);
    }
}

internal sealed record Lane
{
    public Guid ConversationId { get; init; }

    public string Channel { get; init; } = "";
}

internal sealed record PendingMessage : FactsRow
{
    public Guid Id { get; init; }

    public Guid ConversationId { get; init; }

    public Guid ContactId { get; init; }

    public Guid InboxId { get; init; }

    public string Channel { get; init; } = "";

    public string Status { get; init; } = "";

    public string Provider { get; init; } = "";

    public string FromAddress { get; init; } = "";

    public string ToAddress { get; init; } = "";

    public string Content { get; init; } = "";

    public string[] MediaUrls { get; init; } = [];

    public int Attempts { get; init; }

    public DateTimeOffset? NextAttemptAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was written or, if later, scheduled for.</summary>
    public DateTimeOffset DueAt { get; init; }

    public bool IsScheduled => Status == "scheduled";

    /// <summary>What makes it recur, where something does.</summary>
    public Guid? ScheduleId { get; init; }

    public int? Occurrence { get; init; }

    public bool SendAnyway { get; init; }

    public decimal SegmentsPerSecond { get; init; }

    public bool Disabled { get; init; }

    public bool OverrulesQuietHours { get; init; }

    public string? AutoReply { get; init; }

    public string? ContentSid { get; init; }

    public string? ContentVariables { get; init; }

    /// <summary>A message that was tried before is no repetition, and has been counted.</summary>
    public SendFacts Facts(PolicySettings policy, DateTimeOffset now, int sentToday) => With(policy, Channel, ToAddress, Content, now) with
    {
        SameTextAt = Attempts == 0 ? SameTextAt : null,
        DailyCap = Attempts == 0 ? DailyCap : null,
        SentToday = sentToday,
        SendAnyway = SendAnyway,
        OverrulesQuietHours = OverrulesQuietHours,
        AutoReply = AutoReply,
        TemplateStatus = ContentSid is null ? null : TemplateStatus ?? "unknown",
    };
}

internal sealed record SenderRate
{
    public Guid InboxId { get; init; }

    public DateTimeOffset NextFreeAt { get; init; }
}
