using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Scheduling;
using UnifiedInbox.Web;

namespace UnifiedInbox.Channels.Imap;

/// <summary>
/// <c>POST /api/messaging/sync-emails</c> (GET too, for crons): asks for a look at every mailbox now, and answers what that brought.
/// Whichever node reads a mailbox hears of it.
/// </summary>
internal sealed class SyncEmails(Db db, InboxDirectory inboxes, MailboxLeases leases, MailboxStates states, CronSecret cron, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>A mailbox that is backing off is tried at once; a stopped one only where a person asks: accounts get locked.</summary>
    private const string AskSql = """
        UPDATE mailbox_states
           SET asked_at = @now,
               next_attempt_at = NULL,
               status = CASE WHEN status = 'stopped' AND @byPerson THEN 'retrying' ELSE status END
         WHERE inbox_id = ANY (@ids)
        """;

    public async Task<IResult> EndpointAsync(HttpContext http, CancellationToken ct)
    {
        var byPerson = http.FindCaller() is { IsAdmin: true } && !HttpMethods.IsGet(http.Request.Method);
        if (!byPerson && !cron.Allows(http.Request))
            return Problem.Of(StatusCodes.Status401Unauthorized, "unauthenticated", "Send CRON_SECRET as bearer token, or post as an admin.");
        var ids = (await inboxes.AllAsync(ct)).Select(Mailbox.Of).OfType<Mailbox>().Select(mailbox => mailbox.Id).ToArray();
        var (counts, pending) = await RunAsync(ids, byPerson, ct);
        return TypedResults.Ok(new { counts.Fetched, counts.Stored, counts.Duplicates, counts.Failed, pending });
    }

    /// <summary>Answers what came in, and how many mailboxes had not been looked at when patience ended.</summary>
    public async Task<(MailCounts Counts, int Pending)> RunAsync(Guid[] ids, bool byPerson, CancellationToken ct)
    {
        await leases.MakeAsync(ids, ct);
        var before = await FindAsync(ids, ct);
        var asked = await AskAsync(ids, byPerson, ct);
        var after = before;
        var began = time.GetTimestamp();
        var pending = ids.Length;
        while (pending > 0 && time.GetElapsedTime(began) < Patience)
        {
            await Task.Delay(Pause, time, ct);
            after = await FindAsync(ids, ct);
            pending = ids.Count(id => !IsAnswered(before[id], after[id], asked));
        }
        return (ids.Aggregate(default(MailCounts), (sum, id) => sum + Between(before[id], after[id])), pending);
    }

    /// <summary>Answers when; whichever node reads a mailbox hears of it within seconds.</summary>
    public async Task<DateTimeOffset> AskAsync(Guid[] ids, bool byPerson, CancellationToken ct)
    {
        var asked = time.GetUtcNow();
        await db.ExecuteAsync(AskSql, new { ids, byPerson, now = asked }, ct);
        return asked;
    }

    private static bool IsAnswered(MailboxState before, MailboxState now, DateTimeOffset asked) =>
        now.CheckedAt >= asked || now.Status == "stopped" || now.Failures > before.Failures;

    private static MailCounts Between(MailboxState before, MailboxState after) => new(
        (int)(after.Fetched - before.Fetched), (int)(after.Stored - before.Stored), (int)(after.Duplicates - before.Duplicates), (int)(after.Failed - before.Failed));

    private async Task<Dictionary<Guid, MailboxState>> FindAsync(Guid[] ids, CancellationToken ct)
    {
        var found = new Dictionary<Guid, MailboxState>();
        foreach (var id in ids) found[id] = await states.FindAsync(id, ct) ?? new MailboxState();
        return found;
    }
}
