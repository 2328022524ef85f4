using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Messages;
using UnifiedInbox.TeamSettings;

namespace UnifiedInbox.Scheduling;

/// <summary>Reads when a request wants its message to leave; times without offset or zone are the caller's own, else the team's.</summary>
internal sealed class AskedTime(SettingsStore settings, TimeProvider time)
{
    public async Task<(SendTime? Time, EnqueueOutcome.Refused? Wrong)> ReadAsync(
        Caller caller, string? at, string? timeZone, string? repeat, bool cancelOnReply, CancellationToken ct) =>
        ReadSendTime.Read(at, timeZone, repeat, cancelOnReply, await UsualAsync(caller, ct), time.GetUtcNow());

    public async Task<TimeZoneInfo> UsualAsync(Caller caller, CancellationToken ct) =>
        ReadSendTime.TryZone(caller.TimeZone ?? await settings.GetAsync(GeneralSettings.TimeZoneKey, "UTC", ct), out var zone) ? zone : TimeZoneInfo.Utc;
}
