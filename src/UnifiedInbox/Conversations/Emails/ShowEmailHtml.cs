using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Conversations.Emails;

/// <summary><c>GET /messages/{id}/html</c>: a mail's HTML for the team. <c>?images=1</c> lets pictures from the web in, for this one view.</summary>
internal static class ShowEmailHtml
{
    private const string Sql = """
        SELECT m.html,
               coalesce(m.subject, '') AS subject,
               m.reply_text,
               m.status = 'scheduled' AS may_change
          FROM messages m
         WHERE m.id = @id AND m.html IS NOT NULL AND can_use_inbox(@userId, m.inbox_id)
        """;

    public static async Task<IResult> EndpointAsync(Guid id, string? images, HttpContext http, Db db, CancellationToken ct)
    {
        if (await db.FindAsync<EmailDocument>(Sql, new { id, userId = http.Caller().UserId }, ct) is not { } mail) return TypedResults.NotFound();
        var pictures = await db.ListAsync<EmailPicture>(EmailDocument.PicturesSql, new { id }, ct);
        return mail.Answer(http, images == "1", pictures, "/attachments");
    }
}
