using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Notifications;

/// <summary>An open conversation with something in it that the person has not seen.</summary>
public sealed record UnreadConversation
{
    public Guid Id { get; init; }
    public string ContactName { get; init; } = "";
    public string Preview { get; init; } = "";
    public DateTimeOffset LastAt { get; init; }
}

/// <summary>
/// What is unread among the open conversations that are the caller's or nobody's, newest first, at most 100. Looks at the
/// newest 200 of each inbox only: what is further down has been left lying on purpose, and a number beyond tells nothing.
/// </summary>
internal sealed class ListUnread(Db db)
{
    public const int Most = 100;

    private const string Sql = """
        SELECT c.id,
               coalesce(nullif(k.name, ''), k.phone, k.email, 'Unknown') AS contact_name,
               c.last_preview AS preview,
               c.last_at
          FROM inboxes i
         CROSS JOIN LATERAL (
               SELECT c.id,
                      c.contact_id,
                      c.last_preview,
                      c.last_at,
                      c.last_inbound_at
                 FROM conversations c
                WHERE c.inbox_id = i.id
                  AND c.status = 'open'
                  AND (c.assignee_id IS NULL OR c.assignee_id = @userId)
                ORDER BY c.last_at DESC, c.id DESC
                LIMIT 200) AS c
          JOIN contacts k ON k.id = c.contact_id
          LEFT JOIN conversation_reads r ON r.user_id = @userId AND r.conversation_id = c.id
         WHERE can_use_inbox(@userId, i.id)
           AND c.last_inbound_at > coalesce(r.last_read_at, '-infinity')
         ORDER BY c.last_at DESC, c.id DESC
         LIMIT @most
        """;

    public Task<List<UnreadConversation>> RunAsync(Caller caller, CancellationToken ct) =>
        db.ListAsync<UnreadConversation>(Sql, new { userId = caller.UserId, most = Most }, ct);
}
