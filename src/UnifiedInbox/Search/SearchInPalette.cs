using UnifiedInbox.Accounts;
using UnifiedInbox.Web;

namespace UnifiedInbox.Search;

/// <summary>The newest messages that hold the words, and the way to all of them.</summary>
internal sealed class SearchInPalette(SearchEverything search) : IPaletteSource
{
    private const int Most = 4;

    public async Task<IReadOnlyList<PaletteItem>> FindAsync(Caller caller, string words, CancellationToken ct)
    {
        var text = SearchText.Read(words);
        var all = new PaletteItem($"Search everything for “{words}”", "/search?q=" + Uri.EscapeDataString(words), "search");
        // Of one letter or two everything has something.
        if (text.Plain.Length < 3 && !text.HasFilters) return [all];
        if (await search.RunAsync(caller, text, null, Most, ct) is not SearchOutcome.Found found) return [all];
        return [.. found.Things.Messages.Items.Select(message => new PaletteItem(message.Name, SearchPage.Href(message), "text-search", Text(message.Snippet))), all];
    }

    private static string Text(string snippet) =>
        System.Net.WebUtility.HtmlDecode(snippet.Replace("<mark>", "", StringComparison.Ordinal).Replace("</mark>", "", StringComparison.Ordinal));
}
