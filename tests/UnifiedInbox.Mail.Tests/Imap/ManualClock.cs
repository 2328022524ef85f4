namespace UnifiedInbox.Mail.Tests.Imap;

/// <summary>A clock that stands still until it is moved; timers fire while it is moved.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private TimeSpan now = TimeSpan.FromDays(20_000);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the next timer is due, from now; null when none is set.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            lock (gate) return timers.Select(timer => timer.Due - now).Min();
        }
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(GetTimestamp());

    public override long GetTimestamp()
    {
        lock (gate) return now.Ticks;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (gate) timers.Add(timer);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        ManualTimer[] due;
        lock (gate)
        {
            now += by;
            due = [.. timers.Where(timer => timer.Due <= now)];
            foreach (var timer in due) timer.Due = null;
        }
        foreach (var timer in due) timer.Fire();
    }

    /// <summary>
    /// Moves the clock whenever the next thing due is one of these waits, until the work is done. All other waits are for
    /// real bytes, which take real time.
    /// </summary>
    public async Task RunAsync(Task work, params TimeSpan[] waits)
    {
        for (var end = System.GetUtcNow().AddSeconds(30); !work.IsCompleted && System.GetUtcNow() < end;)
        {
            if (NextDue is { } due && waits.Contains(due)) Advance(due);
            else await Task.Delay(TimeSpan.FromMilliseconds(1), System);
        }
        Assert.True(work.IsCompleted, "Still waiting for something else.");
    }

    private sealed class ManualTimer(ManualClock clock, Action fire) : ITimer
    {
        public TimeSpan? Due { get; set; }

        public Action Fire { get; } = fire;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate) Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock.now + dueTime;
            return true;
        }

        public void Dispose()
        {
            lock (clock.gate) clock.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
