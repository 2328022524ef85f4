using System.Diagnostics;
using Dapper;
using UnifiedInbox.Database;
using UnifiedInbox.TeamSettings;

namespace UnifiedInbox.Analytics;

/// <summary>
/// Counts again what has changed since it was counted. The worker does it every ten seconds; whoever asks for figures does it first, so
/// that they are those of this moment.
/// </summary>
internal sealed class CatchUp(Db db, SettingsStore settings, TimeProvider time)
{
    /// <summary>Marks of one transaction: an open one holds the live feed back.</summary>
    private const int Most = 2000;

    private const string IsCurrentSql = """
        SELECT NOT EXISTS (SELECT FROM analytics_marks)
           AND EXISTS (SELECT FROM analytics_state s
                        WHERE s.counted_until >= quarter_of(@now - interval '1 minute')
                          AND s.zone = @zone
                          AND s.business IS NOT DISTINCT FROM @business::jsonb)
        """;

    private const string Sql = "SELECT recount_analytics(@now, @zone, @business::jsonb, @most)";

    /// <summary>Works for as long as there is something to do, and no longer than <paramref name="most"/>; answers whether everything is counted.</summary>
    public async Task<bool> RunAsync(TimeSpan most, CancellationToken ct)
    {
        var (zone, business) = await BasisAsync(ct);
        var started = Stopwatch.GetTimestamp();
        var parameters = new { now = time.GetUtcNow(), zone, business, most = Most };
        return await db.UseAsync(async connection =>
        {
            if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition(IsCurrentSql, parameters, cancellationToken: ct))) return true;
            while (await connection.ExecuteScalarAsync<bool>(new CommandDefinition(Sql, parameters, cancellationToken: ct)))
            {
                if (Stopwatch.GetElapsedTime(started) > most) return false;
            }
            return true;
        }, ct);
    }

    /// <summary>Whose days are counted, and which hours waiting is measured by.</summary>
    public async Task<(string Zone, string? Business)> BasisAsync(CancellationToken ct) => (
        await settings.GetAsync(GeneralSettings.TimeZoneKey, "UTC", ct),
        (await BusinessHours.ReadAsync(settings, ct)).Json);
}

/// <summary>Keeps the counts up while nobody looks, so that whoever does has little to wait for.</summary>
internal sealed class KeepCounts(CatchUp catchUp, TimeProvider time) : BackgroundService
{
    /// <summary>Marks of ten seconds are mostly of the same quarters of an hour: counting those ten times would be in the way of messages coming in.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Stretch = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await catchUp.RunAsync(Stretch, stoppingToken);
            await Task.Delay(Pause, time, stoppingToken);
        }
    }
}
