using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.TeamSettings;

/// <summary>Who may sign up without an invitation.</summary>
internal static class ChangeSignUpRule
{
    private const int MostDomains = 50;

    /// <param name="domains">Separated by spaces, commas or lines; an @ in front is forgiven.</param>
    public static async Task<FieldErrors> RunAsync(Db db, SettingsStore settings, Caller caller, string? mode, string? domains, CancellationToken ct)
    {
        caller.MustBeAdmin();
        if (mode is not (SignUpRule.Open or SignUpRule.Invite or SignUpRule.Domain)) return FieldErrors.Of("mode", "Choose who may sign up.");
        var listed = (domains ?? "").Split([' ', ',', ';', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)
            .Select(domain => domain.TrimStart('@').ToLowerInvariant()).Distinct().ToList();
        if (listed.Count > MostDomains) return FieldErrors.Of("domains", $"Name at most {MostDomains} domains.");
        if (listed.Find(domain => !EmailText.TryParse("x@" + domain, out _)) is { } wrong)
            return FieldErrors.Of("domains", $"{(wrong.Length > 60 ? wrong[..60] + "…" : wrong)} is no domain. Write it like example.com.");
        if (mode == SignUpRule.Domain && listed.Count == 0) return FieldErrors.Of("domains", "Name at least one domain.");

        var rule = new SignUpRule { Mode = mode, Domains = listed };
        await db.InTransactionAsync(async connection =>
        {
            await settings.SetAsync(connection, SignUpRule.Key, rule, caller.UserId, ct);
            await AuditLog.RecordAsync(connection, caller, "settings.sign_up_changed", "settings", SignUpRule.Key, rule, ct);
            return true;
        }, ct);
        settings.Forget(SignUpRule.Key);
        return new FieldErrors();
    }
}
