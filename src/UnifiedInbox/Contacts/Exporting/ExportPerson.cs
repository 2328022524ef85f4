using Dapper;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts.Exporting;

/// <summary>
/// Gives out everything about one person, as far as the caller may see it. A small package is written as it is read; a large one is
/// made in the background, and the caller told where it will be.
/// </summary>
internal sealed class ExportPerson(Db db, WritePackage write, ExportSignal signal, IOptions<ExportOptions> options, TimeProvider time)
{
    private const string Measure = """
        SELECT c.name,
               (SELECT count(*) FROM messages m WHERE m.contact_id = c.id) AS messages,
               (SELECT coalesce(sum(a.size), 0)::bigint FROM attachments a JOIN messages m ON m.id = a.message_id WHERE m.contact_id = c.id) AS bytes
          FROM contacts c
         WHERE c.id = @id
        """;

    private const string Waiting = """
        SELECT id
          FROM contact_exports
         WHERE contact_id = @id AND user_id = @userId AND status IN ('queued', 'running')
         ORDER BY created_at DESC
         LIMIT 1
        """;

    private const string Insert = "INSERT INTO contact_exports (id, contact_id, user_id, status, created_at) VALUES (@fresh, @id, @userId, 'queued', @now)";

    /// <summary>How an export begins.</summary>
    /// <param name="Name">Of the contact.</param>
    /// <param name="JobId">Set where it is made in the background.</param>
    internal sealed record Begun(string Name, Guid? JobId);

    /// <summary>Null where there is no such contact.</summary>
    public async Task<Begun?> BeginAsync(Caller caller, Guid id, CancellationToken ct)
    {
        var begun = await db.InTransactionAsync(async connection =>
        {
            var parameters = new { id, userId = caller.UserId, fresh = NewId.Next(time), now = time.GetUtcNow() };
            if (await connection.QuerySingleOrDefaultAsync<Size>(new CommandDefinition(Measure, parameters, cancellationToken: ct)) is not { } size) return null;
            var isLarge = size.Messages > options.Value.MostDirectMessages || size.Bytes > options.Value.MostDirectBytes;
            if (isLarge && await connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(Waiting, parameters, cancellationToken: ct)) is { } waiting)
                return new Begun(size.Name, waiting);
            if (isLarge) await connection.ExecuteAsync(new CommandDefinition(Insert, parameters, cancellationToken: ct));
            await AuditLog.RecordAsync(connection, caller, "contact.exported", "contact", id.ToString(), new { size.Messages }, ct);
            return new Begun(size.Name, isLarge ? parameters.fresh : null);
        }, ct);
        if (begun?.JobId is not null) signal.Poke();
        return begun;
    }

    /// <summary><c>GET /api/contacts/{id}/export</c>: 200 with the ZIP, or 202 with where it will be.</summary>
    public static async Task<IResult> EndpointAsync(Guid id, HttpContext http, ExportPerson export, CancellationToken ct) =>
        await export.BeginAsync(http.Caller(), id, ct) switch
        {
            null => new ContactOutcome.NotFound().ToProblem(),
            { JobId: { } job } => TypedResults.Accepted($"/api/contacts/exports/{job}", new ExportView(job, "queued", null, null)),
            var begun => export.Answer(id, http.Caller().UserId, begun.Name),
        };

    /// <summary><c>GET /contacts/{id}/export</c></summary>
    public static async Task<IResult> PageAsync(Guid id, HttpContext http, ExportPerson export, CancellationToken ct) =>
        await export.BeginAsync(http.Caller(), id, ct) switch
        {
            null => TypedResults.NotFound(),
            { JobId: { } job } => TurboStream.SeeOther($"/contacts/exports/{job}"),
            var begun => export.Answer(id, http.Caller().UserId, begun.Name),
        };

    public static string FileName(string name) => (name.Length == 0 ? "contact" : name) + ".zip";

    private IResult Answer(Guid id, Guid userId, string name) => new Package(write, id, userId, name);

    private sealed record Size
    {
        public string Name { get; init; } = "";
        public long Messages { get; init; }
        public long Bytes { get; init; }
    }

    private sealed class Package(WritePackage write, Guid id, Guid userId, string name) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var disposition = new ContentDispositionHeaderValue("attachment");
            disposition.SetHttpFileName(FileName(name));
            httpContext.Response.ContentType = "application/zip";
            httpContext.Response.Headers.ContentDisposition = disposition.ToString();
            httpContext.Response.Headers.CacheControl = "private, no-store";
            // The archive writes what ends an entry without waiting; a few bytes each.
            if (httpContext.Features.Get<IHttpBodyControlFeature>() is { } control) control.AllowSynchronousIO = true;
            return write.RunAsync(httpContext.Response.Body, id, userId, httpContext.RequestAborted);
        }
    }
}

/// <summary>A package as the API shows it.</summary>
/// <param name="Status"><c>queued</c>, <c>running</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="Size">Bytes; null until done.</param>
/// <param name="Url">Where it can be fetched; null until done.</param>
internal sealed record ExportView(Guid Id, string Status, long? Size, string? Url);
