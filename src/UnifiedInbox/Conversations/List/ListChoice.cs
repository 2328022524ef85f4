using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;
using UnifiedInbox.Accounts;

namespace UnifiedInbox.Conversations.List;

/// <summary>A tab of the list. What a teammate calls it, and which conversations it holds.</summary>
public sealed record ListTab(string Name, string Label, string Status)
{
    public static readonly ListTab All = new("all", "All", "open");

    public static readonly IReadOnlyList<ListTab> Every =
    [
        new("mine", "Mine", "open"),
        new("unassigned", "Unassigned", "open"),
        All,
        new("snoozed", "Snoozed", "snoozed"),
        new("closed", "Closed", "closed"),
    ];
}

/// <summary>Which list a page shows, as its address says: a tab and filters. Unknown words are taken as not said.</summary>
public sealed record ListChoice
{
    public ListTab Tab { get; init; } = ListTab.All;
    public string? Channel { get; init; }
    public string? Label { get; init; }
    public Guid? InboxId { get; init; }

    /// <summary>me, none or a teammate's id; only where the tab does not say it already.</summary>
    public string? Assignee { get; init; }

    /// <summary>The saved view this is; what it narrows is filled in by <see cref="Views.ListViews.ResolveAsync"/>.</summary>
    public Guid? ViewId { get; init; }

    public bool IsFiltered => Channel is not null || Label is not null || InboxId is not null || Assignee is not null;

    /// <summary>How many filters narrow the list.</summary>
    public int Filters => (Channel is null ? 0 : 1) + (Label is null ? 0 : 1) + (InboxId is null ? 0 : 1) + (Assignee is null ? 0 : 1);

    public static ListChoice Read(IQueryCollection query) => new()
    {
        Tab = ListTab.Every.FirstOrDefault(tab => tab.Name == query["tab"]) ?? ListTab.All,
        Channel = Channels.ChannelName.Parse(query["channel"]) is null ? null : query["channel"].ToString(),
        Label = query["label"].ToString() is { Length: > 0 } label ? label : null,
        InboxId = Guid.TryParse(query["inbox"], out var inbox) ? inbox : null,
        Assignee = query["assignee"].ToString() is var assignee && (assignee is "me" or "none" || Guid.TryParse(assignee, out _)) ? assignee : null,
        ViewId = Guid.TryParse(query["view"], out var view) ? view : null,
    };

    /// <summary>The choice of the page a form or fragment was asked from.</summary>
    public static ListChoice OfPage(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var page)
            ? Read(new QueryCollection(QueryHelpers.ParseQuery(page.Query)))
            : new ListChoice();

    internal ConversationFilter FilterFor(Caller caller) => new()
    {
        Statuses = [Tab.Status],
        AssigneeId = Tab.Name == "mine" || (Assignee == "me" && Tab.Name != "unassigned") ? caller.UserId
            : Tab.Name != "unassigned" && Guid.TryParse(Assignee, out var teammate) ? teammate : null,
        Unassigned = Tab.Name == "unassigned" || (Assignee == "none" && Tab.Name != "mine"),
        Channel = Channel,
        Label = Label,
        InboxId = InboxId,
    };

    /// <summary><paramref name="path"/> with this choice behind it, and <paramref name="more"/> parameters.</summary>
    public string Url(string path, params (string Name, string? Value)[] more)
    {
        var query = new QueryBuilder();
        if (ViewId is { } view)
        {
            query.Add("view", view.ToString());
        }
        else
        {
            AddFilters(query);
        }
        foreach (var (name, value) in more)
            if (value is not null) query.Add(name, value);
        return path + query.ToQueryString();
    }

    private void AddFilters(QueryBuilder query)
    {
        if (Tab != ListTab.All) query.Add("tab", Tab.Name);
        if (Channel is not null) query.Add("channel", Channel);
        if (Label is not null) query.Add("label", Label);
        if (InboxId is { } inbox) query.Add("inbox", inbox.ToString());
        if (Assignee is not null) query.Add("assignee", Assignee);
    }

    public string UrlOf(Guid conversationId) => Url($"/inbox/{conversationId}");
}
