using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations.Bulk;

/// <summary>
/// Takes a change of many conversations back: each becomes as it was, unless somebody or a message changed it since. Only who made the
/// change takes it back, once, and only where they may still use the inbox.
/// </summary>
internal sealed class UndoBulk(Db db, SnoozeSignal snoozed, ChangeNotifier changes, TimeProvider time)
{
    private const string Take = "DELETE FROM bulk_changes WHERE id = @id AND user_id = @userId RETURNING before::text AS before, at";

    private const string Lock = "SELECT id FROM conversations WHERE id IN (SELECT (b ->> 'id')::uuid FROM jsonb_array_elements(@before::jsonb) b) ORDER BY id FOR UPDATE";

    /// <summary>Untouched since: its row still says the time of the change. Two of one contact and inbox never come to life both.</summary>
    private const string Restore = """
        WITH restored AS (
            UPDATE conversations c
               SET status = b.status,
                   snoozed_until = b.snoozed_until,
                   closed_at = b.closed_at,
                   waiting_since = b.waiting_since,
                   assignee_id = (SELECT u.id FROM users u WHERE u.id = b.assignee_id),
                   labels = ARRAY(SELECT l.id FROM unnest(b.labels) WITH ORDINALITY AS x (id, nth) JOIN labels l ON l.id = x.id ORDER BY x.nth),
                   updated_at = @now
              FROM jsonb_to_recordset(@before::jsonb) AS b (id uuid, status text, snoozed_until timestamptz, closed_at timestamptz,
                                                            waiting_since timestamptz, assignee_id uuid, labels uuid[])
             WHERE c.id = b.id
               AND c.updated_at = @at
               AND can_use_inbox(@userId, c.inbox_id)
               AND (b.status = 'closed' OR c.status <> 'closed' OR NOT EXISTS (
                        SELECT FROM conversations o WHERE o.contact_id = c.contact_id AND o.inbox_id = c.inbox_id AND o.id <> c.id AND o.status <> 'closed'))
         RETURNING c.id,
                   c.inbox_id,
                   c.contact_id
        )
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, user_id)
        SELECT 'conversation', inbox_id, id, contact_id, @userId FROM restored
        """;

    /// <summary>How many became as they were; null where there is nothing to take back.</summary>
    public async Task<int?> RunAsync(Caller caller, Guid id, CancellationToken ct)
    {
        var restored = await db.InTransactionAsync(connection => WriteAsync(connection, caller, id, ct), ct);
        if (restored > 0)
        {
            changes.Wake();
            snoozed.Poke();
        }
        return restored;
    }

    private async Task<int?> WriteAsync(NpgsqlConnection connection, Caller caller, Guid id, CancellationToken ct)
    {
        if (await connection.QuerySingleOrDefaultAsync<Taken>(new CommandDefinition(Take, new { id, userId = caller.UserId }, cancellationToken: ct)) is not { } taken) return null;
        var parameters = new { before = taken.Before, at = taken.At, userId = caller.UserId, now = time.GetUtcNow() };
        await connection.ExecuteAsync(new CommandDefinition(Lock, parameters, cancellationToken: ct));
        return await connection.ExecuteAsync(new CommandDefinition(Restore, parameters, cancellationToken: ct));
    }

    /// <summary><c>POST /api/conversations/bulk/{id}/undo</c></summary>
    public static async Task<IResult> EndpointAsync(Guid id, HttpContext http, UndoBulk undo, CancellationToken ct) =>
        await undo.RunAsync(http.Caller(), id, ct) is { } restored
            ? TypedResults.Ok(new BulkUndone(restored))
            : Problem.Of(404, "not_found", "There is nothing to take back: it was taken back already, or is more than a day ago.");

    /// <summary><c>POST /inbox/bulk/{id}/undo</c></summary>
    public static async Task<IResult> FormAsync(Guid id, HttpContext http, UndoBulk undo, CancellationToken ct)
    {
        var restored = await undo.RunAsync(http.Caller(), id, ct);
        var words = restored switch { null => "There is nothing to take back any more", 0 => "They were changed since, and stay as they are", 1 => "1 conversation is as it was", var many => $"{many} conversations are as they were" };
        if (TurboStream.IsAskedBy(http.Request)) return TurboStream.Answer(TurboStream.Toast(words));
        LeftToast.Leave(http, words);
        return TurboStream.SeeOther("/inbox");
    }

    private sealed record Taken
    {
        public string Before { get; init; } = "[]";
        public DateTimeOffset At { get; init; }
    }
}

internal sealed record BulkUndone(int Restored);
