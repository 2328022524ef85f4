using System.Globalization;
using System.Text.Json;
using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Analytics;

/// <summary>When the team works, by its own zone: what waiting is measured by besides the clock.</summary>
public sealed record BusinessHours
{
    /// <summary>Setting: this record.</summary>
    internal const string Key = "business_hours";

    /// <summary>Default off: response times are those of the clock.</summary>
    public bool On { get; init; }

    /// <summary>ISO days, 1 is Monday. Default Monday to Friday.</summary>
    public IReadOnlyList<int> Days { get; init; } = [1, 2, 3, 4, 5];

    /// <summary>Default 09:00.</summary>
    public TimeOnly From { get; init; } = new(9, 0);

    /// <summary>Later than <see cref="From"/>. Default 17:00.</summary>
    public TimeOnly To { get; init; } = new(17, 0);

    /// <summary>As <c>business_seconds</c> reads it; null where they are off.</summary>
    internal string? Json => On
        ? JsonSerializer.Serialize(new { days = Days, from = From.ToString("HH:mm", CultureInfo.InvariantCulture), to = To.ToString("HH:mm", CultureInfo.InvariantCulture) })
        : null;

    internal static Task<BusinessHours> ReadAsync(SettingsStore settings, CancellationToken ct) => settings.GetAsync(Key, new BusinessHours(), ct);

    internal static async Task<FieldErrors> ChangeAsync(Db db, SettingsStore settings, Caller caller, IFormCollection form, CancellationToken ct)
    {
        caller.MustBeAdmin();
        var days = form["days"].Select(day => int.TryParse(day, NumberStyles.None, CultureInfo.InvariantCulture, out var iso) ? iso : 0)
            .Where(iso => iso is >= 1 and <= 7).Distinct().Order().ToArray();
        if (!TimeOnly.TryParseExact(form["from"].ToString(), ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var from))
            return FieldErrors.Of("from", "Write a time such as 09:00.");
        if (!TimeOnly.TryParseExact(form["to"].ToString(), ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var to) || to <= from)
            return FieldErrors.Of("to", "Write a time later than the beginning, such as 17:00.");
        var on = form["on"] == "true";
        if (on && days.Length == 0) return FieldErrors.Of("days", "Choose one day at least.");
        var hours = new BusinessHours { On = on, Days = days, From = from, To = to };
        await db.InTransactionAsync(async connection =>
        {
            await settings.SetAsync(connection, Key, hours, caller.UserId, ct);
            await AuditLog.RecordAsync(connection, caller, "settings.business_hours_changed", "settings", Key, hours, ct);
            return true;
        }, ct);
        settings.Forget(Key);
        return [];
    }

    /// <summary><c>POST /analytics/business-hours</c></summary>
    internal static async Task<IResult> FormAsync(HttpContext http, Db db, SettingsStore settings, CancellationToken ct)
    {
        var errors = await ChangeAsync(db, settings, http.Caller(), await http.Request.ReadFormAsync(ct), ct);
        if (errors.Any) return Page.Of<BusinessHoursPage>(new { Errors = errors }, 422);
        LeftToast.Leave(http, "Settings saved. The past is counted again by them.");
        return TurboStream.SeeOther("/analytics");
    }
}
