using UnifiedInbox.Conversations.List;

namespace UnifiedInbox.Conversations.Views;

/// <summary>A named set of filters over the list: somebody's own, or the whole team's.</summary>
public sealed record SavedView
{
    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public bool IsShared { get; init; }
    public Guid OwnerId { get; init; }
    public string OwnerName { get; init; } = "";

    /// <summary>Its owner may change it, and an admin where it is shared.</summary>
    public bool CanEdit { get; init; }
    public string Tab { get; init; } = "all";
    public string? Channel { get; init; }
    public string? Label { get; init; }
    public Guid? InboxId { get; init; }

    /// <summary>me (whoever looks), none, or the id of a teammate.</summary>
    public string? Assignee { get; init; }

    /// <summary>The list it stands for.</summary>
    public ListChoice Choice => new()
    {
        ViewId = Id,
        Tab = ListTab.Every.FirstOrDefault(tab => tab.Name == Tab) ?? ListTab.All,
        Channel = Channel,
        Label = Label,
        InboxId = InboxId,
        Assignee = Assignee,
    };

    internal const string Columns = """
        v.id,
        v.name,
        v.is_shared,
        v.owner_id,
        o.name AS owner_name,
        v.owner_id = @userId OR v.is_shared AND @isAdmin AS can_edit,
        v.tab,
        v.channel,
        l.name::text AS label,
        v.inbox_id,
        v.assignee
        """;

    /// <summary>Those somebody sees: their own and shared ones, but none over an inbox they may not use.</summary>
    internal const string Seen = """

          FROM saved_views v
          JOIN users o ON o.id = v.owner_id
          LEFT JOIN labels l ON l.id = v.label_id
         WHERE (v.owner_id = @userId OR v.is_shared)
           AND (v.inbox_id IS NULL OR can_use_inbox(@userId, v.inbox_id))

        """;
}

/// <summary>A view in the API; its filters are named as <c>GET /api/conversations</c> and the inbox page name them.</summary>
internal sealed record SavedViewView(
    Guid Id, string Name, bool Shared, AssigneeView Owner, bool CanEdit, string Tab, string? Channel, string? Label, Guid? InboxId, string? Assignee)
{
    public static SavedViewView Of(SavedView view) => new(
        view.Id, view.Name, view.IsShared, new(view.OwnerId, view.OwnerName), view.CanEdit, view.Tab, view.Channel, view.Label, view.InboxId, view.Assignee);
}

internal sealed record SavedViewList(IReadOnlyList<SavedViewView> Items);
