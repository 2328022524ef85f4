using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace UnifiedInbox.Browser.Tests.Notes;

public sealed class MentioningTests : IAsyncLifetime
{
    private readonly Desk desk = new();

    public async Task InitializeAsync()
    {
        await desk.InitializeAsync();
        await desk.AddAgentAsync("ben@example.com", "Ben Builder");
    }

    public Task DisposeAsync() => desk.DisposeAsync();

    [Fact]
    public async Task A_note_is_written_by_keyboard_and_the_bell_of_whom_it_mentions_rises()
    {
        await desk.TextAsync("+14155550241", "Is anybody there?");
        await using var ben = await desk.SignedInAsync("ben@example.com");
        await ben.OpenAsync("/settings/labels");
        await Expect(ben.ByRole(AriaRole.Button, "Notifications, 1 unread")).ToBeVisibleAsync();

        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync("/inbox");
        await ada.Page.Locator(".conversation-row").ClickAsync();
        await Expect(ada.Page.Locator("#timeline")).ToContainTextAsync("Is anybody there?");
        await ada.Page.Keyboard.PressAsync("n");
        await Expect(ada.Page.Locator("#note-text")).ToBeFocusedAsync();
        await ada.Page.Keyboard.TypeAsync("Please @buil");
        await Expect(ada.Page.GetByRole(AriaRole.Option, new() { Name = "Ben Builder" })).ToHaveAttributeAsync("aria-selected", "true");
        await ada.Page.Keyboard.PressAsync("Enter");
        await ada.Page.Keyboard.TypeAsync("call them");
        await Expect(ada.Page.Locator("#note-text")).ToHaveValueAsync("Please @Ben Builder call them");
        await ada.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(ada.Page.Locator("#timeline .note .mention")).ToHaveTextAsync("@Ben Builder");
        await Expect(ada.Page.Locator("#note-text")).ToHaveValueAsync("");

        await Expect(ben.ByRole(AriaRole.Button, "Notifications, 2 unread")).ToBeVisibleAsync();
        await ben.ByRole(AriaRole.Button, "Notifications, 2 unread").ClickAsync();
        await ben.Page.Locator("#notifications").GetByText("call them").ClickAsync();
        await Expect(ben.Page.Locator("#timeline .note .mention-me")).ToHaveTextAsync("@Ben Builder");
        await Expect(ben.ByRole(AriaRole.Button, "Notifications").And(ben.Page.Locator("[aria-label='Notifications']"))).ToBeVisibleAsync();

        // Changed and taken away, live, beside what was typed meanwhile.
        await ben.Page.Locator("#composer-text").FillAsync("Half an ans");
        await ada.Page.Locator("#timeline").GetByLabel("Edit note").ClickAsync();
        await ada.Page.Locator("#timeline .note textarea").FillAsync("Never mind, @Ben Builder");
        await ada.Page.Locator("#timeline").GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(ben.Page.Locator("#timeline .note")).ToContainTextAsync("Never mind");
        await Expect(ada.Page.Locator("#timeline .note")).ToContainTextAsync("Edited");
        ada.Page.Dialog += (_, dialog) => dialog.AcceptAsync();
        await ada.Page.Locator("#timeline").GetByLabel("Delete note").ClickAsync();
        await Expect(ben.Page.Locator("#timeline .note")).ToHaveCountAsync(0);
        await Expect(ben.Page.Locator("#composer-text")).ToHaveValueAsync("Half an ans");
    }
}
