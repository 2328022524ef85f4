namespace UnifiedInbox.Database;

/// <summary>
/// Wakes a worker of this process. Pokes while it works are remembered as one. Other processes are not told: workers look for
/// due rows by themselves as well.
/// </summary>
internal abstract class Signal
{
    private readonly SemaphoreSlim pending = new(0, 1);
    private readonly Lock gate = new();

    public void Poke()
    {
        lock (gate)
        {
            if (pending.CurrentCount == 0) pending.Release();
        }
    }

    /// <summary>Returns at the next poke, or after <paramref name="atMost"/>.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken ct)
    {
        if (atMost <= TimeSpan.Zero) return;
        await using var timer = time.CreateTimer(_ => Poke(), null, atMost, Timeout.InfiniteTimeSpan);
        await pending.WaitAsync(ct);
    }
}
