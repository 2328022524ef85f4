using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations;

/// <summary>Opens, snoozes, closes, assigns and labels: the one place where people change a conversation.</summary>
internal sealed class ChangeConversation(Db db, FindConversation find, SnoozeSignal snoozed, ChangeNotifier changes, TimeProvider time)
{
    /// <summary>The row is locked, so that what is checked still holds when it is written.</summary>
    private const string Inspect = """
        SELECT c.contact_id,
               c.inbox_id,
               @assigneeId::uuid IS NULL OR EXISTS (
                   SELECT FROM users u WHERE u.id = @assigneeId AND u.role IN ('admin', 'agent') AND u.deactivated_at IS NULL) AS assignee_is_staff,
               @assigneeId::uuid IS NULL OR can_use_inbox(@assigneeId, c.inbox_id) AS assignee_has_access,
               (SELECT n.name
                  FROM unnest(@labels::text[]) AS n (name)
                 WHERE NOT EXISTS (SELECT FROM labels l WHERE l.name = n.name::citext OR l.id::text = n.name)
                 LIMIT 1) AS unknown_label
          FROM conversations c
         WHERE c.id = @id
           AND can_use_inbox(@userId, c.inbox_id)
           FOR UPDATE OF c
        """;

    /// <summary>Closing ends the contact's waiting; whatever opens it again later starts anew.</summary>
    private const string Update = """
        WITH changed AS (
            UPDATE conversations c
               SET status = coalesce(@status, c.status),
                   snoozed_until = CASE WHEN @status::text IS NULL THEN c.snoozed_until ELSE @snoozedUntil END,
                   closed_at = CASE WHEN @status::text IS NULL OR @status = c.status THEN c.closed_at WHEN @status = 'closed' THEN @now END,
                   waiting_since = CASE WHEN @status = 'closed' THEN NULL ELSE c.waiting_since END,
                   assignee_id = CASE WHEN @setAssignee THEN @assigneeId ELSE c.assignee_id END,
                   labels = CASE WHEN @labels::text[] IS NULL THEN c.labels ELSE ARRAY(
                       SELECT l.id FROM labels l WHERE l.name = ANY (@labels::citext[]) OR l.id::text = ANY (@labels)) END,
                   updated_at = @now
             WHERE c.id = @id
         RETURNING c.id,
                   c.inbox_id,
                   c.contact_id
        )
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, user_id)
        SELECT 'conversation',
               inbox_id,
               id,
               contact_id,
               @userId
          FROM changed
        """;

    private const string FindLive = """
        SELECT id
          FROM conversations
         WHERE contact_id = @contactId
           AND inbox_id = @inboxId
           AND status <> 'closed'
           AND id <> @id
        """;

    public async Task<ChangeOutcome> RunAsync(Caller caller, Guid id, ConversationChange change, CancellationToken ct)
    {
        var status = change.Status ?? (change.SnoozedUntil is null ? null : "snoozed");
        if (CheckStatus(status, change.SnoozedUntil) is { } invalid) return invalid;
        var parameters = new
        {
            id,
            userId = caller.UserId,
            status,
            snoozedUntil = change.SnoozedUntil,
            setAssignee = change.SetAssignee,
            assigneeId = change.AssigneeId,
            labels = change.Labels?.ToArray(),
            now = time.GetUtcNow(),
        };
        try
        {
            var refused = await db.InTransactionAsync(connection => WriteAsync(connection, parameters, ct), ct);
            if (refused is not null) return refused;
        }
        catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "conversations_one_live" })
        {
            return await NameLiveAsync(caller, id, ct);
        }
        changes.Wake();
        if (status == "snoozed") snoozed.Poke();
        return await find.RunAsync(caller, id, ct) is { } conversation ? new ChangeOutcome.Done(conversation) : new ChangeOutcome.NotFound();
    }

    private ChangeOutcome.Invalid? CheckStatus(string? status, DateTimeOffset? until)
    {
        if (status is not (null or "open" or "snoozed" or "closed")) return new("status", "invalid", "Status is open, snoozed or closed.");
        if (status != "snoozed") return until is null ? null : new("snoozedUntil", "invalid", "Only a snoozed conversation has a time to come back.");
        if (until is null) return new("snoozedUntil", "missing", "Say when the conversation is to come back.");
        return until > time.GetUtcNow() ? null : new("snoozedUntil", "in_the_past", "Choose a time that is still to come.");
    }

    private static async Task<ChangeOutcome?> WriteAsync(NpgsqlConnection connection, object parameters, CancellationToken ct)
    {
        var found = await connection.QuerySingleOrDefaultAsync<Inspection>(new CommandDefinition(Inspect, parameters, cancellationToken: ct));
        switch (found)
        {
            case null:
                return new ChangeOutcome.NotFound();
            case { AssigneeIsStaff: false }:
                return new ChangeOutcome.Invalid("assigneeId", "unknown_assignee", "There is no such teammate.");
            case { AssigneeHasAccess: false }:
                return new ChangeOutcome.Invalid("assigneeId", "assignee_without_access", "This teammate may not use the conversation's inbox.");
            case { UnknownLabel: { } label }:
                return new ChangeOutcome.Invalid("labels", "unknown_label", $"There is no label “{label}”.");
            default:
                await connection.ExecuteAsync(new CommandDefinition(Update, parameters, cancellationToken: ct));
                return null;
        }
    }

    private async Task<ChangeOutcome> NameLiveAsync(Caller caller, Guid id, CancellationToken ct)
    {
        var closed = await find.RunAsync(caller, id, ct);
        var live = closed is null ? null : await db.FindAsync<Guid?>(FindLive, new { closed.ContactId, closed.InboxId, id }, ct);
        return live is { } other ? new ChangeOutcome.AnotherIsLive(other) : new ChangeOutcome.NotFound();
    }

    /// <summary><c>PATCH /api/conversations/{id}</c></summary>
    public static async Task<IResult> EndpointAsync(
        string id, ConversationPatch patch, HttpContext http, ChangeConversation change, CancellationToken ct)
    {
        if (!Guid.TryParse(id, out var known)) return FindConversation.NotFound();
        var (wanted, invalid) = patch.Read();
        ChangeOutcome outcome = invalid is not null ? invalid : await change.RunAsync(http.Caller(), known, wanted, ct);
        return outcome switch
        {
            ChangeOutcome.Done done => TypedResults.Ok(ConversationView.Of(done.Conversation)),
            ChangeOutcome.Invalid refused => Problem.Invalid(refused.Field, refused.Message, refused.Code),
            ChangeOutcome.AnotherIsLive live => Problem.Of(409, "conversation_live",
                "This contact and inbox already have a conversation going.", ("conversationId", live.ConversationId)),
            _ => FindConversation.NotFound(),
        };
    }

    private sealed record Inspection
    {
        public bool AssigneeIsStaff { get; init; }
        public bool AssigneeHasAccess { get; init; }
        public string? UnknownLabel { get; init; }
    }
}
