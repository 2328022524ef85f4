using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Messages;

namespace UnifiedInbox.Conversations.Threads;

/// <summary>The message that another one answers, as far as it is shown above the answer.</summary>
public sealed record QuotedMessage
{
    /// <summary>What the answer names it by: our id, or the provider's.</summary>
    public string Reference { get; init; } = "";
    public Guid Id { get; init; }
    public string Direction { get; init; } = "";
    public string Content { get; init; } = "";

    private const string Sql = """
        SELECT wanted.reference,
               m.id,
               m.direction,
               left(m.content, 200) AS content
          FROM unnest(@references) AS wanted (reference)
          JOIN messages m ON m.provider = ANY (ARRAY(SELECT DISTINCT provider FROM inboxes)) AND m.provider_id = wanted.reference
         WHERE m.inbox_id = ANY (ARRAY(SELECT i.id FROM inboxes i WHERE can_use_inbox(@userId, i.id)))
         UNION ALL
        SELECT m.id::text,
               m.id,
               m.direction,
               left(m.content, 200)
          FROM messages m
         WHERE m.id = ANY (@ids)
           AND m.inbox_id = ANY (ARRAY(SELECT i.id FROM inboxes i WHERE can_use_inbox(@userId, i.id)))
        """;

    /// <summary>What <paramref name="messages"/> answer, by the name they call it.</summary>
    internal static async Task<IReadOnlyDictionary<string, QuotedMessage>> ReadAsync(
        Db db, Caller caller, IReadOnlyList<Message> messages, CancellationToken ct)
    {
        var references = messages.Select(message => message.InReplyTo).OfType<string>().Distinct().ToArray();
        if (references.Length == 0) return new Dictionary<string, QuotedMessage>();
        var ids = references.Select(reference => Guid.TryParse(reference, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).ToArray();
        var found = await db.ListAsync<QuotedMessage>(Sql, new { references, ids, userId = caller.UserId }, ct);
        return found.DistinctBy(quoted => quoted.Reference).ToDictionary(quoted => quoted.Reference);
    }
}
