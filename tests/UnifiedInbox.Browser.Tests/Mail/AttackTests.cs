using System.Text.Json;
using Microsoft.Playwright;
using UnifiedInbox.Mail.Html;
using UnifiedInbox.Tests;

namespace UnifiedInbox.Browser.Tests.Mail;

/// <summary>
/// Known attacks, cleaned, in a real browser: in the frame the product shows mail in, and in one without any sandbox or policy,
/// where nothing but the cleaning protects.
/// </summary>
public sealed class AttackTests
{
    private const int AtOnce = 150;

    [SkippableTheory]
    [InlineData("allow-same-origin allow-popups allow-popups-to-escape-sandbox")]
    [InlineData(null)]
    public async Task Cleaned_nothing_runs_nothing_waits_to_run_and_nothing_is_loaded(string? sandbox)
    {
        var cleaned = Attacks().Select(attack => MailHtml.Clean(attack, new CleanOptions()).Html).Distinct().ToList();
        await using var range = await FiringRange.OpenAsync();
        foreach (var batch in cleaned.Chunk(AtOnce)) await range.ShowAsync(batch, sandbox);
        Assert.Empty(await range.FindingsAsync());
    }

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>", "ran")]
    [InlineData("<p onclick='alert(1)'>x</p>", "handler")]
    [InlineData("<a href='javascript:alert(1)'>x</a>", "address")]
    [InlineData("<svg><script>print()</script></svg>", "ran")]
    [InlineData("<p style='background: url(http://elsewhere.test/pixel.gif)'>x</p>", "request")]
    public async Task Uncleaned_they_are_noticed(string attack, string finding)
    {
        await using var range = await FiringRange.OpenAsync();
        await range.ShowAsync([attack], sandbox: null);
        await Eventually.TrueAsync(
            async () => (await range.FindingsAsync()).Any(found => found.StartsWith(finding, StringComparison.Ordinal)), "it is noticed: " + finding);
    }

    private static IEnumerable<string> Attacks()
    {
        var file = SharedFolder.Read("corpus/html-xss/payloads.json");
        return file["payloads"]!.AsArray().Select(payload => (payload!["context"]!.ToString(), payload["payload"]!.ToString()) switch
        {
            ("url", var text) => "<a href=\"" + text + "\">link</a>",
            ("attribute", var text) => "<a title=\"" + text + "\">link</a>",
            (_, var text) => text,
        });
    }
}
