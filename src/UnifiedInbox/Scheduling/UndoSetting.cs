using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Scheduling;

/// <summary>How long a message sent from the composer can be taken back. What programs send leaves at once.</summary>
internal static class UndoSetting
{
    /// <summary>Setting: seconds, 0 (off) to 60. Default 5.</summary>
    public const string Key = "undo_seconds";
    public const int Default = 5;
    public const int Most = 60;

    public static async Task<TimeSpan> ReadAsync(SettingsStore settings, CancellationToken ct) =>
        TimeSpan.FromSeconds(Math.Clamp(await settings.GetAsync(Key, Default, ct), 0, Most));

    public static async Task<FieldErrors> ChangeAsync(Db db, SettingsStore settings, Caller caller, string? seconds, CancellationToken ct)
    {
        caller.MustBeAdmin();
        if (!int.TryParse(seconds, out var value) || value is < 0 or > Most) return FieldErrors.Of("undoSeconds", $"Choose 0 to {Most} seconds.");
        await db.InTransactionAsync(async connection =>
        {
            await settings.SetAsync(connection, Key, value, caller.UserId, ct);
            await AuditLog.RecordAsync(connection, caller, "settings.undo_changed", "settings", Key, new { seconds = value }, ct);
            return true;
        }, ct);
        settings.Forget(Key);
        return new FieldErrors();
    }
}
