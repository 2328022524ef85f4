using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations.Bulk;

/// <summary>
/// Changes many conversations in one transaction. Those the caller may not see, and those that would break a rule (two under way of
/// the same contact and inbox, an assignee who may not use the inbox), are left as they are and named in the answer.
/// </summary>
internal sealed class ChangeMany(Db db, SnoozeSignal snoozed, ChangeNotifier changes, TimeProvider time)
{
    private const string Check = """
        SELECT @assigneeId::uuid IS NULL OR EXISTS (
                   SELECT FROM users u WHERE u.id = @assigneeId AND u.role IN ('admin', 'agent') AND u.deactivated_at IS NULL) AS assignee_is_staff,
               (SELECT n.name
                  FROM unnest(@labels::text[]) AS n (name)
                 WHERE NOT EXISTS (SELECT FROM labels l WHERE l.name = n.name::citext OR l.id::text = n.name)
                 LIMIT 1) AS unknown_label
        """;

    /// <summary>In the order of their ids, so that two who change the same ones do not wait for each other crosswise.</summary>
    private const string Lock = """
        SELECT c.id,
               @assigneeId::uuid IS NULL OR can_use_inbox(@assigneeId, c.inbox_id) AS assignee_has_access,
               @status::text IS NULL OR @status = 'closed' OR c.status <> 'closed' OR NOT EXISTS (
                   SELECT
                     FROM conversations o
                    WHERE o.contact_id = c.contact_id AND o.inbox_id = c.inbox_id AND o.id <> c.id
                      AND (o.status <> 'closed' OR o.id = ANY (@ids) AND (o.last_at, o.id) > (c.last_at, c.id))) AS may_open
          FROM conversations c
         WHERE c.id = ANY (@ids)
           AND can_use_inbox(@userId, c.inbox_id)
         ORDER BY c.id
           FOR UPDATE OF c
        """;

    private const string Update = """
        WITH before AS (
            SELECT c.* FROM conversations c WHERE c.id = ANY (@ids)
        ), changed AS (
            UPDATE conversations c
               SET status = coalesce(@status, c.status),
                   snoozed_until = CASE WHEN @status::text IS NULL THEN c.snoozed_until ELSE @snoozedUntil END,
                   closed_at = CASE WHEN @status::text IS NULL OR @status = c.status THEN c.closed_at WHEN @status = 'closed' THEN @now END,
                   waiting_since = CASE WHEN @status = 'closed' THEN NULL ELSE c.waiting_since END,
                   assignee_id = CASE WHEN @setAssignee THEN @assigneeId ELSE c.assignee_id END,
                   labels = CASE WHEN cardinality(@addLabels) + cardinality(@removeLabels) = 0 THEN c.labels ELSE
                            ARRAY(SELECT DISTINCT x.id
                                    FROM (SELECT unnest(c.labels) AS id
                                          UNION SELECT l.id FROM labels l WHERE l.name = ANY (@addLabels::citext[]) OR l.id::text = ANY (@addLabels)) x
                                   WHERE x.id NOT IN (SELECT l.id FROM labels l WHERE l.name = ANY (@removeLabels::citext[]) OR l.id::text = ANY (@removeLabels))
                                   ORDER BY x.id) END,
                   updated_at = @now
             WHERE c.id = ANY (@ids)
         RETURNING c.id,
                   c.inbox_id,
                   c.contact_id
        ), remembered AS (
            INSERT INTO bulk_changes (id, user_id, before, at)
            SELECT @undoId,
                   @userId,
                   jsonb_agg(jsonb_build_object('id', b.id, 'status', b.status, 'snoozed_until', b.snoozed_until, 'closed_at', b.closed_at,
                                                'waiting_since', b.waiting_since, 'assignee_id', b.assignee_id, 'labels', b.labels)),
                   @now
              FROM before b
            HAVING count(*) > 0
        ), forgotten AS (
            DELETE FROM bulk_changes WHERE user_id = @userId AND at < @now - interval '1 day'
        )
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, user_id)
        SELECT 'conversation',
               inbox_id,
               id,
               contact_id,
               @userId
          FROM changed
        """;

