using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Conversations;

/// <summary>
/// Opens snoozed conversations when their time has come, and makes them unread again for whom they are assigned to (for
/// everybody when to nobody): that is how they are noticed.
/// </summary>
internal sealed partial class WakeSnoozed(Db db, SnoozeSignal snoozed, ChangeNotifier changes, TimeProvider time, ILogger<WakeSnoozed> logger) : BackgroundService
{
    /// <summary>Another node may have snoozed something for sooner: look this often at least.</summary>
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(15);

    /// <summary>SKIP LOCKED: several nodes may be at it, and a person may be changing one.</summary>
    private const string Wake = """
        WITH due AS (
            SELECT id
              FROM conversations
             WHERE status = 'snoozed'
               AND snoozed_until <= @now
             ORDER BY snoozed_until
             LIMIT 500
               FOR UPDATE SKIP LOCKED
        ), woken AS (
            UPDATE conversations c
               SET status = 'open',
                   snoozed_until = NULL,
                   updated_at = @now
              FROM due
             WHERE c.id = due.id
         RETURNING c.id,
                   c.inbox_id,
                   c.contact_id,
                   c.assignee_id,
                   c.last_inbound_at
        ), unread AS (
            UPDATE conversation_reads r
               SET last_read_at = w.last_inbound_at - interval '1 microsecond'
              FROM woken w
             WHERE r.conversation_id = w.id
               AND w.last_inbound_at IS NOT NULL
               AND (w.assignee_id IS NULL OR r.user_id = w.assignee_id)
        )
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id)
        SELECT 'conversation',
               inbox_id,
               id,
               contact_id
          FROM woken
        """;

    private const string NextDue = "SELECT min(snoozed_until) FROM conversations WHERE status = 'snoozed'";

    /// <summary>Opens what is due and answers how many that were.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var woken = await db.ExecuteAsync(Wake, new { now = time.GetUtcNow() }, ct);
        if (woken > 0) changes.Wake();
        return woken;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = AtLeast;
            try
            {
                if (await RunAsync(stoppingToken) > 0) continue;
                if (await db.FindAsync<DateTimeOffset?>(NextDue, null, stoppingToken) is { } next) wait = Until(next);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(logger, e);
            }
            await snoozed.WaitAsync(wait, time, stoppingToken);
        }
    }

    private TimeSpan Until(DateTimeOffset due)
    {
        var left = due - time.GetUtcNow();
        // A row somebody holds locked stays due: do not spin on it.
        return left < TimeSpan.FromMilliseconds(50) ? TimeSpan.FromMilliseconds(50) : left < AtLeast ? left : AtLeast;
    }

    [LoggerMessage(LogLevel.Warning, "Snoozed conversations could not be looked at; trying again soon")]
    private static partial void LogFailed(ILogger logger, Exception e);
}
