using UnifiedInbox.Accounts;
using UnifiedInbox.Conversations.Labels;
using UnifiedInbox.Conversations.Views;
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
    public required IReadOnlyList<Teammate> Teammates { get; init; }
    public required IReadOnlyList<SavedView> Views { get; init; }
    public Guid? Selected { get; init; }
}

/// <summary>Reads the list pane.</summary>
internal sealed class ReadList(Db db, ListConversations list, ListLabels labels, ListTeammates teammates, ListViews views)
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

    public async Task<OpenList> RunAsync(Caller caller, ListChoice asked, Guid? selected, Cursor? after, CancellationToken ct)
    {
        var choice = await views.ResolveAsync(caller, asked, ct);
        return new()
        {
            Choice = choice,
            Conversations = await list.RunAsync(caller, choice.FilterFor(caller), after, PageSize, ct),
            Labels = await labels.RunAsync(ct),
            Inboxes = await db.ListAsync<Inbox>(UsableInboxes, new { userId = caller.UserId }, ct),
            Teammates = await teammates.EverybodyAsync(ct),
            Views = await views.RunAsync(caller, ct),
            Selected = selected,
        };
    }
}
