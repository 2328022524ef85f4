using UnifiedInbox.Accounts;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Analytics;

/// <summary>One of the rows a figure counts. <see cref="Seconds"/> is set where it took time.</summary>
public sealed record CountedRow
{
    public Guid Id { get; init; }
    public DateTimeOffset At { get; init; }
    public Guid? ConversationId { get; init; }
    public Guid? ContactId { get; init; }
    public string Name { get; init; } = "";
    public string? Channel { get; init; }
    public string? Direction { get; init; }
    public string? Status { get; init; }
    public string? Text { get; init; }
    public double? Seconds { get; init; }
}

/// <summary>Which rows: those of one metric, narrowed as its figure is. Words that say nothing are null.</summary>
public sealed record RowChoice(string Metric, FigureFilter Filter)
{
    public string? Status { get; init; }
    public string? Direction { get; init; }
    public Guid? ContactId { get; init; }
    public string? Error { get; init; }
    public int? Weekday { get; init; }
    public int? Hour { get; init; }

    /// <summary>Only what belongs to no agent: unassigned, or sent by a program.</summary>
    public bool Nobody { get; init; }

    /// <summary>Of a preference: which channel.</summary>
    public string? Prefers { get; init; }

    public static (RowChoice? Choice, string Field, string Error) Read(IQueryCollection query, FigureFilter filter)
    {
        string? Word(string field) => query[field].ToString() is { Length: > 0 } word ? word : null;

        var metric = Word("metric") ?? "messages";
        if (!RowSql.ByMetric.ContainsKey(metric)) return (null, "metric", "There is no such figure.");
        int? weekday = null, hour = null;
        if (Word("weekday") is { } day && (weekday = Number(day, 1, 7)) is null) return (null, "weekday", "A weekday is 1 (Monday) to 7.");
        if (Word("hour") is { } clock && (hour = Number(clock, 0, 23)) is null) return (null, "hour", "An hour is 0 to 23.");
        if (Word("direction") is not (null or "inbound" or "outbound")) return (null, "direction", "A direction is inbound or outbound.");
        if (Word("contact") is { } who && !Guid.TryParse(who, out _)) return (null, "contact", "This is no contact's id.");
        if (Word("prefers") is { } channel && ChannelName.Parse(channel) is null) return (null, "prefers", "A channel is sms, whatsapp or email.");
        return (new(metric, filter)
        {
            Status = Word("status"),
            Direction = Word("direction"),
            ContactId = Word("contact") is { } contact ? Guid.Parse(contact) : null,
            Error = query.ContainsKey("error") ? query["error"].ToString() : null,
            Weekday = weekday,
            Hour = hour,
            Nobody = Word("nobody") == "true",
            Prefers = Word("prefers"),
        }, "", "");
    }

    private static int? Number(string text, int least, int most) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;
}

/// <summary><c>GET /analytics/rows</c>: exactly the rows behind a figure, newest first, by key.</summary>
internal sealed class ListRows(Db db, CatchUp catchUp)
{
    public const int PageSize = 50;

    public async Task<ListPage<CountedRow>> RunAsync(Caller caller, RowChoice choice, Cursor? before, int limit, CancellationToken ct)
    {
        var (zone, business) = await catchUp.BasisAsync(ct);
        var rows = await db.ListAsync<CountedRow>(RowSql.ByMetric[choice.Metric], new
        {
            userId = caller.UserId,
            from = choice.Filter.Low,
            to = choice.Filter.High,
            channel = choice.Filter.Channel,
            agentId = choice.Filter.AgentId,
            labelId = choice.Filter.LabelId,
            status = choice.Status,
            direction = choice.Direction,
            contactId = choice.ContactId,
            error = choice.Error,
            weekday = choice.Weekday,
            hour = choice.Hour,
            nobody = choice.Nobody,
            prefers = choice.Prefers,
            zone,
            business,
            beforeAt = before?.At ?? DateTimeOffset.MaxValue,
            beforeId = before?.Id ?? Guid.AllBitsSet,
            limit = limit + 1,
        }, ct);
        return ListPage<CountedRow>.Of(rows, limit, row => new(row.At, row.Id));
    }

    public static async Task<IResult> EndpointAsync(HttpContext http, Db db, ListRows list, CatchUp catchUp, TimeProvider time, CancellationToken ct)
    {
        var query = http.Request.Query;
        var (filter, field, error) = await FigureFilter.ReadAsync(query, db, await GetAnalytics.ZoneAsync(catchUp, ct), time.GetUtcNow(), ct);
        if (filter is null) return Problem.Invalid(field, error);
        var (choice, wrong, why) = RowChoice.Read(query, filter);
        if (choice is null) return Problem.Invalid(wrong, why);
        if (!Cursor.TryParse(query["cursor"], out var before)) return Problem.Invalid("cursor", "This is no cursor of this list.");
        return Page.Of<RowsPage>(new { Choice = choice, Rows = await list.RunAsync(http.Caller(), choice, before, PageSize, ct) });
    }
}
