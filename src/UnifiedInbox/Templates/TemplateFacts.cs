using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Templates;

/// <summary>What variables are filled from.</summary>
internal sealed record TemplateFacts
{
    public string ContactName { get; init; } = "";
    public string? Phone { get; init; }
    public string? Email { get; init; }
    public string? Plan { get; init; }
    public string? Price { get; init; }
    public DateTimeOffset? MemberSince { get; init; }

    /// <summary>JSON object text, as the next one.</summary>
    public string Metadata { get; init; } = "{}";
    public string SocialHandles { get; init; } = "{}";
    public string AgentName { get; init; } = "";
    public string? AgentEmail { get; init; }
    public string? InboxName { get; init; }
    public string? InboxAddress { get; init; }

    private const string Sql = """
        SELECT c.name AS contact_name,
               c.phone,
               c.email,
               c.plan,
               c.price,
               c.member_since,
               c.metadata,
               c.social_handles,
               u.name AS agent_name,
               u.email::text AS agent_email,
               i.name AS inbox_name,
               i.address AS inbox_address
          FROM contacts c
          JOIN users u ON u.id = @userId
          LEFT JOIN inboxes i ON i.id = @inboxId AND can_use_inbox(@userId, i.id)
         WHERE c.id = @contactId
        """;

    /// <summary>Null where there is no such contact.</summary>
    public static Task<TemplateFacts?> FindAsync(Db db, Caller caller, Guid contactId, Guid? inboxId, CancellationToken ct) =>
        db.FindAsync<TemplateFacts>(Sql, new { contactId, inboxId, userId = caller.UserId }, ct);
}
