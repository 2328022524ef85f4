namespace UnifiedInbox.Bench;

/// <summary>Latencies of one measurement.</summary>
internal sealed class Stats
{
    private readonly List<double> milliseconds = [];

    public void Add(TimeSpan took)
    {
        lock (milliseconds) milliseconds.Add(took.TotalMilliseconds);
    }

    public int Count => milliseconds.Count;

    /// <summary>In milliseconds; <paramref name="share"/> 0.5 is the median.</summary>
    public double Percentile(double share)
    {
        lock (milliseconds)
        {
            if (milliseconds.Count == 0) return double.NaN;
            milliseconds.Sort();
            return milliseconds[Math.Min(milliseconds.Count - 1, (int)(milliseconds.Count * share))];
        }
    }
}
