namespace UnifiedInbox.Tests;

/// <summary>The system's clock, moved. Timers run at their usual pace: what is due is seen at the next tick.</summary>
public sealed class TestClock : TimeProvider
{
    private long offsetTicks;

    public void Advance(TimeSpan by) => Interlocked.Add(ref offsetTicks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref offsetTicks));
}