    public async Task<BulkOutcome> RunAsync(Caller caller, BulkChange change, CancellationToken ct)
    {
        if (change.Check(time.GetUtcNow()) is { } wrong) return new BulkOutcome.Invalid(wrong.Field, "invalid", wrong.Text);
        BulkOutcome outcome;
        try
        {
            outcome = await db.InTransactionAsync(connection => WriteAsync(connection, caller, change, ct), ct);
        }
        catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "conversations_one_live" })
        {
            // Somebody wrote, and a conversation came to life, in this very moment; now it is seen.
            outcome = await db.InTransactionAsync(connection => WriteAsync(connection, caller, change, ct), ct);
        }
        if (outcome is BulkOutcome.Done)
        {
            changes.Wake();
            if (change.Status == "snoozed") snoozed.Poke();
        }
        return outcome;
    }

    private async Task<BulkOutcome> WriteAsync(NpgsqlConnection connection, Caller caller, BulkChange change, CancellationToken ct)
    {
        var asked = await connection.QuerySingleAsync<Checked>(new CommandDefinition(
            Check, new { assigneeId = change.AssigneeId, labels = change.AddLabels.Concat(change.RemoveLabels).ToArray() }, cancellationToken: ct));
        if (!asked.AssigneeIsStaff) return new BulkOutcome.Invalid("assigneeId", "unknown_assignee", "There is no such teammate.");
        if (asked.UnknownLabel is { } label)
            return new BulkOutcome.Invalid(change.AddLabels.Contains(label) ? "addLabels" : "removeLabels", "unknown_label", $"There is no label “{label}”.");

        var locked = (await connection.QueryAsync<Locked>(new CommandDefinition(
            Lock, new { ids = change.Ids, status = change.Status, assigneeId = change.AssigneeId, userId = caller.UserId }, cancellationToken: ct))).ToDictionary(row => row.Id);
        var skipped = change.Ids.Select(id => new Skipped(id, WhyNot(locked.GetValueOrDefault(id)))).Where(one => one.Code.Length > 0).ToList();
        var ids = change.Ids.Except(skipped.Select(one => one.Id)).ToArray();
        if (ids.Length == 0) return new BulkOutcome.Done(0, skipped, null);

        if (change.Read is { } read)
            await connection.ExecuteAsync(new CommandDefinition(read ? MarkRead.Read : MarkManyUnread, new { ids, userId = caller.UserId }, cancellationToken: ct));
        if (change is { Status: null, SetAssignee: false, AddLabels.Count: 0, RemoveLabels.Count: 0 }) return new BulkOutcome.Done(ids.Length, skipped, null);
        var undoId = NewId.Next(time);
        await connection.ExecuteAsync(new CommandDefinition(Update, new
        {
            ids,
            userId = caller.UserId,
            status = change.Status,
            snoozedUntil = change.SnoozedUntil,
            setAssignee = change.SetAssignee,
            assigneeId = change.AssigneeId,
            addLabels = change.AddLabels.ToArray(),
            removeLabels = change.RemoveLabels.ToArray(),
            undoId,
            now = time.GetUtcNow(),
        }, cancellationToken: ct));
        return new BulkOutcome.Done(ids.Length, skipped, undoId);
    }

    private const string MarkManyUnread = """
        WITH unseen AS (
            UPDATE conversation_reads r
               SET last_read_at = c.last_inbound_at - interval '1 microsecond'
              FROM conversations c
             WHERE r.user_id = @userId
               AND r.conversation_id = c.id
               AND c.id = ANY (@ids)
               AND c.last_inbound_at IS NOT NULL
         RETURNING c.id,
                   c.inbox_id,
                   c.contact_id
        )
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, user_id)
        SELECT 'read', inbox_id, id, contact_id, @userId FROM unseen
        """;

    private static string WhyNot(Locked? row) => row switch
    {
        null => "not_found",
        { AssigneeHasAccess: false } => "assignee_without_access",
        { MayOpen: false } => "conversation_live",
        _ => "",
    };

    /// <summary><c>POST /api/conversations/bulk</c></summary>
    public static async Task<IResult> EndpointAsync(BulkRequest request, HttpContext http, ChangeMany change, CancellationToken ct)
    {
        var (wanted, field, text) = request.ToChange();
        if (wanted is null) return Problem.Invalid(field, text);
        return await change.RunAsync(http.Caller(), wanted, ct) switch
        {
            BulkOutcome.Done done => TypedResults.Ok(new BulkAnswer(done.Changed, done.Skipped, done.UndoId)),
            BulkOutcome.Invalid invalid => Problem.Invalid(invalid.Field, invalid.Text, invalid.Code),
            _ => throw new InvalidOperationException("There is no other outcome."),
        };
    }

    private sealed record Checked
    {
        public bool AssigneeIsStaff { get; init; }
        public string? UnknownLabel { get; init; }
    }

    private sealed record Locked
    {
        public Guid Id { get; init; }
        public bool AssigneeHasAccess { get; init; }
        public bool MayOpen { get; init; }
    }
}

/// <summary>What became of it; <c>undoId</c> is for <c>POST /api/conversations/bulk/{undoId}/undo</c>, within a day.</summary>
internal sealed record BulkAnswer(int Changed, IReadOnlyList<Skipped> Skipped, Guid? UndoId);
