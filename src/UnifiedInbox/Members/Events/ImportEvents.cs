using System.Text;
using Microsoft.AspNetCore.Http.Features;
using UnifiedInbox.Contacts;
using UnifiedInbox.Csv;
using UnifiedInbox.Web;

namespace UnifiedInbox.Members.Events;

/// <summary>A list of events as CSV: one a row, the member named in it. Read as it comes, written five hundred at a time.</summary>
internal sealed class ImportEvents(TakeEvents take, DefaultCountry country, TimeProvider time)
{
    public const long MostBytes = 100L * 1024 * 1024;
    private const int AtOnce = 500;
    private const int MostErrors = 100;
    private const int HeadLength = 10_000;

    /// <summary>Null where its columns cannot be told; <c>Columns</c> says which are missing.</summary>
    internal sealed record Outcome(EventsTaken? Taken, string Missing);

    public async Task<Outcome> RunAsync(Stream file, CancellationToken ct)
    {
        using var text = new StreamReader(file, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true);
        var head = new char[HeadLength];
        var length = await text.ReadBlockAsync(head, ct);
        var start = new string(head, 0, length);
        var format = await CsvFormat.DetectAsync(start, ct);
        using var all = new JoinedText(start, text);
        var reader = new CsvReader(all, format.Delimiter);
        if (await reader.ReadAsync(ct) is not { Error: null } heading) return new(null, "member, type");
        var row = new EventRow(heading.Cells);
        return row.Missing.Any() ? new(null, string.Join(", ", row.Missing)) : new(await TakeAsync(reader, row, ct), "");
    }

    private async Task<EventsTaken> TakeAsync(CsvReader reader, EventRow row, CancellationToken ct)
    {
        var home = await country.GetAsync(ct);
        var (accepted, read, rejected) = (0, 0, 0);
        var errors = new List<RejectedEvent>();
        var batch = new List<NewEvent>(AtOnce);
        while (await reader.ReadAsync(ct) is { } record)
        {
            var (given, field, message) = Read(record, row, home);
            if (given is null)
            {
                rejected++;
                if (errors.Count < MostErrors) errors.Add(new((int)record.Line, null, field, message));
                continue;
            }
            read++;
            batch.Add(given);
            if (batch.Count < AtOnce) continue;
            accepted += await take.RunAsync("csv", batch, ct);
            batch.Clear();
        }
        accepted += await take.RunAsync("csv", batch, ct);
        return new(accepted, read - accepted, rejected, errors);
    }

    private (NewEvent? Event, string Field, string Message) Read(CsvRecord record, EventRow row, string? home)
    {
        if (record.Error is { } error) return (null, "row", error);
        var (member, given) = row.Read([.. record.Cells.Select(SafeText.Clean)], record.Raw);
        return MemberKeys.Of(member, home) is { } keys
            ? ReadEvent.Run(given, keys, time.GetUtcNow())
            : (null, "member", "A row names its member: the contact's id, an email address, a phone number with + and country code, or your own id.");
    }

    /// <summary><c>POST /api/members/events/import</c>, the file as the body. In <c>errors</c>, <c>index</c> is the line.</summary>
    public static async Task<IResult> EndpointAsync(HttpContext http, ImportEvents import, CancellationToken ct)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MostBytes;
        if (http.Request.HasJsonContentType() || http.Request.HasFormContentType) return Problem.Invalid("file", "Send the file itself as text/csv.", "not_csv");
        var outcome = await import.RunAsync(http.Request.Body, ct);
        return outcome.Taken is { } taken
            ? TypedResults.Json(taken, statusCode: StatusCodes.Status202Accepted)
            : Problem.Invalid("file", $"The first row has to name the columns; these are missing: {outcome.Missing}.", "columns_missing");
    }

    /// <summary>What was read already to look at, and then the rest.</summary>
    private sealed class JoinedText(string start, TextReader rest) : TextReader
    {
        private int position;

        public override ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
        {
            if (position >= start.Length) return rest.ReadAsync(buffer, cancellationToken);
            var count = Math.Min(buffer.Length, start.Length - position);
            start.AsSpan(position, count).CopyTo(buffer.Span);
            position += count;
            return ValueTask.FromResult(count);
        }
    }
}
