using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace UnifiedInbox.Browser.Tests.Conversations;

public sealed class AnsweringTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_text_appears_live_is_answered_and_its_delivery_is_seen()
    {
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync("/inbox");
        await desk.TextAsync("+14155550201", "Is the studio open on Sunday?");
        var row = ada.Page.Locator("#conversations").GetByRole(AriaRole.Link).Filter(new() { HasText = "Is the studio open" });
        await Expect(row).ToBeVisibleAsync();
        await Expect(row.GetByLabel("Unread")).ToBeVisibleAsync();

        await row.ClickAsync();
        await Expect(ada.Page.Locator("#timeline")).ToContainTextAsync("Is the studio open on Sunday?");
        await Expect(row.GetByLabel("Unread")).ToHaveCountAsync(0);
        await ada.Page.GetByLabel("Your message").FillAsync("Yes, from ten to four.");
        await ada.ByRole(AriaRole.Button, "Send").ClickAsync();

        var bubble = ada.Page.Locator("#timeline > li").Filter(new() { HasText = "Yes, from ten to four." });
        await Expect(bubble).ToContainTextAsync("Delivered");
        await Expect(ada.Page.GetByLabel("Your message")).ToHaveValueAsync("");
        var sent = Assert.Single(desk.Carrier.SentTo("+14155550201"));
        Assert.Equal("Yes, from ten to four.", sent.Body);
    }

    [Fact]
    public async Task A_half_typed_answer_its_focus_and_the_place_one_reads_at_survive_a_message()
    {
        for (var i = 0; i < 30; i++) await desk.TextAsync("+14155550202", $"Line {i} of a long story that fills the window.");
        await using var ada = await desk.AdaAsync();
        await OpenAsync(ada, "of a long story");
        var field = ada.Page.GetByLabel("Your message");
        await field.PressSequentiallyAsync("I am still");
        var scroller = ada.Page.Locator("[data-timeline-target=scroller]");
        await scroller.EvaluateAsync("element => element.scrollTop = 200");
        var reading = ada.Page.Locator("#timeline > li").Filter(new() { HasText = "Line 5 " });
        var before = await reading.BoundingBoxAsync();

        await desk.TextAsync("+14155550202", "One more thing!");
        await Expect(ada.Page.Locator("#timeline")).ToContainTextAsync("One more thing!");
        await Expect(ada.ByRole(AriaRole.Button, "1 new")).ToBeVisibleAsync();
        Assert.Equal(before!.Y, (await reading.BoundingBoxAsync())!.Y, tolerance: 1.0);
        await Expect(field).ToBeFocusedAsync();
        await field.PressSequentiallyAsync(" writing");
        await Expect(field).ToHaveValueAsync("I am still writing");

        await ada.ByRole(AriaRole.Button, "1 new").ClickAsync();
        await Expect(ada.Page.GetByText("One more thing!").Last).ToBeInViewportAsync();
        await ada.Page.ReloadAsync();
        await Expect(field).ToHaveValueAsync("I am still writing");
    }

    [Fact]
    public async Task Ctrl_Enter_sends_Enter_does_not_and_twice_is_once()
    {
        await desk.TextAsync("+14155550203", "Twice?");
        await using var ada = await desk.AdaAsync();
        await OpenAsync(ada, "Twice?");
        var field = ada.Page.GetByLabel("Your message");
        await field.FillAsync("First line");
        await field.PressAsync("Enter");
        await field.PressSequentiallyAsync("second line 👍🏽");
        await field.PressAsync("Control+Enter");
        await field.PressAsync("Control+Enter");
        await Expect(ada.Page.Locator("#timeline > li").Filter(new() { HasText = "second line" })).ToContainTextAsync("Delivered");
        Assert.Equal("First line\nsecond line 👍🏽", Assert.Single(desk.Carrier.SentTo("+14155550203")).Body);
    }

    [Fact]
    public async Task The_same_text_again_is_asked_about_first()
    {
        await desk.TextAsync("+14155550204", "Say it again");
        await using var ada = await desk.AdaAsync();
        await OpenAsync(ada, "Say it again");
        var field = ada.Page.GetByLabel("Your message");
        for (var i = 0; i < 2; i++)
        {
            await field.FillAsync("Again.");
            await field.PressAsync("Control+Enter");
            if (i == 0) await Expect(field).ToHaveValueAsync("");
        }
        ada.Excuse("status of 422");
        // The warning that comes while one writes may be there already; the refusal takes its place.
        await Expect(ada.Page.Locator("#composer-error")).ToContainTextAsync("less than a minute ago");
        await Expect(field).ToHaveValueAsync("Again.");
        await ada.ByRole(AriaRole.Button, "Send anyway").ClickAsync();
        await Expect(field).ToHaveValueAsync("");
        await Expect(ada.Page.Locator("#timeline").GetByText("Again.", new() { Exact = true })).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Without_a_connection_the_text_stays_and_the_page_says_so()
    {
        await desk.TextAsync("+14155550205", "Are you there?");
        await using var ada = await desk.AdaAsync();
        await OpenAsync(ada, "Are you there?");
        var field = ada.Page.GetByLabel("Your message");
        await field.FillAsync("In a tunnel");
        ada.Excuse("ERR_INTERNET_DISCONNECTED", "Failed to fetch");
        await ada.Page.Context.SetOfflineAsync(true);
        await field.PressAsync("Control+Enter");
        await Expect(ada.Page.Locator("#composer")).ToContainTextAsync("not sent, your text is kept");
        await Expect(field).ToHaveValueAsync("In a tunnel");
        await ada.Page.Context.SetOfflineAsync(false);
        await field.PressAsync("Control+Enter");
        await Expect(field).ToHaveValueAsync("");
        await Expect(ada.Page.Locator("#timeline")).ToContainTextAsync("In a tunnel");
    }

    [Fact]
    public async Task A_teammate_s_answer_holds_the_one_being_written_until_it_is_insisted_on()
    {
        await desk.AddAgentAsync("ben@example.com", "Ben");
        await desk.TextAsync("+14155550206", "Who answers?");
        await using var ada = await desk.AdaAsync();
        await using var ben = await desk.SignedInAsync("ben@example.com");
        // Both write: where the second one's draft is saved before it is sent, it hears of the first.
        ben.Excuse("status of 409");
        ada.Excuse("status of 409");
        await OpenAsync(ada, "Who answers?");
        await OpenAsync(ben, "Who answers?");
        await ada.Page.GetByLabel("Your message").FillAsync("I do");
        await ben.Page.GetByLabel("Your message").FillAsync("Me!");
        await ben.Page.GetByLabel("Your message").PressAsync("Control+Enter");

        await Expect(ada.Page.Locator("#timeline")).ToContainTextAsync("Me!");
        await Expect(ada.Page.Locator("#composer")).ToContainTextAsync("Ben answered meanwhile");
        await Expect(ada.Page.Locator("#composer-gate")).ToContainTextAsync("Ben answered while this was being written");
        await ada.Page.GetByLabel("Your message").PressAsync("Control+Enter");
        var held = ada.Page.Locator("#timeline > li").Filter(new() { HasText = "I do" });
        await Expect(held).ToContainTextAsync("Held: Ben answered while this was being written");
        await Expect(held).ToBeInViewportAsync(new() { Ratio = 1 });
        await Expect(ada.Page.Locator("#conversations a").First).ToContainTextAsync("Ben: Me!");
        await Expect(ben.Page.Locator("#conversations a").First).ToContainTextAsync("You: Me!");
        await Expect(ada.Page.Locator("#profile")).ToContainTextAsync("Me!");
        Assert.Single(desk.Carrier.SentTo("+14155550206"));
        await held.GetByRole(AriaRole.Button, new() { Name = "Send anyway" }).ClickAsync();
        await Expect(held).ToContainTextAsync("Delivered");
    }

    private static async Task OpenAsync(Visitor visitor, string text)
    {
        await visitor.OpenAsync("/inbox");
        await visitor.Page.Locator("#conversations a").Filter(new() { HasText = text }).First.ClickAsync();
        await Expect(visitor.Page.Locator("#timeline")).ToContainTextAsync(text);
    }
}
