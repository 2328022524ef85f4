namespace UnifiedInbox.Simulator.Sending;

/// <summary>When each sender's line is free again: messages of one number leave one after the other.</summary>
internal sealed class SenderRates
{
    /// <summary>What a sender's queue holds before Twilio refuses more.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(10);

    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> freeAt = [];

    public DateTimeOffset Take(string sender, int segments, int segmentsPerSecond, DateTimeOffset now)
    {
        if (segmentsPerSecond <= 0)
            return now;
        lock (gate)
        {
            var slot = freeAt.TryGetValue(sender, out var free) && free > now ? free : now;
            freeAt[sender] = slot + TimeSpan.FromSeconds((double)Math.Max(segments, 1) / segmentsPerSecond);
            return slot;
        }
    }

    public bool IsFull(string sender, DateTimeOffset now)
    {
        lock (gate)
            return freeAt.TryGetValue(sender, out var free) && free - now > Longest;
    }
}
