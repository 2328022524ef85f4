using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using UnifiedInbox.Accounts;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Attachments.Uploads;

/// <param name="Name">As it was called where it comes from.</param>
/// <param name="Claimed">The type it is said to have.</param>
/// <param name="Length">Bytes, where they are known before they came.</param>
internal sealed record IncomingUpload(Stream Bytes, string Name, string Claimed, long? Length);

/// <summary>What came of putting a file up.</summary>
internal abstract record UploadOutcome
{
    private UploadOutcome()
    {
    }

    public sealed record Stored(UploadView Upload) : UploadOutcome;

    /// <param name="Code"><c>file_too_large</c> or <c>type_not_accepted</c>.</param>
    public sealed record Refused(string Code, string Text) : UploadOutcome;
}

/// <summary>
/// <c>POST /api/attachments?channel=</c>, multipart with one file: kept for its owner until a message takes it along, a day at most.
/// Any kind of file, since a mail carries any; what could run in a browser is only ever offered for download. Where the channel is
/// named its limits count: by what is announced, by what has come so far, and by what the bytes turn out to be.
/// </summary>
internal sealed class PutUpload(Db db, AttachmentStore store, IOptions<AttachmentOptions> options, TimeProvider time)
{
    private const int LongestName = 200;

    /// <summary>What stands around a file in a form.</summary>
    private const long FormBytes = 16 * 1024;

    private const string Sql = """
        INSERT INTO uploads (id, user_id, name, content_type, size, sha256, created_at)
        VALUES (@id, @userId, @name, @contentType, @size, @sha256, @now)
        """;

    private const string DoomSql = "INSERT INTO doomed_files (sha256) VALUES (@sha256) ON CONFLICT DO NOTHING";

    public async Task<UploadOutcome> RunAsync(Caller caller, IncomingUpload incoming, Channel? channel, CancellationToken ct)
    {
        var limits = channel is { } known ? ChannelFiles.Of(known) : null;
        var claimed = incoming.Claimed.Length is > 0 and < 200 ? incoming.Claimed : "application/octet-stream";
        var most = Math.Min(options.Value.MostBytes, limits?.Largest ?? long.MaxValue);
        if (incoming.Length > most || await store.StoreAsync(incoming.Bytes, most, ct) is not { } file) return TooLarge(most, limits);
        var contentType = ContentTypes.Sniff(file.Head, claimed);
        if (limits?.Refuse(contentType, file.Size) is { } problem)
        {
            await db.ExecuteAsync(DoomSql, new { sha256 = file.Sha256 }, ct);
            return new UploadOutcome.Refused(problem.Code, problem.Text);
        }
        var (id, name) = (NewId.Next(time), Tidy(incoming.Name));
        await db.ExecuteAsync(Sql, new { id, userId = caller.UserId, name, contentType, size = file.Size, sha256 = file.Sha256, now = time.GetUtcNow() }, ct);
        return new UploadOutcome.Stored(new UploadView(id, "/uploads/" + id, name, contentType, file.Size));
    }

    private static UploadOutcome.Refused TooLarge(long most, ChannelFiles? limits) =>
        new("file_too_large", $"{limits?.Name ?? "A message"} carries files of at most {FileSize.InWords(most)}.");

    /// <summary>The file is read as it comes: neither its size nor its number of parts costs memory.</summary>
    public static async Task<IResult> EndpointAsync(HttpContext http, PutUpload put, CancellationToken ct, string? channel = null)
    {
        if (channel is not null && ChannelName.Parse(channel) is null) return Problem.Invalid("channel", "A channel is sms, whatsapp or email.", "bad_channel");
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 100 } boundary)
            return Problem.Invalid("file", "Send the file as multipart/form-data.", "not_multipart");
        var limits = ChannelName.Parse(channel) is { } known ? ChannelFiles.Of(known) : null;
        var most = Math.Min(put.MostBytes, limits?.Largest ?? long.MaxValue);
        if (http.Request.ContentLength > most + FormBytes) return Answer(TooLarge(most, limits)); // before a byte of it was read
        try
        {
            return await put.ReadAsync(http, boundary.ToString(), ChannelName.Parse(channel), ct);
        }
        catch (Exception error) when (error is InvalidDataException or IOException and not BadHttpRequestException)
        {
            return Problem.Invalid("file", "The upload broke off or is no valid form.", "bad_upload");
        }
    }

    private long MostBytes => options.Value.MostBytes;

    private async Task<IResult> ReadAsync(HttpContext http, string boundary, Channel? channel, CancellationToken ct)
    {
        var parts = new MultipartReader(boundary, http.Request.Body);
        while (await parts.ReadNextSectionAsync(ct) is { } part)
        {
            if (part.GetContentDispositionHeader() is not { } disposition || !disposition.IsFileDisposition()) continue;
            var name = disposition.FileNameStar.HasValue ? disposition.FileNameStar.Value : disposition.FileName.Value;
            return Answer(await RunAsync(http.Caller(), new IncomingUpload(part.Body, name ?? "", part.ContentType ?? "", null), channel, ct));
        }
        return Problem.Invalid("file", "There is no file in it.", "file_missing");
    }

    private static IResult Answer(UploadOutcome outcome) => outcome switch
    {
        UploadOutcome.Stored { Upload: var upload } => TypedResults.Created(upload.Url, upload),
        UploadOutcome.Refused { Code: "file_too_large" } refused => Problem.Of(StatusCodes.Status413PayloadTooLarge, refused.Code, refused.Text),
        UploadOutcome.Refused refused => Problem.Invalid("file", refused.Text, refused.Code),
        _ => throw new InvalidOperationException(),
    };

    private static string Tidy(string name)
    {
        var plain = new string([.. SafeText.Clean(name.Trim('"')).Where(sign => !char.IsControl(sign))]).Replace('\\', '/');
        plain = plain[(plain.LastIndexOf('/') + 1)..].Trim();
        if (plain.Length > LongestName) plain = plain[..(LongestName / 2)] + "…" + plain[^(LongestName / 2)..];
        return plain.Length > 0 ? SafeText.Clean(plain) : "file";
    }
}

/// <param name="Id">To be named in a message's <c>attachments</c>.</param>
/// <param name="Url">Where its owner can look at it until then.</param>
/// <param name="Size">Bytes.</param>
internal sealed record UploadView(Guid Id, string Url, string Name, string ContentType, long Size);
