using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Accounts.Team;

/// <summary>What the forms of <c>/settings/team</c> call.</summary>
internal static class TeamForms
{
    private const string Home = "/settings/team";

    public static async Task<IResult> InviteAsync(
        [FromForm] string? email, [FromForm] string? role, Invitations invitations, PublicAddress address, ShownOnce shownOnce, HttpContext http, CancellationToken ct)
    {
        var (errors, path) = await invitations.InviteAsync(http.Caller(), email, role, ct);
        if (errors.Any) return Page.Of<TeamPage>(new { Email = email, Errors = errors }, 422);
        shownOnce.Leave(http, new Secret("Invitation link", address.Link(http.Request, path!), "Send it to your teammate. It works once, within seven days, and is not shown again."));
        return TurboStream.SeeOther(Home);
    }

    public static async Task<IResult> RevokeInvitationAsync(Guid id, Invitations invitations, HttpContext http, CancellationToken ct) =>
        await invitations.RevokeAsync(http.Caller(), id, ct) ? Done(http, "Invitation taken back") : TypedResults.NotFound();

    public static async Task<IResult> RoleAsync(Guid id, [FromForm] string? role, Db db, TimeProvider time, HttpContext http, CancellationToken ct) =>
        RoleName.Parse(role) is { } parsed and not Role.Member
            ? Answer(http, await ChangeRole.RunAsync(db, time, http.Caller(), id, parsed, ct), "Role changed")
            : Page.Of<TeamPage>(new { Alert = "Choose a role." }, 422);

    public static async Task<IResult> DeactivateAsync(Guid id, Db db, TimeProvider time, HttpContext http, CancellationToken ct) =>
        Answer(http, await DeactivateTeammate.RunAsync(db, time, http.Caller(), id, ct), "Deactivated");

    public static async Task<IResult> ReactivateAsync(Guid id, Db db, TimeProvider time, HttpContext http, CancellationToken ct) =>
        Answer(http, await ReactivateTeammate.RunAsync(db, time, http.Caller(), id, ct), "Back in the team");

    public static async Task<IResult> PasswordLinkAsync(
        Guid id, ResetPassword reset, PublicAddress address, ShownOnce shownOnce, HttpContext http, CancellationToken ct)
    {
        if (await reset.MakeLinkAsync(http.Caller(), id, ct) is not { } path) return TypedResults.NotFound();
        shownOnce.Leave(http, new Secret("Link to a new password", address.Link(http.Request, path),
            "Send it to the person over a way you trust. It works once, within a day, and is not shown again."));
        return TurboStream.SeeOther(Home);
    }

    public static async Task<IResult> TwoFactorOffAsync(Guid id, TurnOffTwoFactor turnOff, HttpContext http, CancellationToken ct) =>
        await turnOff.RunForAsync(http.Caller(), id, ct) ? Done(http, "Two-factor sign-in is off for them") : TypedResults.NotFound();

    private static IResult Answer(HttpContext http, TeamOutcome outcome, string toast) => outcome switch
    {
        TeamOutcome.Done => Done(http, toast),
        TeamOutcome.NotFound => TypedResults.NotFound(),
        TeamOutcome.Forbidden => TypedResults.StatusCode(403),
        _ => Page.Of<TeamPage>(new { Alert = "The only admin can neither become agent nor go. Make somebody else admin first." }, 422),
    };

    private static IResult Done(HttpContext http, string toast)
    {
        LeftToast.Leave(http, toast);
        return TurboStream.SeeOther(Home);
    }
}
