using UnifiedInbox.Database;

namespace UnifiedInbox.Search;

/// <summary>
/// Writes the words of new and changed messages into the index within a second, and those of the history from before this version in
/// batches, newest first. What it has done is in the database: it may be ended at any moment.
/// </summary>
internal sealed class KeepIndex(Db db, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);

    /// <summary>Messages of one transaction: an open one holds the live feed back.</summary>
    private const int Most = 500;

    private const string HasWorkSql = "SELECT EXISTS (SELECT FROM search_marks) OR EXISTS (SELECT FROM search_state WHERE filled_at IS NOT NULL)";
    private const string Sql = "SELECT index_messages(@most)";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var began = time.GetTimestamp();
            while (await db.FindAsync<bool>(HasWorkSql, null, stoppingToken) && await db.FindAsync<bool>(Sql, new { most = Most }, stoppingToken)) stoppingToken.ThrowIfCancellationRequested();
            await Rest.AfterAsync(began, Pause, time, stoppingToken);
        }
    }
}
