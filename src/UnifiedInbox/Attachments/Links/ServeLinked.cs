using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Attachments.Links;

/// <summary><c>GET /media/{id}?expires=&amp;signature=</c>: a file of a text or WhatsApp message, for its provider. The signature is the permission.</summary>
internal static class ServeLinked
{
    /// <summary>Only what is sent by address: a signature opens no mail's files, and nothing that somebody sent us.</summary>
    private const string Sql = """
        SELECT a.id,
               a.name,
               a.content_type,
               a.size,
               a.status,
               a.sha256
          FROM attachments a
          JOIN messages m ON m.id = a.message_id
         WHERE a.id = @id AND m.direction = 'outbound' AND m.channel IN ('sms', 'whatsapp')
        """;

    public static async Task<IResult> EndpointAsync(
        Guid id, HttpContext http, FileLink link, Db db, AttachmentStore store, CancellationToken ct, long expires = 0, string? signature = null)
    {
        if (!link.IsValid(id, expires, signature)) return Problem.Of(StatusCodes.Status403Forbidden, "bad_signature", "This address has run out, or was changed.");
        var attachment = await db.FindAsync<Attachment>(Sql, new { id }, ct);
        if (attachment?.Sha256 is not { } sha256 || await store.OpenAsync(sha256, ct) is not { } bytes)
            return Problem.Of(StatusCodes.Status404NotFound, "not_found", "There is no such file any more.");
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "private, max-age=300";
        headers["X-Robots-Tag"] = "noindex";
        return Results.File(bytes, attachment.ContentType, fileDownloadName: ContentTypes.IsInline(attachment.ContentType) ? null : attachment.Name, enableRangeProcessing: true);
    }
}
