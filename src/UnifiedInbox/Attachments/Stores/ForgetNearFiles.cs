namespace UnifiedInbox.Attachments.Stores;

/// <summary>Every ten minutes: what was brought near from a bucket and not read for an hour goes. A deleted person's files are gone from every node by then.</summary>
internal sealed partial class ForgetNearFiles(IFileStore store, TimeProvider time, ILogger<ForgetNearFiles> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (store is not S3Bucket bucket) return;
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await bucket.ForgetAsync(time.GetUtcNow() - Kept, stoppingToken);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                LogFailed(error);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Files kept near the bucket could not be removed; tried again later")]
    private partial void LogFailed(Exception exception);
}
