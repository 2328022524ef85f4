using UnifiedInbox.Accounts;
using UnifiedInbox.Web.Layout;

namespace UnifiedInbox.Web;

/// <summary>A line of the palette that leads somewhere.</summary>
public sealed record PaletteItem(string Title, string Href, string Icon, string? Detail = null);

/// <summary>What a feature adds to the palette: its things that match the words, at most a handful, and only what the caller may see.</summary>
internal interface IPaletteSource
{
    Task<IReadOnlyList<PaletteItem>> FindAsync(Caller caller, string words, CancellationToken ct);
}

/// <summary>Answers the palette as it is typed into: pages first, then what the features find.</summary>
internal static class Palette
{
    public static async Task<IResult> EndpointAsync(string? q, HttpContext http, IEnumerable<IPaletteSource> sources, CancellationToken ct)
    {
        var words = (q ?? "").Trim();
        var items = Nav.Pages.Concat(Nav.Person)
            .Where(page => page.Title.Contains(words, StringComparison.OrdinalIgnoreCase))
            .Select(page => new PaletteItem(page.Title, page.Href, page.Icon))
            .ToList();
        if (words.Length > 0)
        {
            var found = await Task.WhenAll(sources.Select(source => source.FindAsync(http.Caller(), words, ct)));
            items.AddRange(found.SelectMany(list => list));
        }
        return Page.Of<PaletteList>(new { Items = items });
    }
}
