using System.Globalization;

namespace UnifiedInbox.Database.Backups;

/// <summary>Writes a backup a night into <c>BACKUP_DIR</c>, from 2 o'clock UTC on or as soon after that as the product runs.</summary>
internal sealed partial class NightlyBackup(WriteBackup backup, BackupOptions options, TimeProvider time, ILogger<NightlyBackup> log) : BackgroundService
{
    private const string Prefix = "unified-inbox-";
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Folder is not { } folder) return;
        while (true)
        {
            try
            {
                await RunIfDueAsync(folder, stoppingToken);
            }
            catch (OperatorException e)
            {
                LogFailed(e.Message);
            }
            await Task.Delay(Look, time, stoppingToken);
        }
    }

    /// <summary>Tonight's file is named for its night, so that a restart makes no second one.</summary>
    internal async Task<bool> RunIfDueAsync(string folder, CancellationToken ct)
    {
        var night = DateOnly.FromDateTime((time.GetUtcNow() - Hour).UtcDateTime);
        var file = Path.Combine(folder, $"{Prefix}{night.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.zip");
        if (File.Exists(file)) return false;
        Directory.CreateDirectory(folder);
        var manifest = await backup.RunAsync(file, ct);
        LogWritten(file, manifest.Rows);
        // The names sort by date. Files that are not ours, or were renamed to be kept, stay.
        foreach (var old in Directory.GetFiles(folder, Prefix + "????-??-??.zip").Order(StringComparer.Ordinal).SkipLast(options.Keep)) File.Delete(old);
        return true;
    }

    [LoggerMessage(LogLevel.Information, "Backup {File} written, {Rows} rows")]
    private partial void LogWritten(string file, long rows);

    [LoggerMessage(LogLevel.Error, "The nightly backup failed: {Problem}")]
    private partial void LogFailed(string problem);
}
