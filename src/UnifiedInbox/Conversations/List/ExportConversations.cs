using System.Globalization;
using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Conversations.Views;
using UnifiedInbox.Csv;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations.List;

/// <summary>The list of conversations as CSV, newest first, with the filters of the list and of inboxes the caller may use. Written page by page.</summary>
internal static class ExportConversations
{
    private const int AtOnce = 200;

    /// <summary><c>GET /api/conversations/export?status=&amp;assignee=&amp;label=&amp;channel=&amp;inbox=</c></summary>
    public static async Task<IResult> EndpointAsync(HttpContext http, ListConversations list, Db db, CancellationToken ct)
    {
        var (filter, field, error) = ConversationFilter.Read(http.Request.Query, http.Caller());
        return filter is null ? Problem.Invalid(field, error) : await AnswerAsync(http, filter, list, db, ct);
    }

    /// <summary><c>GET /inbox/export</c>: the list of the page, whatever its tab, filters and view.</summary>
    public static async Task<IResult> PageAsync(HttpContext http, ListConversations list, ListViews views, Db db, CancellationToken ct)
    {
        var choice = await views.ResolveAsync(http.Caller(), ListChoice.Read(http.Request.Query), ct);
        return await AnswerAsync(http, choice.FilterFor(http.Caller()), list, db, ct);
    }

    private static async Task<IResult> AnswerAsync(HttpContext http, ConversationFilter filter, ListConversations list, Db db, CancellationToken ct)
    {
        var caller = http.Caller();
        await db.InTransactionAsync(async connection =>
        {
            await AuditLog.RecordAsync(connection, caller, "conversations.exported", "conversations", null, new { statuses = filter.Statuses }, ct);
            return true;
        }, ct);
        return CsvAnswer.Of("conversations.csv", writer => WriteAsync(writer, after => list.RunAsync(caller, filter, after, AtOnce, ct)));
    }

    private static async Task WriteAsync(CsvAnswer.Writer writer, Func<Cursor?, Task<ListPage<Conversation>>> read)
    {
        await writer.RowAsync(
            "id", "contact id", "contact", "phone", "email", "inbox", "channel", "status", "snoozed until", "assignee", "labels", "waiting since",
            "last message at", "last message by", "last message", "closed at", "created at");
        Cursor? after = null;
        do
        {
            var page = await read(after);
            foreach (var conversation in page.Items) await writer.RowAsync(Cells(conversation));
            after = page.NextCursor is null ? null : new Cursor(page.Items[^1].LastAt, page.Items[^1].Id);
        }
        while (after is not null);
    }

    private static string?[] Cells(Conversation conversation) =>
    [
        conversation.Id.ToString(),
        conversation.ContactId.ToString(),
        conversation.ContactName,
        conversation.ContactPhone,
        conversation.ContactEmail,
        conversation.InboxName,
        conversation.InboxChannel,
        conversation.Status,
        Time(conversation.SnoozedUntil),
        conversation.AssigneeName,
        string.Join("; ", conversation.Labels),
        Time(conversation.WaitingSince),
        Time(conversation.LastAt),
        conversation.LastDirection == "inbound" ? "contact" : conversation.LastAuthorName ?? "team",
        conversation.LastPreview,
        Time(conversation.ClosedAt),
        Time(conversation.CreatedAt),
    ];

    private static string? Time(DateTimeOffset? at) => at?.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
