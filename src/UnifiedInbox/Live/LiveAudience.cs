using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Live;

/// <summary>What one listener may hear of: inboxes closed to them stay silent. Read anew when access may have changed.</summary>
internal sealed class LiveAudience(Db db, Caller caller)
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
    public static bool Concerns(Change change) => change.Kind is "inbox" or "user";

    public bool Hears(Change change) =>
        (change.InboxId is not { } inbox || !hidden.Contains(inbox))
        && (change.Kind switch
        {
            "read" or "mention" => change.UserId == caller.UserId,
            "presence" => change.UserId != caller.UserId,
            "note" => change.UserId is null || change.UserId == caller.UserId,
            _ => true,
        });

    /// <summary>The person was changed, perhaps signed out: the stream ends, and comes back only if they may.</summary>
    public bool IsAboutSelf(Change change) => change.Kind == "user" && change.UserId == caller.UserId;
}
