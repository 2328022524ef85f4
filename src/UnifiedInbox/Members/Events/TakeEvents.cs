using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Npgsql;
using UnifiedInbox.Contacts;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Web;

namespace UnifiedInbox.Members.Events;

/// <summary>What became of a batch.</summary>
/// <param name="Accepted">New ones, stored.</param>
/// <param name="Duplicates">Those that were there already: harmless.</param>
/// <param name="Rejected">Those that could not be understood.</param>
/// <param name="Errors">Why, of the first hundred of those.</param>
public sealed record EventsTaken(int Accepted, int Duplicates, int Rejected, IReadOnlyList<RejectedEvent> Errors);

/// <summary>The one door of member events, from the API, a list or Stripe: a batch in one transaction, each event once.</summary>
internal sealed class TakeEvents(Db db, ChangeNotifier changes, TimeProvider time)
{
    private const int MostEvents = 1000;
    private const int MostErrors = 100;

    private const string Sql = "SELECT ord, outcome FROM take_member_events(@source, @events::jsonb, @now)";

    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>How many were new.</summary>
    public async Task<int> RunAsync(string source, IReadOnlyList<NewEvent> events, CancellationToken ct)
    {
        if (events.Count == 0) return 0;
        var rows = await db.ListAsync<Row>(Sql, Parameters(source, events), ct);
        changes.Wake();
        return rows.Count(row => row.IsNew);
    }

    /// <summary>In a transaction of the caller's, who wakes the feed after it: of each event, whether it was new.</summary>
    public async Task<bool[]> RunAsync(NpgsqlConnection connection, string source, IReadOnlyList<NewEvent> events, CancellationToken ct)
    {
        var isNew = new bool[events.Count];
        if (events.Count == 0) return isNew;
        foreach (var row in await connection.QueryAsync<Row>(new CommandDefinition(Sql, Parameters(source, events), cancellationToken: ct))) isNew[row.Ord] = row.IsNew;
        return isNew;
    }

    /// <summary>Reads and stores a batch about one member. What cannot be understood is told and does not hold up the rest.</summary>
    public async Task<EventsTaken> RunAsync(string[] keys, IReadOnlyList<JsonElement> batch, CancellationToken ct)
    {
        var events = new List<NewEvent>();
        var errors = new List<RejectedEvent>();
        foreach (var (index, given) in batch.Index())
        {
            var (read, field, message) = ReadEvent.Run(given, keys, time.GetUtcNow());
            if (read is not null) events.Add(read);
            else errors.Add(new(index, given.ValueKind == JsonValueKind.Object && given.TryGetProperty("id", out var id) ? id.ToString() : null, field, message));
        }
        var accepted = await RunAsync("api", events, ct);
        return new(accepted, events.Count - accepted, errors.Count, [.. errors.Take(MostErrors)]);
    }

    /// <summary><c>POST /api/members/{id}/events</c>: <c>{"events": […]}</c>, a list, or one event.</summary>
    public static async Task<IResult> EndpointAsync(string id, JsonElement body, TakeEvents take, DefaultCountry country, CancellationToken ct)
    {
        if (MemberKeys.Of(id, await country.GetAsync(ct)) is not { } keys)
            return Problem.Invalid("id", "A member is named by the contact's id, an email address, a phone number with + and country code, or your own id of at most 200 characters.");
        if (Batch(body) is not { } batch)
            return Problem.Invalid("events", $"Send 1 to {MostEvents} events: {{\"events\": [{{\"id\": …, \"type\": …}}]}}.");
        return TypedResults.Json(await take.RunAsync(keys, batch, ct), statusCode: StatusCodes.Status202Accepted);
    }

    private object Parameters(string source, IReadOnlyList<NewEvent> events)
    {
        var numbered = events.Select((given, i) => given with { Order = i, Id = NewId.Next(time) });
        return new { source, events = JsonSerializer.Serialize(numbered, Json), now = time.GetUtcNow() };
    }

    private sealed record Row
    {
        public int Ord { get; init; }
        public string Outcome { get; init; } = "";
        public bool IsNew => Outcome == "accepted";
    }

    private static List<JsonElement>? Batch(JsonElement body)
    {
        var list = body.ValueKind == JsonValueKind.Object && body.TryGetProperty("events", out var events) ? events : body;
        List<JsonElement> batch = list.ValueKind switch
        {
            JsonValueKind.Array => [.. list.EnumerateArray()],
            JsonValueKind.Object => [list],
            _ => [],
        };
        return batch.Count is >= 1 and <= MostEvents ? batch : null;
    }
}
