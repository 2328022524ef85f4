using UnifiedInbox.Database;
using UnifiedInbox.Policies.QuietHours;
using UnifiedInbox.TeamSettings;

namespace UnifiedInbox.Policies;

/// <summary>What the team decided for all its senders, and which day it is where the team works.</summary>
/// <param name="Quiet">When people are left alone.</param>
/// <param name="TeamZone">IANA name.</param>
/// <param name="Today">By the team's clock, as PostgreSQL reads a date.</param>
/// <param name="NextDay">When that day ends.</param>
internal sealed record PolicySettings(QuietTimes Quiet, string TeamZone, string Today, DateTimeOffset NextDay)
{
    public static async Task<PolicySettings> ReadAsync(SettingsStore settings, TimeProvider time, CancellationToken ct)
    {
        var team = await settings.GetAsync(GeneralSettings.TimeZoneKey, "UTC", ct);
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(team, out var found) ? found : TimeZoneInfo.Utc;
        var today = TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).Date;
        var midnight = today.AddDays(1);
        while (zone.IsInvalidTime(midnight)) midnight = midnight.AddMinutes(15);
        return new PolicySettings(
            await QuietTimes.ReadAsync(settings, ct),
            team,
            today.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime());
    }
}
