using System.Globalization;
using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Policies.QuietHours;

/// <summary>An admin says when people are left alone.</summary>
internal static class ChangeQuietTimes
{
    private static readonly string[] ChannelNames = ["sms", "whatsapp", "email"];

    public static async Task<(QuietTimes Typed, FieldErrors Errors)> RunAsync(Db db, SettingsStore settings, Caller caller, IFormCollection form, CancellationToken ct)
    {
        caller.MustBeAdmin();
        var (times, errors) = Read(form);
        if (errors.Any) return (times, errors);
        await db.InTransactionAsync(async connection =>
        {
            await settings.SetAsync(connection, QuietTimes.Key, times, caller.UserId, ct);
            await AuditLog.RecordAsync(connection, caller, "settings.quiet_hours_changed", "settings", QuietTimes.Key, times, ct);
            return true;
        }, ct);
        settings.Forget(QuietTimes.Key);
        return (times, errors);
    }

    private static (QuietTimes Times, FieldErrors Errors) Read(IFormCollection form)
    {
        var errors = new FieldErrors();
        var hasFrom = TimeOnly.TryParseExact(form["from"].ToString(), ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var from);
        var hasTo = TimeOnly.TryParseExact(form["to"].ToString(), ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var to);
        if (!hasFrom) errors["from"] = ["Write a time such as 21:00."];
        if (!hasTo) errors["to"] = ["Write a time such as 08:00."];
        if (hasFrom && hasTo && from == to) errors["to"] = ["Choose another time than the beginning, or nothing would be quiet."];
        if (!int.TryParse(form["replyHours"], NumberStyles.None, CultureInfo.InvariantCulture, out var hours) || hours is < 1 or > 72)
            errors["replyHours"] = ["A number of hours from 1 to 72."];
        var days = form["quietDays"].Select(day => Enum.TryParse<DayOfWeek>(day, out var known) && Enum.IsDefined(known) ? known : (DayOfWeek?)null)
            .OfType<DayOfWeek>().Distinct().Order().ToArray();
        if (days.Length == 7) errors["quietDays"] = ["On one day at least something must be able to leave."];
        var channels = ChannelNames.Where(channel => form["channels"].Contains(channel)).ToArray();
        return (new QuietTimes
        {
            On = form["on"] == "true",
            From = hasFrom ? from : new QuietTimes().From,
            To = hasTo ? to : new QuietTimes().To,
            QuietDays = days,
            Channels = channels,
            RepliesPass = form["repliesPass"] == "true",
            ReplyHours = hours is >= 1 and <= 72 ? hours : new QuietTimes().ReplyHours,
            MayOverrule = form["mayOverrule"] == "true",
        }, errors);
    }

    /// <summary><c>POST /settings/quiet-hours</c></summary>
    public static async Task<IResult> FormAsync(HttpContext http, Db db, SettingsStore settings, CancellationToken ct)
    {
        var (typed, errors) = await RunAsync(db, settings, http.Caller(), await http.Request.ReadFormAsync(ct), ct);
        if (errors.Any) return Page.Of<QuietHoursPage>(new { Typed = typed, Errors = errors }, 422);
        LeftToast.Leave(http, "Settings saved");
        return TurboStream.SeeOther("/settings/quiet-hours");
    }
}
