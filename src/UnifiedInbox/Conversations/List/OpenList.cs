using UnifiedInbox.Accounts;
using UnifiedInbox.Conversations.Labels;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;

namespace UnifiedInbox.Conversations.List;

/// <summary>What the list pane shows: a page of conversations, and what they can be filtered by.</summary>
public sealed record OpenList
{
    public required ListChoice Choice { get; init; }
    public required ListPage<Conversation> Conversations { get; init; }
    public required IReadOnlyList<Label> Labels { get; init; }
    public required IReadOnlyList<Inbox> Inboxes { get; init; }
    public Guid? Selected { get; init; }
}

/// <summary>Reads the list pane.</summary>
internal sealed class ReadList(Db db, ListConversations list, ListLabels labels)
{
    public const int PageSize = 50;

    private const string UsableInboxes = """
        SELECT id,
               name,
               channel,
               address
          FROM inboxes
         WHERE can_use_inbox(@userId, id)
         ORDER BY channel, name, id
        """;

    public async Task<OpenList> RunAsync(Caller caller, ListChoice choice, Guid? selected, Cursor? after, CancellationToken ct) => new()
    {
        Choice = choice,
        Conversations = await list.RunAsync(caller, choice.FilterFor(caller), after, PageSize, ct),
        Labels = await labels.RunAsync(ct),
        Inboxes = await db.ListAsync<Inbox>(UsableInboxes, new { userId = caller.UserId }, ct),
        Selected = selected,
    };
}
