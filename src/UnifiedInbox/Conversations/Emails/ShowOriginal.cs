using UnifiedInbox.Accounts;
using UnifiedInbox.Attachments;
using UnifiedInbox.Database;

namespace UnifiedInbox.Conversations.Emails;

/// <summary><c>GET /messages/{id}/original</c>: the mail as it came over the wire, as text; <c>?download=1</c> as a file.</summary>
internal static class ShowOriginal
{
    private const string Sql = """
        SELECT m.raw_sha256
          FROM messages m
         WHERE m.id = @id AND m.raw_sha256 IS NOT NULL AND can_use_inbox(@userId, m.inbox_id)
        """;

    public static async Task<IResult> EndpointAsync(Guid id, string? download, HttpContext http, Db db, AttachmentStore store, CancellationToken ct)
    {
        var sha256 = await db.FindAsync<byte[]>(Sql, new { id, userId = http.Caller().UserId }, ct);
        if (sha256 is null || await store.OpenAsync(sha256, ct) is not { } bytes) return TypedResults.NotFound();
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "private, max-age=600";
        return download == "1"
            ? Results.File(bytes, "message/rfc822", fileDownloadName: $"{id:N}.eml", enableRangeProcessing: true)
            : Results.File(bytes, "text/plain; charset=utf-8", enableRangeProcessing: true);
    }
}
