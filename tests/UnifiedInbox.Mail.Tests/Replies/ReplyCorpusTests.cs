using System.Text.Json.Nodes;
using UnifiedInbox.Mail.Replies;

namespace UnifiedInbox.Mail.Tests.Replies;

/// <summary>
/// What other projects expect of real mails, each under its own policy: a project that only takes quotes away keeps the signature.
/// Some of them take away what we keep on purpose (forwards, greetings, quotes that are answered below), so the floors are not all.
/// </summary>
public sealed class ReplyCorpusTests
{
    [SkippableTheory]
    [InlineData("text", "quotes", 41, 41)]
    [InlineData("html", "quotes", 17, 18)]
    [InlineData("text", "quotes+signatures", 36, 40)]
    [InlineData("text", "quotes+signatures+embedded", 37, 42)]
    [InlineData("signature", "signatures", 15, 16)]
    public void As_many_cases_as_ever_show_what_their_project_expects(string format, string removes, int floor, int of)
    {
        var cases = SharedFolder.Cases("corpus/replies/cases.json")
            .Where(item => item["status"]!.ToString() == "agreed" && item["format"]!.ToString() == format && Expected(item)["removes"]!.ToString() == removes)
            .ToList();
        var wrong = cases.Where(item => !Matches(item)).Select(item => item["id"]!.ToString()).ToList();
        Assert.Equal(of, cases.Count);
        Assert.True(cases.Count - wrong.Count >= floor, $"{cases.Count - wrong.Count} of {cases.Count}, wrong: {string.Join(", ", wrong)}");
    }

    [SkippableFact]
    public void Not_a_word_is_lost_between_the_parts() => Assert.All(
        SharedFolder.Cases("corpus/replies/cases.json").Where(item => item["format"]!.ToString() != "html"),
        item =>
        {
            var reply = ReplyText.Of(item["input"]!.ToString());
            Assert.Equal(Letters(item["input"]!.ToString()), Letters(reply.Visible + reply.Quoted + reply.Signature));
        });

    private static bool Matches(JsonObject item)
    {
        var expected = Expected(item);
        var input = item["input"]!.ToString();
        var options = new ReplyOptions { SenderName = item["sender"]?.ToString() };
        var reply = item["format"]!.ToString() == "html" ? ReplyHtml.TextOf(input, options) : ReplyText.Of(input, options);
        Func<string, string> normal = expected["compare"]?.ToString() == "without-whitespace" ? Tight : Collapsed;
        var keepsSignature = expected["removes"]!.ToString() == "quotes";
        return new[] { reply.Visible, keepsSignature ? reply.Visible + "\n" + reply.Signature : reply.Visible }
            .Any(shown => normal(shown) == normal(expected["visible_text"]!.ToString()));
    }

    private static JsonNode Expected(JsonObject item) => item["expected"]!.AsArray()[0]!;

    private static string Tight(string text) => string.Concat(text.Where(sign => !char.IsWhiteSpace(sign)));

    private static string Collapsed(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>How often each letter stands there: the parts come in another order.</summary>
    private static List<KeyValuePair<char, int>> Letters(string text) => [.. text.Where(sign => !char.IsWhiteSpace(sign)).CountBy(sign => sign).OrderBy(pair => pair.Key)];
}
