using Microsoft.Playwright;
using UnifiedInbox.Tests;

namespace UnifiedInbox.Browser.Tests.Search;

/// <summary>From the keyboard to the message, wherever one is.</summary>
public sealed class SearchPageTests(Desk desk) : IClassFixture<Desk>
{
    [Theory]
    [InlineData(1440, ColorScheme.Light), InlineData(390, ColorScheme.Dark)]
    public async Task A_word_typed_into_the_palette_leads_to_all_that_hold_it_and_on_to_the_thread(int width, ColorScheme scheme)
    {
        await desk.TextAsync($"+1415555{width:0000}", "The gazebo at the Café is ready");
        await Eventually.TrueAsync(async () => await desk.App.Database.Db.FindAsync<bool>("SELECT NOT EXISTS (SELECT FROM search_marks)", null, default), "the message is in the index");
        await using var ada = await desk.AdaAsync(width, scheme: scheme);
        await ada.OpenAsync("/scheduled");
        await ada.Page.Keyboard.PressAsync("/");
        await ada.Page.Keyboard.TypeAsync("gazebo");
        await ada.Page.GetByRole(AriaRole.Option, new() { Name = "Search everything for “gazebo”" }).ClickAsync();
        var found = ada.Page.Locator("[data-found=message]");
        await Assertions.Expect(found.First.Locator("mark")).ToHaveTextAsync("gazebo");
        Assert.Equal(0, await ada.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
        await found.First.ClickAsync();
        await Assertions.Expect(ada.Page.Locator(".timeline-item", new() { HasText = "The gazebo at the Café is ready" })).ToBeVisibleAsync();
        await ada.OpenAsync("/search?q=-gazebo");
        await Assertions.Expect(ada.Page.GetByText("A word with - before it only leaves out")).ToBeVisibleAsync();
    }
}
