using UnifiedInbox.Accounts;
using UnifiedInbox.Contacts;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Search;

/// <summary>The two doors to a search.</summary>
internal static class OpenSearch
{
    private const int PageSize = 30;

    /// <summary><c>GET /api/search?q=&amp;limit=&amp;cursor=</c></summary>
    public static async Task<IResult> ApiAsync(HttpContext http, SearchEverything search, CancellationToken ct, string? q = null, string? limit = null, string? cursor = null)
    {
        if (q is { Length: > SearchText.Longest }) return Problem.Invalid("q", $"A search has at most {SearchText.Longest} characters.");
        if (!Paging.TryLimit(limit, out var most)) return Problem.Invalid("limit", "A page has 1 to 200 messages.");
        if (!Cursor.TryParse(cursor, out var after)) return Problem.Invalid("cursor", "This is no cursor of this list.");
        var text = SearchText.Read(q);
        if (text.Hint is { } hint) return Problem.Invalid("q", hint);
        return await search.RunAsync(http.Caller(), text, after, most, ct) is SearchOutcome.Found found
            ? TypedResults.Ok(new
            {
                items = found.Things.Messages.Items,
                nextCursor = found.Things.Messages.NextCursor,
                contacts = found.Things.Contacts.Select(ContactView.Of).ToArray(),
                notes = found.Things.Notes,
            })
            : Problem.Invalid("q", SearchOutcome.TooSlow.Text, "search_too_slow");
    }

    /// <summary><c>GET /search?q=</c></summary>
    public static async Task<IResult> PageAsync(HttpContext http, SearchEverything search, CancellationToken ct, string? q = null, string? cursor = null)
    {
        var text = SearchText.Read(q);
        if (!Cursor.TryParse(cursor, out var after)) return Problem.Invalid("cursor", "This is no cursor of this list.");
        var outcome = await search.RunAsync(http.Caller(), text, after, PageSize, ct);
        var (things, problem) = outcome is SearchOutcome.Found found ? (found.Things, text.Hint) : (FoundThings.Nothing, SearchOutcome.TooSlow.Text);
        return Page.Of<SearchPage>(new { Text = text, Things = things, Problem = problem });
    }
}
