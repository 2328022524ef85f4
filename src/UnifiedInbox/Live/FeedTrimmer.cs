namespace UnifiedInbox.Live;

/// <summary>Keeps a week of changes: a browser that was away longer loads its page anew.</summary>
internal sealed class FeedTrimmer(FeedReader reader, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Keep = TimeSpan.FromDays(7);
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await reader.TrimAsync(time.GetUtcNow() - Keep, stoppingToken);
        }
    }
}
