using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace UnifiedInbox.Browser.Tests.Conversations;

public sealed class WalkingTheInboxTests : IAsyncLifetime
{
    private readonly Desk desk = new();

    public Task InitializeAsync() => desk.InitializeAsync();

    public Task DisposeAsync() => desk.DisposeAsync();

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task On_a_phone_list_thread_and_profile_are_steps_with_a_way_back(ColorScheme scheme)
    {
        await desk.TextAsync("+14155550211", "From a phone to a phone");
        await using var ada = await desk.AdaAsync(390, 844, scheme);
        await ada.OpenAsync("/inbox");
        var (list, thread, profile) = (ada.Page.Locator("#message-list"), ada.Page.Locator("#thread"), ada.Page.Locator("#profile"));
        await list.GetByText("From a phone to a phone").ClickAsync();
        await Expect(thread).ToBeVisibleAsync();
        await Expect(list).ToBeHiddenAsync();
        await Expect(profile).ToBeHiddenAsync();
        await Expect(ada.Page).ToHaveTitleAsync(new Regex(@"^(\(\d+\) )?\+1 415 555 0211 · Unified Inbox$"));

        await ada.ByRole(AriaRole.Link, "Profile").ClickAsync();
        await Expect(profile).ToBeVisibleAsync();
        await Expect(thread).ToBeHiddenAsync();
        await ada.ByRole(AriaRole.Link, "Back to the conversation").ClickAsync();
        await Expect(thread).ToBeVisibleAsync();
        await ada.ByRole(AriaRole.Link, "Back to the list").ClickAsync();
        await Expect(list).ToBeVisibleAsync();
        await Expect(thread).ToHaveCountAsync(0);
        var width = await ada.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        Assert.True(width <= 390, $"The page is {width} px wide.");
    }

    [Theory]
    [InlineData(1440, true, true, true)]
    [InlineData(1000, true, true, false)]
    public async Task Wider_windows_show_more_panes(int width, bool list, bool thread, bool profile)
    {
        await desk.TextAsync("+14155550212", "How wide?");
        await using var ada = await desk.AdaAsync(width);
        await ada.OpenAsync("/inbox");
        await ada.Page.GetByText("How wide?").ClickAsync();
        await Expect(ada.Page.Locator("#timeline")).ToContainTextAsync("How wide?");
        await Expect(ada.Page.Locator("#message-list")).ToBeVisibleAsync(new() { Visible = list });
        await Expect(ada.Page.Locator("#thread")).ToBeVisibleAsync(new() { Visible = thread });
        await Expect(ada.Page.Locator("#profile")).ToBeVisibleAsync(new() { Visible = profile });
    }

