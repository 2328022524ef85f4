using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Messages;

namespace UnifiedInbox.Scheduling;

/// <summary>Leaves one message of a schedule out; the next one is made in its place. Canceling it would end them all.</summary>
internal static class SkipOccurrence
{
    private const string MessageSql = """
        UPDATE messages
           SET status = 'canceled', error_code = 'skipped', error_text = 'Left out this time.', wait_reason = NULL, next_attempt_at = NULL,
               at = least(at, $2), updated_at = $2
         WHERE id = $1
        """;

    private const string LaneSql = "UPDATE send_lanes SET due_at = least(due_at, $3) WHERE conversation_id = $1 AND channel = $2";

    private const string ChangeSql = """
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id, user_id) VALUES ('message', $1, $2, $3, $4, $5)
        """;

    /// <summary>False where there is no such recurring message the caller may see, or it has left.</summary>
    public static async Task<bool> RunAsync(
        Db db, Caller caller, Guid id, DispatchSignal dispatcher, ChangeNotifier changes, TimeProvider time, CancellationToken ct)
    {
        var done = await db.InTransactionAsync(
            async connection =>
            {
                if (await FindScheduled.LockAsync(connection, caller, id, ct) is not { ScheduleId: { } scheduleId, Occurrence: { } occurrence } row) return false;
                var now = time.GetUtcNow();
                var schedules = await NextOccurrence.LockAsync(connection, [scheduleId], ct);
                await using var batch = new NpgsqlBatch(connection);
                if (schedules.TryGetValue(scheduleId, out var schedule)
                    && NextOccurrence.Add(batch, schedule, new OccurredMessage(row.Id, row.Channel, row.FromAddress, occurrence), now) is { } next)
                    batch.Add(LaneSql, row.ConversationId, row.Channel, next);
                batch.Add(MessageSql, row.Id, now);
                batch.Add(ChangeSql, row.InboxId, row.ConversationId, row.ContactId, row.Id, caller.UserId);
                await batch.ExecuteNonQueryAsync(ct);
                return true;
            },
            ct);
        if (!done) return false;
        dispatcher.Poke();
        changes.Wake();
        return true;
    }
}
