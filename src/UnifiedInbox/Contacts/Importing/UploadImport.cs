using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using UnifiedInbox.Accounts;
using UnifiedInbox.Contacts.PhoneNumbers;
using UnifiedInbox.Csv;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>Takes in a list and guesses how it is to be read: the first step of every import, from a page or the API.</summary>
internal sealed class UploadImport(Db db, ImportFiles files, DefaultCountry country, TimeProvider time)
{
    private const int LongestName = 200;
    private const int LongestMapping = 256 * 1024;
    private const int Sampled = 50;

    private const string Insert = """
        INSERT INTO contact_imports (id, kind, created_by, file_name, size, plan, status, created_at)
        VALUES (@id, @kind, @userId, @fileName, @size, @plan::jsonb, 'draft', @now)
        """;

    /// <summary>What came with a request.</summary>
    /// <param name="Import">The draft, or null where <paramref name="Problem"/> says why there is none.</param>
    /// <param name="Mapping">The form's field of that name, as sent.</param>
    /// <param name="Problem">What is wrong with the upload.</param>
    internal sealed record Received(Import? Import, string? Mapping, IResult? Problem)
    {
        /// <summary>In words for a page.</summary>
        public string Error { get; init; } = "";
    }

    /// <summary>The file is read as it comes; its size costs no memory. A mapping may stand before or behind it.</summary>
    public async Task<Received> RunAsync(HttpContext http, long mostBytes, CancellationToken ct, string kind = ImportKind.Contacts)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = mostBytes + (1024 * 1024);
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 100 } boundary)
            return Refused("Send the file as multipart/form-data.", "not_multipart");
        Import? import = null;
        string? mapping = null;
        try
        {
            var parts = new MultipartReader(boundary.ToString(), http.Request.Body);
            while (await parts.ReadNextSectionAsync(ct) is { } part)
            {
                if (part.GetContentDispositionHeader() is not { } disposition) continue;
                if (disposition.IsFileDisposition() && import is null)
                {
                    var name = disposition.FileNameStar.HasValue ? disposition.FileNameStar.Value : disposition.FileName.Value;
                    import = await StoreAsync(http.Caller(), part.Body, Tidy(name), kind, ct);
                    if (import is null) return TooLarge(mostBytes);
                    if (import.Size == 0) return Refused("There is nothing in this file.", "file_empty");
                }
                else if (disposition.Name.Value?.Trim('"') == "mapping")
                {
                    mapping = await ReadTextAsync(part.Body, ct);
                }
            }
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLarge(mostBytes);
        }
        catch (Exception error) when (error is InvalidDataException or IOException and not BadHttpRequestException)
        {
            return Refused("The upload broke off or is no valid form.", "bad_upload");
        }
        return import is null ? Refused("Choose a file.", "file_missing") : new Received(import, mapping, null);
    }

    /// <summary>The file is the whole body.</summary>
    public async Task<Received> OfBodyAsync(HttpContext http, long mostBytes, string name, string kind, CancellationToken ct)
    {
        try
        {
            return await StoreAsync(http.Caller(), http.Request.Body, name, kind, ct) switch
            {
                null => TooLarge(mostBytes),
                { Size: 0 } => Refused("There is nothing in this file.", "file_empty"),
                var import => new Received(import, null, null),
            };
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLarge(mostBytes);
        }
    }

    private async Task<Import?> StoreAsync(Caller caller, Stream bytes, string name, string kind, CancellationToken ct)
    {
        var id = NewId.Next(time);
        if (await files.StoreAsync(id, bytes, ct) is not { } stored) return null;
        if (stored.Size == 0)
        {
            files.Delete(id);
            return new Import();
        }
        var plan = await GuessAsync(id, stored.Encoding, ct);
        await db.ExecuteAsync(Insert, new { id, kind, userId = caller.UserId, fileName = name, size = stored.Size, plan = plan.ToJson(), now = time.GetUtcNow() }, ct);
        return new Import { Id = id, Kind = kind, CreatedBy = caller.UserId, FileName = name, Size = stored.Size, PlanJson = plan.ToJson(), Status = "draft", CreatedAt = time.GetUtcNow() };
    }

    private async Task<ImportPlan> GuessAsync(Guid id, string encoding, CancellationToken ct)
    {
        var head = await files.HeadAsync(id, encoding, ct);
        var format = await CsvFormat.DetectAsync(head, ct);
        var chosen = await country.GetAsync(ct);
        return new ImportPlan
        {
            Encoding = encoding,
            Delimiter = format.Delimiter,
            HasHeader = format.HasHeader,
            Columns = GuessColumns.Of(await CsvFormat.ReadAsync(head, format.Delimiter, Sampled, ct), format.HasHeader),
            Country = chosen,
            MonthFirst = chosen is "US" or "PH",
        };
    }

    private static async Task<string> ReadTextAsync(Stream part, CancellationToken ct)
    {
        using var reader = new StreamReader(part, Encoding.UTF8);
        var text = new char[LongestMapping];
        var length = await reader.ReadBlockAsync(text, ct);
        return SafeText.Clean(new string(text, 0, length));
    }

    private static Received Refused(string message, string code) => new(null, null, Problem.Invalid("file", message, code)) { Error = message };

    private static Received TooLarge(long mostBytes)
    {
        var message = $"A list can have at most {mostBytes / (1024 * 1024)} MB. Cut it into several files.";
        return new(null, null, Problem.Of(StatusCodes.Status413PayloadTooLarge, "file_too_large", message, ("field", "file"))) { Error = message };
    }

    private static string Tidy(string? name)
    {
        var plain = new string([.. SafeText.Clean((name ?? "").Trim('"')).Where(sign => !char.IsControl(sign))]).Replace('\\', '/');
        plain = plain[(plain.LastIndexOf('/') + 1)..].Trim();
        if (plain.Length > LongestName) plain = SafeText.Clean(plain[..LongestName]);
        return plain.Length > 0 ? plain : "contacts.csv";
    }
}
