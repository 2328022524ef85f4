using System.Threading.Channels;
using UnifiedInbox.Database;

namespace UnifiedInbox.Live;

/// <summary>
/// Wakes the readers of the feed after a commit: this process at once, the other nodes by NOTIFY, at most once in 50 ms because
/// NOTIFY takes a lock that all commits share. A wake that gets lost costs a reader its poll interval and nothing else.
/// </summary>
internal sealed class ChangeNotifier(Db db, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Channel<bool> pending = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Raised in this process; handlers only set a flag.</summary>
    public event Action? Woken;

    /// <summary>To be called after a commit that wrote to <c>changes</c>. Cheap, never throws, from any thread.</summary>
    public void Wake()
    {
        Woken?.Invoke();
        pending.Writer.TryWrite(true);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in pending.Reader.ReadAllAsync(stoppingToken))
        {
            await db.ExecuteAsync("SELECT pg_notify('changes', '')", null, stoppingToken);
            await Task.Delay(Pause, time, stoppingToken);
        }
    }
}
