using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Accounts.Own;

/// <summary>How the person is called, in which zone they read times, and how pages look to them.</summary>
public sealed record Profile(string? Name, string? TimeZone, string? Theme);

internal static class ChangeProfile
{
    private const string Save = """
        WITH changed AS (
            UPDATE users
               SET name = @Name,
                   time_zone = @TimeZone,
                   preferences = preferences || jsonb_build_object('theme', @Theme::text),
                   updated_at = @now
             WHERE id = @userId
            RETURNING id)
        INSERT INTO changes (kind, user_id)
        SELECT 'user', id FROM changed
        """;

    public static async Task<FieldErrors> RunAsync(Db db, TimeProvider time, Caller caller, Profile profile, CancellationToken ct)
    {
        var name = NewAccount.CleanName(profile.Name);
        var zone = string.IsNullOrWhiteSpace(profile.TimeZone) ? null : profile.TimeZone.Trim();
        var errors = new FieldErrors();
        if (NewAccount.NameObjection(name) is { } objection) errors["name"] = [objection];
        if (zone != null && !TimeZones.Exists(zone)) errors["timeZone"] = ["Choose a time zone of the list."];
        if (profile.Theme is not ("system" or "light" or "dark")) errors["theme"] = ["Choose light, dark or as the system."];
        if (!errors.Any)
            await db.ExecuteAsync(Save, new { Name = name, TimeZone = zone, profile.Theme, userId = caller.UserId, now = time.GetUtcNow() }, ct);
        return errors;
    }
}
