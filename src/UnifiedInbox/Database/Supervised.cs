using Microsoft.Extensions.DependencyInjection.Extensions;

namespace UnifiedInbox.Database;

/// <summary>
/// Runs a background worker from the moment the database is ready. A worker that fails is logged and started again: a broken
/// connection, or a bug in one of them, ends neither the process nor the work of the others.
/// </summary>
internal sealed partial class Supervised<TWorker>(TWorker worker, DatabaseHealth health, TimeProvider time, ILogger<TWorker> log) : BackgroundService
    where TWorker : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await health.WhenReadyAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await worker.StartAsync(stoppingToken);
                await (worker.ExecuteTask ?? Task.CompletedTask);
                return; // its work is done
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (DatabaseErrors.IsUnavailable(e))
            {
                LogWaiting(typeof(TWorker).Name, e.Message);
            }
            catch (Exception e)
            {
                LogFailed(e, typeof(TWorker).Name);
            }
            await Task.Delay(Pause, time, stoppingToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Worker} waits for the database: {Reason}")]
    private partial void LogWaiting(string worker, string reason);

    [LoggerMessage(LogLevel.Error, "{Worker} failed and is started again")]
    private partial void LogFailed(Exception exception, string worker);
}

internal static class WorkerRegistration
{
    /// <summary>A worker that any node may run; <c>Workers__Enabled=false</c> keeps it off this one.</summary>
    public static IServiceCollection AddWorker<TWorker>(this IServiceCollection services, IConfiguration configuration) where TWorker : BackgroundService
    {
        services.TryAddSingleton<TWorker>();
        return configuration.GetValue("Workers:Enabled", true) ? services.AddHostedService<Supervised<TWorker>>() : services;
    }

    /// <summary>A worker that every node needs, because its requests lean on it.</summary>
    public static IServiceCollection AddNodeWorker<TWorker>(this IServiceCollection services) where TWorker : BackgroundService
    {
        services.TryAddSingleton<TWorker>();
        return services.AddHostedService<Supervised<TWorker>>();
    }
}
