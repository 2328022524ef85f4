using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Attachments;

/// <summary><c>GET /attachments/{id}</c>: the bytes, for whoever may see the message.</summary>
internal static class ServeAttachment
{
    private const string Sql = """
        SELECT a.id,
               a.name,
               a.content_type,
               a.size,
               a.status,
               a.sha256
          FROM attachments a
          JOIN messages m ON m.id = a.message_id
         WHERE a.id = @id AND can_use_inbox(@userId, m.inbox_id)
        """;

    public static async Task<IResult> HandleAsync(Guid id, HttpContext http, Db db, AttachmentStore store, CancellationToken ct)
    {
        var attachment = await db.FindAsync<Attachment>(Sql, new { id, userId = http.Caller().UserId }, ct);
        if (attachment?.Sha256 is not { } sha256 || await store.OpenAsync(sha256, ct) is not { } bytes)
            return Problem.Of(StatusCodes.Status404NotFound, "not_found", "There is no such file, or it has not been fetched yet.");
        return FileAnswer.Of(http, bytes, attachment.ContentType, attachment.Name);
    }
}
