using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.TeamSettings;

/// <summary>The list of settings, and those pages of it that belong to no other feature.</summary>
internal static class TeamSettingsFeature
{
    public static void MapTeamSettings(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/settings", () => Page.Of<SettingsPage>());
        var admin = routes.MapGroup("/settings").RequireAuthorization(Policy.Admin, Policy.Session).ExcludeFromDescription();
        admin.MapGet("/general", () => Page.Of<GeneralPage>());
        admin.MapPost("/general", GeneralAsync);
        admin.MapPost("/undo", UndoAsync);
        admin.MapGet("/sign-up", () => Page.Of<SignUpRulePage>());
        admin.MapPost("/sign-up", SignUpAsync);
        admin.MapGet("/audit", (Guid? before) => Page.Of<AuditPage>(new { Before = before }));
    }

    private static async Task<IResult> GeneralAsync(
        [FromForm] string? defaultCountry, [FromForm] string? timeZone, Db db, SettingsStore settings, HttpContext http, CancellationToken ct)
    {
        var errors = await GeneralSettings.ChangeAsync(db, settings, http.Caller(), defaultCountry, timeZone, ct);
        return errors.Any ? Page.Of<GeneralPage>(new { Errors = errors }, 422) : Saved(http, "/settings/general");
    }

    private static async Task<IResult> UndoAsync([FromForm] string? undoSeconds, Db db, SettingsStore settings, HttpContext http, CancellationToken ct)
    {
        var errors = await Scheduling.UndoSetting.ChangeAsync(db, settings, http.Caller(), undoSeconds, ct);
        return errors.Any ? Page.Of<GeneralPage>(new { Errors = errors }, 422) : Saved(http, "/settings/general");
    }

    private static async Task<IResult> SignUpAsync(
        [FromForm] string? mode, [FromForm] string? domains, Db db, SettingsStore settings, HttpContext http, CancellationToken ct)
    {
        var errors = await ChangeSignUpRule.RunAsync(db, settings, http.Caller(), mode, domains, ct);
        return errors.Any
            ? Page.Of<SignUpRulePage>(new { Mode = mode, Domains = domains, Errors = errors }, 422)
            : Saved(http, "/settings/sign-up");
    }

    private static IResult Saved(HttpContext http, string url)
    {
        LeftToast.Leave(http, "Settings saved");
        return TurboStream.SeeOther(url);
    }
}
