using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Live;

/// <summary>Somebody of the team: inboxes closed to them stay silent. Read anew when access may have changed.</summary>
internal sealed class StaffAudience(Db db, Caller caller) : IAudience
{
    private const string HiddenSql = """
        SELECT i.id
          FROM inboxes i
         WHERE NOT i.open_to_all
           AND NOT EXISTS (
                   SELECT 1
                     FROM inbox_access a
                    WHERE a.inbox_id = i.id
                      AND a.user_id = @userId
               )
        """;

    private HashSet<Guid> hidden = [];

    public async Task RefreshAsync(CancellationToken ct)
    {
        if (!caller.IsAdmin) hidden = [.. await db.ListAsync<Guid>(HiddenSql, new { userId = caller.UserId }, ct)];
    }

    /// <summary>Whether access, or the person themselves, may be another after this change.</summary>
    public bool HasToLookAgain(Change change) => change.Kind is "inbox" or "user";

    public Change? Told(Change change) => Hears(change) ? change : null;

    public bool IsAboutSelf(Change change) => change.Kind == "user" && change.UserId == caller.UserId;

    private bool Hears(Change change) =>
        (change.InboxId is not { } inbox || !hidden.Contains(inbox))
        && (change.Kind switch
        {
            "read" or "mention" => change.UserId == caller.UserId,
            "presence" => change.UserId != caller.UserId,
            "note" => change.UserId is null || change.UserId == caller.UserId,
            _ => true,
        });
}
