using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace UnifiedInbox.Simulator.Rest;

/// <summary>GET Messages.json: newest first, filtered by To, From and the day or time of sending, paged by token.</summary>
internal static class ListMessages
{
    private const int DefaultSize = 50, MostSize = 1000;
    private static readonly string[] filters = ["To", "From", "DateSent", "DateSent<", "DateSent>"];

    public static IResult Run(HttpContext http, SimulatedCarrier carrier)
    {
        var query = http.Request.Query;
        if (!TryFilter(query, out var filter))
            return Answer.Refuse(20001, "Invalid DateSent", StatusCodes.Status400BadRequest);
        var size = Math.Clamp(int.TryParse(query["PageSize"], CultureInfo.InvariantCulture, out var asked) ? asked : DefaultSize, 1, MostSize);
        var page = int.TryParse(query["Page"], CultureInfo.InvariantCulture, out var number) ? Math.Max(number, 0) : 0;
        var token = query["PageToken"].ToString();
        var (found, more) = Find(carrier, filter, token, size);
        var uri = Answer.PathOf(http) + Filters(query, size);
        var answer = new ListPage
        {
            Page = page,
            PageSize = size,
            Start = page * size,
            End = (page * size) + Math.Max(found.Count - 1, 0),
            Uri = $"{uri}&Page={page}{(token.Length > 0 ? $"&PageToken={token}" : "")}",
            FirstPageUri = $"{uri}&Page=0",
            NextPageUri = more ? $"{uri}&Page={page + 1}&PageToken=PA{found[^1].Sid}" : null,
            PreviousPageUri = page > 0 && found.Count > 0 ? $"{uri}&Page={page - 1}&PageToken=PB{found[0].Sid}" : null,
            Messages = [.. found.Select(message => MessageResource.Of(message, carrier.Options.AccountSid))],
        };
        return Results.Json(answer, TwilioJson.Default.ListPage);
    }

    // PA + SID: what comes after that message; PB + SID: what came before it.
    private static (List<SimulatedMessage> Found, bool More) Find(
        SimulatedCarrier carrier, Func<SimulatedMessage, bool> filter, string token, int size)
    {
        if (token.StartsWith("PB", StringComparison.Ordinal))
        {
            var newer = carrier.History.NewerThan(token[2..], filter, size);
            newer.Reverse();
            return (newer, newer.Count > 0);
        }
        var found = carrier.History.OlderThan(token.Length > 2 ? token[2..] : null, filter, size + 1);
        var more = found.Count > size;
        if (more)
            found.RemoveAt(size);
        return (found, more);
    }

    private static bool TryFilter(IQueryCollection query, out Func<SimulatedMessage, bool> filter)
    {
        var (to, from) = (query["To"].ToString(), query["From"].ToString());
        var readable = SentRange.TryParse(query, out var range);
        filter = message =>
            (to.Length == 0 || message.To == to) && (from.Length == 0 || message.From == from) && range.Contains(message.SentAt ?? message.CreatedAt);
        return readable;
    }

    private static string Filters(IQueryCollection query, int size)
    {
        var builder = new QueryBuilder();
        foreach (var name in filters)
            if (query.TryGetValue(name, out var value) && value.ToString().Length > 0)
                builder.Add(name, value.ToString());
        builder.Add("PageSize", size.ToString(CultureInfo.InvariantCulture));
        return builder.ToString();
    }
}