    [Fact]
    public async Task A_key_means_one_thing()
    {
        await desk.TextAsync("+14155550229", "Which key was it?");
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync("/inbox");
        await ada.Page.GetByText("Which key was it?").ClickAsync();
        await Expect(ada.Page.Locator("#timeline")).ToContainTextAsync("Which key was it?");
        var shared = await ada.Page.EvaluateAsync<string[]>("""
            () => Object.values(Object.groupBy(document.querySelectorAll("[data-shortcut-group='Conversation']"), one => one.dataset.shortcut))
              .filter(several => several.length > 1).map(several => several[0].dataset.shortcut)
            """);
        Assert.Empty(shared);
        await ada.Page.Keyboard.PressAsync("Shift+L");
        await Expect(ada.Page.Locator("#later-menu")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Everything_has_a_key()
    {
        await desk.TextAsync("+14155550213", "First come");
        await desk.TextAsync("+14155550214", "Then come");
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync("/inbox");
        var keys = ada.Page.Keyboard;
        await keys.PressAsync("j");
        await Expect(Row(ada, "Then come")).ToBeFocusedAsync();
        await keys.PressAsync("j");
        await Expect(Row(ada, "First come")).ToBeFocusedAsync();
        await keys.PressAsync("k");
        await keys.PressAsync("Enter");
        await Expect(ada.Page.Locator("#timeline")).ToContainTextAsync("Then come");

        await keys.PressAsync("r");
        await Expect(ada.Page.GetByLabel("Your message")).ToBeFocusedAsync();
        await keys.PressAsync("Escape");
        await keys.PressAsync("a");
        await Expect(ada.Page.Locator("#assign-menu").GetByText("Me", new() { Exact = true })).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Expect(ada.ByRole(AriaRole.Button, "Assigned to Ada Admin")).ToBeVisibleAsync();
        await Expect(ada.Page.Locator("#toasts")).ToContainTextAsync("Assigned");
        await ada.ByRole(AriaRole.Button, "Send").ClickAsync(new() { Trial = true });
        await Expect(Row(ada, "Then come")).ToContainTextAsync("Assigned to Ada Admin");

        await keys.PressAsync("s");
        await Expect(ada.Page.Locator("#snooze-menu :focus")).ToHaveCountAsync(1);
        await ada.Page.Locator("#snooze-menu").GetByText("Tomorrow morning").PressAsync("Enter");
        await Expect(ada.Page.Locator("#thread-header").GetByRole(AriaRole.Button, new() { Name = "Reopen" })).ToBeVisibleAsync();
        await Expect(Row(ada, "Then come")).ToHaveCountAsync(0);
        await keys.PressAsync("Shift+E");
        await Expect(Row(ada, "Then come")).ToBeVisibleAsync();
        await keys.PressAsync("e");
        await Expect(ada.Page.Locator("#thread-header")).ToContainTextAsync("Closed");
        await Expect(Row(ada, "Then come")).ToHaveCountAsync(0);
        await keys.PressAsync("j");
        await Expect(Row(ada, "First come")).ToBeFocusedAsync();
        await keys.PressAsync("?");
        await Expect(ada.ByRole(AriaRole.Dialog, "Keyboard shortcuts")).ToContainTextAsync("Next conversation");
    }

    [Fact]
    public async Task The_palette_offers_to_search_everything_where_nothing_else_fits()
    {
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync("/inbox");
        await ada.Page.Keyboard.PressAsync("Control+k");
        var palette = ada.ByRole(AriaRole.Dialog, "Search and commands");
        await palette.GetByRole(AriaRole.Combobox).FillAsync("qqzzqq");
        await Expect(palette.GetByText("Search everything for “qqzzqq”")).ToBeVisibleAsync();
        await Expect(palette.GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        await palette.GetByRole(AriaRole.Combobox).PressAsync("Enter");
        await Expect(ada.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/search\\?q=qqzzqq"));
    }

    [Fact]
    public async Task Labels_are_made_put_on_and_filtered_by()
    {
        await desk.TextAsync("+14155550215", "A refund please");
        await desk.TextAsync("+14155550216", "Something else");
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync("/settings/labels");
        await ada.Page.GetByLabel("New label").FillAsync("Refund");
        await ada.ByRole(AriaRole.Button, "Add").ClickAsync();
        await Expect(ada.Page.GetByLabel("Name of Refund")).ToHaveValueAsync("Refund");

        await ada.OpenAsync("/inbox");
        await Row(ada, "A refund please").ClickAsync();
        await ada.ByRole(AriaRole.Button, "Labels").ClickAsync();
        await ada.ByRole(AriaRole.Checkbox, "Refund").CheckAsync();
        await ada.ByRole(AriaRole.Button, "Save").ClickAsync();
        await Expect(Row(ada, "A refund please")).ToContainTextAsync("Refund");
        await ada.ByRole(AriaRole.Button, "Filter").ClickAsync();
        await ada.Page.Locator("#list-filter select[name=label]").SelectOptionAsync("Refund");
        await ada.ByRole(AriaRole.Button, "Show").ClickAsync();
        await Expect(Row(ada, "Something else")).ToHaveCountAsync(0);
        await Expect(Row(ada, "A refund please")).ToBeVisibleAsync();
        await ada.ByRole(AriaRole.Link, "No longer only Refund").ClickAsync();
        await Expect(Row(ada, "Something else")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_list_goes_on_as_one_scrolls_and_keeps_its_place()
    {
        for (var i = 0; i < 60; i++) await desk.TextAsync($"+141555503{i:00}", $"Number {i:00}");
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync("/inbox");
        await Expect(ada.Page.Locator("#conversations > li")).ToHaveCountAsync(50);
        var scroller = ada.Page.Locator("[data-message-list-target=scroller]");
        await scroller.EvaluateAsync("element => element.scrollTop = element.scrollHeight");
        await Expect(ada.Page.Locator("#conversations > li")).ToHaveCountAsync(60);
        await Row(ada, "Number 30").ScrollIntoViewIfNeededAsync();
        var place = await Row(ada, "Number 30").BoundingBoxAsync();

        await desk.TextAsync("+14155550399", "On top");
        await Expect(ada.Page.Locator("#conversations > li").First).ToContainTextAsync("On top");
        await desk.TextAsync("+14155550300", "The last is the first");
        await Expect(ada.Page.Locator("#conversations > li").First).ToContainTextAsync("The last is the first");
        await Expect(ada.Page.Locator("#conversations > li")).ToHaveCountAsync(61);
        Assert.Equal(place!.Y, (await Row(ada, "Number 30").BoundingBoxAsync())!.Y, tolerance: 1.0);
        await Row(ada, "Number 30").ClickAsync();
        await Expect(ada.Page.Locator("#timeline")).ToContainTextAsync("Number 30");
        Assert.Equal(place.Y, (await Row(ada, "Number 30").BoundingBoxAsync())!.Y, tolerance: 1.0);
    }

    [Fact]
    public async Task The_thread_goes_back_as_one_scrolls_up_without_jumping()
    {
        for (var i = 0; i < 120; i++) await desk.TextAsync("+14155550217", $"Message {i:000}");
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync("/inbox");
        await Row(ada, "Message 119").ClickAsync();
        var messages = ada.Page.Locator("#timeline > li");
        await Expect(messages).ToHaveCountAsync(50);
        await Expect(messages.Last).ToBeInViewportAsync();
        var scroller = ada.Page.Locator("[data-timeline-target=scroller]");
        await scroller.EvaluateAsync("element => element.scrollTop = 0");
        await Expect(messages).ToHaveCountAsync(100);
        await Expect(ada.Page.GetByText("Message 070", new() { Exact = true })).ToBeInViewportAsync();
        await scroller.EvaluateAsync("element => element.scrollTop = 0");
        await Expect(messages).ToHaveCountAsync(120);
        await Expect(ada.Page.Locator("#older-messages a")).ToHaveCountAsync(0);
        await Expect(ada.Page.Locator(".day-line:visible")).ToHaveCountAsync(1);
        await ada.ByRole(AriaRole.Button, "Newest").ClickAsync();
        await Expect(messages.Last).ToBeInViewportAsync();
    }

    [Fact]
    public async Task An_empty_inbox_says_what_to_do_and_unknown_conversations_are_not_found()
    {
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync("/inbox");
        await Expect(ada.ByRole(AriaRole.Heading, "No open conversations")).ToBeVisibleAsync();
        await Expect(ada.Page.Locator("#message-list").GetByRole(AriaRole.Link, new() { Name = "Open the simulator" })).ToBeVisibleAsync();
        await Expect(ada.ByRole(AriaRole.Heading, "No conversation is open")).ToBeVisibleAsync();
        ada.Excuse("status of 404");
        Assert.Equal(404, (await ada.OpenAsync("/inbox/01890000-0000-7000-8000-000000000000"))!.Status);
    }

    [Fact]
    public async Task Every_control_has_a_name_and_every_id_is_its_own()
    {
        await desk.TextAsync("+14155550218", "Read me aloud");
        foreach (var (width, height) in new[] { (1440, 900), (390, 844) })
        {
            await using var ada = await desk.AdaAsync(width, height);
            await ada.OpenAsync("/inbox");
            await Row(ada, "Read me aloud").ClickAsync();
            await Expect(ada.Page.Locator("#timeline")).ToContainTextAsync("Read me aloud");
            Assert.Equal("", await ada.Page.EvaluateAsync<string>("""
                () => {
                  const named = e => e.ariaLabel || e.textContent.trim() || e.title || [...(e.labels ?? [])].some(l => l.textContent.trim())
                    || e.getAttribute("aria-labelledby") || e.querySelector("img[alt]:not([alt=''])")
                  const bare = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, dialog, [role=region]")].filter(e => !named(e))
                  const ids = [...document.querySelectorAll("[id]")].map(e => e.id)
                  const double = ids.filter((id, i) => ids.indexOf(id) !== i)
                  const images = [...document.querySelectorAll("img:not([alt])")]
                  return [...bare, ...images].map(e => e.outerHTML.slice(0, 200)).concat(double).join("\n")
                }
                """));
        }
    }

    private static ILocator Row(Visitor visitor, string text) => visitor.Page.Locator("#conversations a").Filter(new() { HasText = text });
}
