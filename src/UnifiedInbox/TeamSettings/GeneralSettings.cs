using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.TeamSettings;

/// <summary>What the whole team shares: how national telephone numbers are read, and whose midnight ends a day.</summary>
internal sealed record GeneralSettings(string? DefaultCountry, string TimeZone)
{
    /// <summary>Setting: ISO 3166 code of the country whose national telephone numbers are understood; null = none, only +….</summary>
    public const string DefaultCountryKey = "default_country";

    /// <summary>Setting: IANA name of the zone the team works in, for figures by day and quiet hours. Default UTC.</summary>
    public const string TimeZoneKey = "time_zone";

    public static async Task<GeneralSettings> ReadAsync(SettingsStore settings, CancellationToken ct) => new(
        await settings.GetAsync<string?>(DefaultCountryKey, null, ct),
        await settings.GetAsync(TimeZoneKey, "UTC", ct));

    public static async Task<FieldErrors> ChangeAsync(
        Db db, SettingsStore settings, Caller caller, string? country, string? timeZone, CancellationToken ct)
    {
        caller.MustBeAdmin();
        var errors = new FieldErrors();
        if (!string.IsNullOrEmpty(country) && !Countries.Exists(country)) errors["defaultCountry"] = ["Choose a country of the list."];
        if (timeZone == null || !TimeZones.Exists(timeZone)) errors["timeZone"] = ["Choose a time zone of the list."];
        if (errors.Any) return errors;

        await db.InTransactionAsync(async connection =>
        {
            await settings.SetAsync(connection, DefaultCountryKey, string.IsNullOrEmpty(country) ? null : country, caller.UserId, ct);
            await settings.SetAsync(connection, TimeZoneKey, timeZone, caller.UserId, ct);
            await AuditLog.RecordAsync(connection, caller, "settings.general_changed", "settings", "general", new { country, timeZone }, ct);
            return true;
        }, ct);
        settings.Forget(DefaultCountryKey);
        settings.Forget(TimeZoneKey);
        return errors;
    }
}
