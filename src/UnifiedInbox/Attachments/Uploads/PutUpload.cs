using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Attachments.Uploads;

/// <summary>
/// <c>POST /api/attachments</c>, multipart with one file: kept for its owner until a message takes it along, a day at most. Any
/// kind of file, since a mail carries any; what could run in a browser is only ever offered for download.
/// </summary>
internal sealed class PutUpload(Db db, AttachmentStore store, IOptions<AttachmentOptions> options, TimeProvider time)
{
    private const int LongestName = 200;

    private const string Sql = """
        INSERT INTO uploads (id, user_id, name, content_type, size, sha256, created_at)
        VALUES (@id, @userId, @name, @contentType, @size, @sha256, @now)
        """;

    /// <summary>Null where the file is too large.</summary>
    public async Task<UploadView?> RunAsync(Caller caller, Stream bytes, string name, string claimed, CancellationToken ct)
    {
        if (await store.StoreAsync(bytes, options.Value.MostBytes, ct) is not { } file) return null;
        var id = NewId.Next(time);
        var contentType = ContentTypes.Sniff(file.Head, claimed.Length is > 0 and < 200 ? claimed : "application/octet-stream");
        await db.ExecuteAsync(Sql, new { id, userId = caller.UserId, name, contentType, size = file.Size, sha256 = file.Sha256, now = time.GetUtcNow() }, ct);
        return new UploadView(id, "/uploads/" + id, name, contentType, file.Size);
    }

    /// <summary>The file is read as it comes: neither its size nor its number of parts costs memory.</summary>
    public static async Task<IResult> EndpointAsync(HttpContext http, PutUpload put, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 100 } boundary)
            return Problem.Invalid("file", "Send the file as multipart/form-data.", "not_multipart");
        try
        {
            var parts = new MultipartReader(boundary.ToString(), http.Request.Body);
            while (await parts.ReadNextSectionAsync(ct) is { } part)
            {
                if (part.GetContentDispositionHeader() is not { } disposition || !disposition.IsFileDisposition()) continue;
                var name = disposition.FileNameStar.HasValue ? disposition.FileNameStar.Value : disposition.FileName.Value;
                return await put.RunAsync(http.Caller(), part.Body, Tidy(name), part.ContentType ?? "", ct) is { } upload
                    ? TypedResults.Created(upload.Url, upload)
                    : Problem.Of(StatusCodes.Status413PayloadTooLarge, "file_too_large", "A file can have at most 25 MB.");
            }
        }
        catch (Exception error) when (error is InvalidDataException or IOException and not BadHttpRequestException)
        {
            return Problem.Invalid("file", "The upload broke off or is no valid form.", "bad_upload");
        }
        return Problem.Invalid("file", "There is no file in it.", "file_missing");
    }

    private static string Tidy(string? name)
    {
        var plain = new string([.. SafeText.Clean((name ?? "").Trim('"')).Where(sign => !char.IsControl(sign))]).Replace('\\', '/');
        plain = plain[(plain.LastIndexOf('/') + 1)..].Trim();
        if (plain.Length > LongestName) plain = plain[..(LongestName / 2)] + "…" + plain[^(LongestName / 2)..];
        return plain.Length > 0 ? SafeText.Clean(plain) : "file";
    }
}

/// <param name="Id">To be named in a message's <c>attachments</c>.</param>
/// <param name="Url">Where its owner can look at it until then.</param>
/// <param name="Size">Bytes.</param>
internal sealed record UploadView(Guid Id, string Url, string Name, string ContentType, long Size);
