using UnifiedInbox.Accounts;
using UnifiedInbox.Attachments;
using UnifiedInbox.Attachments.Thumbnails;
using UnifiedInbox.Web;

namespace UnifiedInbox.Members.Portal;

/// <summary>A file of one of the member's own messages.</summary>
internal static class PortalAttachment
{
    public const string Folder = "/portal/attachments";

    private const string Sql = "SELECT a.id, a.name, a.content_type, a.size, a.status, a.sha256 FROM attachments a WHERE a.id = @id";

    /// <summary><c>GET /portal/attachments/{id}</c></summary>
    public static async Task<IResult> EndpointAsync(Guid id, HttpContext http, MemberSession session, AttachmentStore store, CancellationToken ct)
    {
        var attachment = await session.FindAsync<Attachment>(http.Caller(), Sql, new { id }, ct);
        if (attachment?.Sha256 is not { } sha256 || await store.OpenAsync(sha256, ct) is not { } bytes)
            return Problem.Of(StatusCodes.Status404NotFound, "not_found", "There is no such file, or it has not been fetched yet.");
        return FileAnswer.Of(http, bytes, attachment.ContentType, attachment.Name);
    }

    /// <summary><c>GET /portal/attachments/{id}/thumbnail</c></summary>
    public static async Task<IResult> ThumbnailAsync(Guid id, HttpContext http, MemberSession session, AttachmentStore store, MakeThumbnail make, CancellationToken ct) =>
        await session.FindAsync<Attachment>(http.Caller(), Sql, new { id }, ct) is { Status: "stored", Sha256: { } sha256 } picture
            ? await ServeThumbnail.AnswerAsync(http, sha256, picture.ContentType, picture.Name, store, make, ct)
            : Results.NotFound();
}
