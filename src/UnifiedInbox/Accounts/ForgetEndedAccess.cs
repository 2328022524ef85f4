using UnifiedInbox.Database;

namespace UnifiedInbox.Accounts;

/// <summary>Every hour, removes what no longer opens anything: ended sessions, tokens and links, and old counts of failures.</summary>
internal sealed partial class ForgetEndedAccess(Db db, TimeProvider time, ILogger<ForgetEndedAccess> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    private const string Forget = """
        WITH sessions AS (DELETE FROM sessions WHERE expires_at < @now),
             tokens AS (DELETE FROM api_tokens WHERE expires_at < @now - interval '30 days'),
             links AS (DELETE FROM account_links WHERE expires_at < @now - interval '30 days')
        DELETE FROM sign_in_failures WHERE updated_at < @now - interval '2 days'
        """;

    public Task RunAsync(CancellationToken ct) => db.ExecuteAsync(Forget, new { now = time.GetUtcNow() }, ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Pause, time, stoppingToken);
                await RunAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogFailed(e);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Ended sessions could not be removed; the next hour tries again")]
    private partial void LogFailed(Exception e);
}
