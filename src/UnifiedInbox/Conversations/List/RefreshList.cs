using Microsoft.AspNetCore.Http.HttpResults;
using UnifiedInbox.Accounts;
using UnifiedInbox.Conversations.Labels;
using UnifiedInbox.Conversations.Views;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations.List;

/// <summary>
/// <c>GET /inbox/list</c>: what has to change in a list pane that is on the screen. With <c>cursor</c> the next rows; with
/// <c>ids</c> or <c>contacts</c> those rows put in their place or taken away; with neither the whole pane.
/// </summary>
internal static class RefreshList
{
    private const int Most = 100;

    public static async Task<IResult> EndpointAsync(
        HttpContext http, ReadList read, ListConversations list, ListLabels labels, ListViews views, CancellationToken ct)
    {
        var query = http.Request.Query;
        var choice = await views.ResolveAsync(http.Caller(), ListChoice.Read(query), ct);
        var selected = Guid.TryParse(query["selected"], out var id) ? id : (Guid?)null;
        var (ids, contacts) = (Ids(query["ids"]), Ids(query["contacts"]));
        if (Cursor.TryParse(query["cursor"], out var after) && after is not null)
            return More(await read.RunAsync(http.Caller(), choice, selected, after, ct));
        if (ids.Length + contacts.Length is 0 or > Most)
            return TurboStream.Answer(TurboStream.MorphTo<MessageList>("message-list", new { Data = await read.RunAsync(http.Caller(), choice, selected, null, ct) }));

        var filter = choice.FilterFor(http.Caller()) with { Ids = ids, ContactIds = contacts };
        var here = (await list.RunAsync(http.Caller(), filter, null, 200, ct)).Items;
        var known = await labels.RunAsync(ct);
        return TurboStream.Answer([
            .. ids.Except(here.Select(conversation => conversation.Id)).Select(gone => TurboStream.Remove(ConversationRow.IdOf(gone))),
            .. here.Select(conversation => Place(conversation, choice, known, selected)),
        ]);
    }

    private static RazorComponentResult More(OpenList data) => TurboStream.Answer([
        .. data.Conversations.Items.Select(conversation => Place(conversation, data.Choice, data.Labels, data.Selected)),
        TurboStream.Replace<MoreConversations>(MoreConversations.Id, new { data.Choice, Cursor = data.Conversations.NextCursor }),
    ]);

    private static TurboStream Place(Conversation conversation, ListChoice choice, IReadOnlyList<Label> labels, Guid? selected) =>
        TurboStream.Append<ConversationRow>("conversations", new
        {
            Conversation = conversation,
            Choice = choice,
            Labels = labels,
            IsSelected = conversation.Id == selected,
        }) with { Action = "place" };

    private static Guid[] Ids(string? text) =>
        [.. (text ?? "").Split(',').Select(word => Guid.TryParse(word, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).Distinct()];
}
