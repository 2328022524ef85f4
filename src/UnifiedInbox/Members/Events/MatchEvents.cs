using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Members.Events;

/// <summary>
/// Looks every minute whether somebody has appeared for the events that wait. Usually they are matched in the transaction that
/// brings the person (<c>match_new_address</c>); this is for the two that came in the same moment. What nobody claimed goes in time.
/// </summary>
internal sealed class MatchEvents(Db db, ChangeNotifier changes, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>They may hold an address of somebody who never became a contact.</summary>
    private static readonly TimeSpan Keep = TimeSpan.FromDays(180);

    private const string Match = "SELECT match_member_events(NULL, @now)";

    private const string Forget = "DELETE FROM member_events WHERE contact_id IS NULL AND received_at < @before";

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var matched = await db.FindAsync<int>(Match, new { now }, ct);
        if (matched > 0) changes.Wake();
        await db.ExecuteAsync(Forget, new { before = now - Keep }, ct);
        return matched;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await RunAsync(stoppingToken);
    }
}
