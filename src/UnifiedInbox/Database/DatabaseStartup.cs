using Npgsql;
using UnifiedInbox.Database.Roles;

namespace UnifiedInbox.Database;

/// <summary>
/// Brings the schema up to date before the first request, and keeps at it while the server cannot be reached: until then the
/// product answers 503 and says why. An embedded server that died is started again.
/// </summary>
internal sealed partial class DatabaseStartup(
    DatabaseServer server, PrepareRoles roles, DatabaseHealth health, TimeProvider time, ILogger<DatabaseStartup> log) : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    /// <summary>One attempt. False: the server cannot be reached now.</summary>
    /// <exception cref="OperatorException">It never will be, unless somebody changes something.</exception>
    public async Task<bool> TryAsync(CancellationToken ct)
    {
        try
        {
            await using var owner = server.CreateOwnerSource();
            await new Migrator(owner, log).RunAsync(ct);
            await roles.RunAsync(owner, ct);
            health.SetReady();
            return true;
        }
        catch (NpgsqlException e) when (DatabaseErrors.IsUnavailable(e))
        {
            health.SetProblem("The database cannot be reached.");
            return false;
        }
        catch (NpgsqlException e) when (DatabaseErrors.Refusal(e) is { } refusal)
        {
            throw refusal;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!health.IsReady) LogWaiting(server.Description);
        using var timer = new PeriodicTimer(Retry, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await StepAsync(stoppingToken);
            }
            catch (OperatorException e)
            {
                health.SetProblem(e.Message);
                LogProblem(e.Message);
            }
        }
    }

    private async Task StepAsync(CancellationToken ct)
    {
        if (server.Embedded is { } embedded && !embedded.IsRunning)
        {
            LogRestarting();
            await embedded.EnsureRunningAsync(ct);
        }
        if (!health.IsReady && await TryAsync(ct)) LogReady(server.Description);
    }

    [LoggerMessage(LogLevel.Warning, "{Database} cannot be reached. Pages and API answer 503 until it can be; trying again every 2 seconds")]
    private partial void LogWaiting(string database);

    [LoggerMessage(LogLevel.Information, "{Database} is reached, everything works")]
    private partial void LogReady(string database);

    [LoggerMessage(LogLevel.Error, "The embedded PostgreSQL has ended; starting it again")]
    private partial void LogRestarting();

    [LoggerMessage(LogLevel.Error, "{Problem}")]
    private partial void LogProblem(string problem);
}
