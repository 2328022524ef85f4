using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using UnifiedInbox.Mail.Html;

namespace UnifiedInbox.Mail.Tests.Html;

/// <summary>A cleaner that takes too much is as useless as one that takes too little.</summary>
public sealed class NewsletterTests
{
    private static readonly HashSet<string> NoHandlers = [];

    [SkippableFact]
    public void Real_newsletters_keep_their_words_links_and_pictures()
    {
        var (words, links, images) = (new Share(), new Share(), new Share());
        foreach (var (html, expected) in Newsletters())
        {
            var cleaned = MailHtml.Clean(html, new CleanOptions { AllowRemoteImages = true });
            Assert.False(cleaned.TooComplex);
            var document = new HtmlParser().ParseDocument(cleaned.Html);
            words.Add([Letters(expected["all_text"]!.ToString())], [Letters(document.Body!.TextContent)]);
            links.Add(Web(expected["links"]!), cleaned.Links.Select(Plain));
            images.Add(Web(expected["images"]!), document.Images.Select(image => Plain(image.GetAttribute("src") ?? "")));
        }
        // Measured: all of each. A text counts as kept when not a letter is missing.
        Assert.True(words.Kept >= 0.98, $"texts {words.Kept:P2}: {words.Missing}");
        Assert.True(links.Kept >= 0.999, $"links {links.Kept:P2}: {links.Missing}");
        Assert.True(images.Kept >= 0.999, $"pictures {images.Kept:P2}: {images.Missing}");
    }

    [SkippableFact]
    public void Without_a_click_they_load_nothing_and_say_what_is_missing() => Assert.All(Newsletters(), newsletter =>
    {
        var cleaned = MailHtml.Clean(newsletter.Html, new CleanOptions());
        SafeHtml.Check(cleaned.Html, NoHandlers);
        Assert.DoesNotMatch("(?i)(src|background)=\"http|url\\(\"?http", cleaned.Html);
        if (Web(newsletter.Expected["images"]!).Any()) Assert.True(cleaned.HasRemoteContent);
        Assert.Equal(cleaned.Html, MailHtml.Clean(cleaned.Html, new CleanOptions()).Html);
    });

    [SkippableFact]
    public void Their_styles_stay_with_media_queries_and_table_attributes()
    {
        var styled = Newsletters().Where(newsletter => newsletter.Expected["style_elements"]!.GetValue<int>() > 0).ToList();
        var kept = styled.Select(newsletter => MailHtml.Clean(newsletter.Html, new CleanOptions()).Html).ToList();
        Assert.True(kept.Count(html => html.Contains("<style", StringComparison.Ordinal)) >= styled.Count * 9 / 10);
        Assert.Contains(kept, html => html.Contains("@media ", StringComparison.Ordinal));
        Assert.Contains(kept, html => html.Contains("bgcolor=", StringComparison.Ordinal));
    }

    private static IEnumerable<(string Html, JsonNode Expected)> Newsletters() => SharedFolder.Read("corpus/html-xss/newsletters/index.json")["samples"]!.AsArray()
        .Select(sample => (File.ReadAllText(SharedFolder.Path("corpus/html-xss/newsletters/" + sample!["file"])), sample["expected"]!));

    /// <summary>Where a word ends inside of a table is a matter of taste.</summary>
    private static string Letters(string text) => string.Concat(text.Where(sign =>
        !char.IsWhiteSpace(sign) && sign is not ('\u200b' or '\u200c' or '\u200d' or '\ufeff' or '\u00ad' or '\u034f')));

    private static IEnumerable<string> Web(JsonNode list) => list.AsArray()
        .Select(item => item is JsonObject image ? image["src"]!.ToString() : item!.ToString())
        .Where(address => (address.StartsWith("http", StringComparison.OrdinalIgnoreCase) && address.Length > "https://".Length) || address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) || address.StartsWith("tel:", StringComparison.OrdinalIgnoreCase))
        .Select(Plain);

    /// <summary>Escapes are written in more than one way.</summary>
    private static string Plain(string address) => Uri.UnescapeDataString(address).TrimEnd('/', ' ');

    private sealed class Share
    {
        private int expected;
        private int kept;

        public double Kept => (double)kept / expected;

        public string Missing { get; private set; } = "";

        public void Add(IEnumerable<string> wanted, IEnumerable<string> found)
        {
            var left = found.CountBy(item => item).ToDictionary(pair => pair.Key, pair => pair.Value);
            foreach (var item in wanted)
            {
                expected++;
                if (left.GetValueOrDefault(item) > 0) kept++;
                else if (Missing.Length < 3_000) Missing += item + " | ";
            }
        }
    }
}
