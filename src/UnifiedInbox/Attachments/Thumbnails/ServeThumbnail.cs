using System.Text;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Attachments.Thumbnails;

/// <summary><c>GET /attachments/{id}/thumbnail</c> and <c>/uploads/{id}/thumbnail</c>: a small picture, for whoever may see the large one.</summary>
internal static class ServeThumbnail
{
    private const string OfAttachment = """
        SELECT a.name,
               a.content_type,
               a.sha256
          FROM attachments a
          JOIN messages m ON m.id = a.message_id
         WHERE a.id = @id AND a.status = 'stored' AND can_use_inbox(@userId, m.inbox_id)
        """;

    private const string OfUpload = """
        SELECT u.name,
               u.content_type,
               u.sha256
          FROM uploads u
         WHERE u.id = @id AND may_use_upload(@userId, u.id)
        """;

    /// <summary>In the place of a picture that is not decoded: it can still be opened or saved.</summary>
    private static readonly byte[] Placeholder = Encoding.UTF8.GetBytes("""
        <svg xmlns="http://www.w3.org/2000/svg" width="320" height="200" viewBox="0 0 320 200"><rect width="320" height="200" fill="#8882"/><g fill="none" stroke="#888" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"><rect x="120" y="60" width="80" height="80" rx="8"/><path d="M120 128l26-26 20 20 12-12 22 22M120 52l88 96"/></g></svg>
        """);

    public static Task<IResult> OfAttachmentAsync(Guid id, HttpContext http, Db db, AttachmentStore store, MakeThumbnail make, CancellationToken ct) =>
        AnswerAsync(OfAttachment, id, http, db, store, make, ct);

    public static Task<IResult> OfUploadAsync(Guid id, HttpContext http, Db db, AttachmentStore store, MakeThumbnail make, CancellationToken ct) =>
        AnswerAsync(OfUpload, id, http, db, store, make, ct);

    private static async Task<IResult> AnswerAsync(string sql, Guid id, HttpContext http, Db db, AttachmentStore store, MakeThumbnail make, CancellationToken ct) =>
        await db.FindAsync<Row>(sql, new { id, userId = http.Caller().UserId }, ct) is { } picture
            ? await AnswerAsync(http, picture.Sha256, picture.ContentType, picture.Name, store, make, ct)
            : Results.NotFound();

    /// <summary>For a file that whoever asks may see.</summary>
    public static async Task<IResult> AnswerAsync(HttpContext http, byte[] sha256, string contentType, string name, AttachmentStore store, MakeThumbnail make, CancellationToken ct)
    {
        if (!ContentTypes.IsPicture(contentType)) return Results.NotFound();
        switch (await make.RunAsync(sha256, contentType, ct))
        {
            case Thumbnail.Small small:
                return FileAnswer.Of(http, small.Bytes, "image/webp", name);
            case Thumbnail.None when await store.OpenAsync(sha256, ct) is { } original:
                return FileAnswer.Of(http, original, contentType, name);
            default:
                http.Response.Headers.CacheControl = "private, max-age=3600";
                return Results.Bytes(Placeholder, "image/svg+xml"); // ours: nothing in it is the sender's
        }
    }

    private sealed record Row
    {
        public string Name { get; init; } = "";

        public string ContentType { get; init; } = "";

        public byte[] Sha256 { get; init; } = [];
    }
}
