using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Attachments.Uploads;

/// <summary><c>GET /uploads/{id}</c>: the bytes, for whoever put them up, and for colleagues in whose draft they are.</summary>
internal static class ServeUpload
{
    private const string Sql = """
        SELECT u.name,
               u.content_type,
               u.sha256
          FROM uploads u
         WHERE u.id = @id AND may_use_upload(@userId, u.id)
        """;

    public static async Task<IResult> EndpointAsync(Guid id, HttpContext http, Db db, AttachmentStore store, CancellationToken ct)
    {
        if (await db.FindAsync<Row>(Sql, new { id, userId = http.Caller().UserId }, ct) is not { } upload || await store.OpenAsync(upload.Sha256, ct) is not { } bytes)
            return Problem.Of(StatusCodes.Status404NotFound, "not_found", "There is no such file, or it was put up more than a day ago.");
        return FileAnswer.Of(http, bytes, upload.ContentType, upload.Name);
    }

    private sealed record Row
    {
        public string Name { get; init; } = "";
        public string ContentType { get; init; } = "";
        public byte[] Sha256 { get; init; } = [];
    }
}
