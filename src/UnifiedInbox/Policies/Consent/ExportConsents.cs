using System.Globalization;
using System.Text;
using System.Text.Json;
using Dapper;
using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Contacts;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Policies.Consent;

/// <summary>
/// <c>GET /api/consents/export?format=csv|json</c>, and the same below a contact: all the evidence, oldest first, written as it is
/// read, so that a million rows need no memory. For admins, and on record.
/// </summary>
internal static class ExportConsents
{
    private const string Sql = "SELECT " + ConsentRow.Columns + " FROM " + ConsentRow.Tables + """

         WHERE @contactId::uuid IS NULL OR s.address IN (SELECT o.value FROM contact_addresses o WHERE o.contact_id = @contactId)
         ORDER BY s.at, s.id
        """;

    private const string Head = "at,contact_id,contact_name,address,inbox,channel,state,source,wording,by\r\n";

    public static Task<IResult> AllAsync(HttpContext http, Db db, CancellationToken ct, string? format = null) => RunAsync(http, db, null, format, ct);

    public static async Task<IResult> OfContactAsync(Guid id, HttpContext http, Db db, FindContact find, CancellationToken ct, string? format = null) =>
        await find.RunAsync(id, ct) is null ? new ContactOutcome.NotFound().ToProblem() : await RunAsync(http, db, id, format, ct);

    private static async Task<IResult> RunAsync(HttpContext http, Db db, Guid? contactId, string? format, CancellationToken ct)
    {
        if (format is not (null or "csv" or "json")) return Problem.Invalid("format", "Choose csv or json.");
        var caller = http.Caller();
        caller.MustBeAdmin();
        await db.InTransactionAsync(
            async connection =>
            {
                await AuditLog.RecordAsync(connection, caller, "consents.exported", contactId is null ? "settings" : "contact", contactId?.ToString() ?? "consents", null, ct);
                return true;
            },
            ct);
        var isJson = format == "json";
        http.Response.ContentType = isJson ? "application/json" : "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"consents.{(isJson ? "json" : "csv")}\"";
        await WriteAsync(http.Response.Body, db, contactId, isJson, ct);
        return Results.Empty;
    }

    private static async Task WriteAsync(Stream body, Db db, Guid? contactId, bool isJson, CancellationToken ct)
    {
        await using var writer = new StreamWriter(body, new UTF8Encoding(false), 16 * 1024, leaveOpen: true);
        await writer.WriteAsync(isJson ? "[" : Head);
        await db.UseAsync(async connection =>
        {
            var first = true;
            await foreach (var row in connection.QueryUnbufferedAsync<ConsentRow>(Sql, new { contactId }).WithCancellation(ct))
            {
                await writer.WriteAsync(isJson ? (first ? "\n" : ",\n") + JsonSerializer.Serialize(row, JsonSerializerOptions.Web) : Line(row));
                first = false;
            }
        }, ct);
        if (isJson) await writer.WriteAsync("\n]\n");
        await writer.FlushAsync(ct);
    }

    private static string Line(ConsentRow row) => string.Join(',', new[]
    {
        row.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        row.ContactId?.ToString(),
        row.ContactName,
        row.Address,
        row.InboxName,
        row.Channel,
        row.State,
        row.Source,
        row.Wording,
        row.By,
    }.Select(Cell)) + "\r\n";

    /// <summary>Quoted, and with an apostrophe before what a spreadsheet would run as a formula; a number's plus stays as it is.</summary>
    private static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var isFormula = text[0] is '=' or '@' or '-' or '\t' or '\r' || (text[0] == '+' && !text.AsSpan(1).ContainsOnlyDigits());
        return "\"" + (isFormula ? "'" : "") + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }

    private static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
