using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Members.Pages;

/// <summary>A conversation seen as a case.</summary>
public sealed record Case
{
    public Guid Id { get; init; }

    /// <summary>Of its first mail; else the first words they wrote.</summary>
    public string Subject { get; init; } = "";
    public string Channel { get; init; } = "";
    public string InboxName { get; init; } = "";
    public string Status { get; init; } = "";
    public string? Assignee { get; init; }
    public DateTimeOffset OpenedAt { get; init; }
    public DateTimeOffset LastAt { get; init; }
    public DateTimeOffset? FirstInboundAt { get; init; }

    /// <summary>When a person of the team first wrote after them; null = not yet.</summary>
    public DateTimeOffset? RespondedAt { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }

    public TimeSpan? FirstResponse => RespondedAt - FirstInboundAt;

    /// <summary>From the first word to the closing.</summary>
    public TimeSpan? Resolution => Status == "closed" ? ClosedAt - OpenedAt : null;
}

/// <summary>A member's conversations, the latest first, of inboxes the caller may use.</summary>
internal sealed class ReadCases(Db db)
{
    private const int Shown = 30;

    private const string Sql = """
        SELECT v.id,
               coalesce(nullif(t.subject, ''), nullif(left(f.content, 120), ''), v.last_preview) AS subject,
               i.channel,
               i.name AS inbox_name,
               v.status,
               u.name AS assignee,
               least(v.created_at, f.at) AS opened_at,
               v.last_at,
               f.at AS first_inbound_at,
               (SELECT min(m.at) FROM messages m
                 WHERE m.conversation_id = v.id AND m.direction = 'outbound' AND m.author_id IS NOT NULL AND m.sent_at IS NOT NULL AND m.at > f.at) AS responded_at,
               v.closed_at
          FROM conversations v
          JOIN inboxes i ON i.id = v.inbox_id
          LEFT JOIN users u ON u.id = v.assignee_id
          LEFT JOIN LATERAL (SELECT s.subject FROM email_threads s WHERE s.conversation_id = v.id ORDER BY s.created_at, s.id LIMIT 1) t ON true
          LEFT JOIN LATERAL (SELECT m.at, m.content FROM messages m
                              WHERE m.conversation_id = v.id AND m.direction = 'inbound'
                              ORDER BY m.at, m.id LIMIT 1) f ON true
         WHERE v.contact_id = @id
           AND can_use_inbox(@userId, v.inbox_id)
           AND (@at::timestamptz IS NULL OR (v.last_at, v.id) < (@at, @after))
         ORDER BY v.last_at DESC, v.id DESC
         LIMIT @most
        """;

    public async Task<ListPage<Case>> RunAsync(Caller caller, Guid id, Cursor? after, CancellationToken ct)
    {
        var rows = await db.ListAsync<Case>(Sql, new { id, userId = caller.UserId, at = after?.At, after = after?.Id, most = Shown + 1 }, ct);
        return ListPage<Case>.Of(rows, Shown, row => new Cursor(row.LastAt, row.Id));
    }
}
