using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace UnifiedInbox.Browser.Tests.Collaboration;

/// <summary>Two agents at two browsers.</summary>
public sealed class TogetherTests : IAsyncLifetime
{
    private readonly Desk desk = new();

    public async Task InitializeAsync()
    {
        await desk.InitializeAsync();
        await desk.AddAgentAsync("ben@example.com", "Ben Baker");
    }

    public Task DisposeAsync() => desk.DisposeAsync();

    [Fact]
    public async Task Who_is_viewing_and_typing_is_seen_and_gone_when_they_leave()
    {
        await desk.TextAsync("+14155550601", "Anybody there?");
        await using var ada = await desk.AdaAsync();
        await using var ben = await desk.SignedInAsync("ben@example.com");
        await OpenAsync(ada, "Anybody there?");
        await ben.OpenAsync("/inbox");
        await Row(ben, "Anybody there?").WaitForAsync();
        await ben.OpenAsync("/inbox"); // Ada's beat was heard by now or comes within seconds
        await Expect(ben.Page.Locator("#conversations")).ToContainTextAsync("Ada is viewing");
        await Row(ben, "+1 415 555 0601").ClickAsync();
        await Expect(ada.Page.Locator("#presence")).ToContainTextAsync("Ben is viewing");
        await Expect(ben.Page.Locator("#presence")).ToContainTextAsync("Ada is viewing");

        await ben.Page.GetByLabel("Your message").PressSequentiallyAsync("Yes, I");
        await Expect(ada.Page.Locator("#presence")).ToContainTextAsync("Ben is typing…");
        await ben.OpenAsync("/contacts");
        await Expect(ada.Page.Locator("#presence")).ToBeEmptyAsync();
    }

    [Fact]
    public async Task A_draft_is_seen_by_the_other_and_of_two_who_write_one_chooses()
    {
        await desk.TextAsync("+14155550602", "A hard question");
        await using var ada = await desk.AdaAsync();
        await using var ben = await desk.SignedInAsync("ben@example.com");
        ada.Excuse("status of 409");
        ben.Excuse("status of 409");
        await OpenAsync(ada, "A hard question");
        await OpenAsync(ben, "A hard question");
        var (hers, his) = (ada.Page.GetByLabel("Your message"), ben.Page.GetByLabel("Your message"));
        await hers.PressSequentiallyAsync("Let me think");
        await Expect(his).ToHaveValueAsync("Let me think");
        await Expect(ben.Page.Locator(".composer-draft")).ToContainTextAsync("Draft by Ada Admin");
        await Expect(Row(ben, "+1 415 555 0602")).ToContainTextAsync("Draft");

        // Ben cannot be heard while he writes on, and Ada does too.
        await ben.Page.Context.SetOfflineAsync(true);
        ben.Excuse("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "ERR_NETWORK_CHANGED");
        await his.FillAsync("Let me think, says Ben");
        await hers.FillAsync("Let me think, says Ada");
        await Expect(ada.Page.Locator("#composer")).ToContainTextAsync("Draft saved");
        await ben.Page.Context.SetOfflineAsync(false);
        await Expect(ben.Page.Locator(".composer-draft")).ToContainTextAsync("Ada Admin changed this draft");
        await Expect(his).ToHaveValueAsync("Let me think, says Ben");
        await ben.ByRole(AriaRole.Button, "Keep mine").ClickAsync();
        await Expect(hers).ToHaveValueAsync("Let me think, says Ben");

        // It is there on another device, and gone for all when it is sent.
        await using var phone = await desk.AdaAsync(390, 844);
        await phone.OpenAsync("/inbox");
        await Row(phone, "+1 415 555 0602").ClickAsync();
        await Expect(phone.Page.GetByLabel("Your message")).ToHaveValueAsync("Let me think, says Ben");
        await ben.ByRole(AriaRole.Button, "Send").First.ClickAsync();
        await Expect(hers).ToHaveValueAsync("");
        await Expect(phone.Page.GetByLabel("Your message")).ToHaveValueAsync("");
        await ada.Page.ReloadAsync();
        await Expect(hers).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Rows_are_ticked_by_key_closed_together_and_taken_back()
    {
        foreach (var n in new[] { 1, 2, 3 }) await desk.TextAsync($"+1415555061{n}", $"Bulk {n}");
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync("/inbox");
        var keys = ada.Page.Keyboard;
        await Row(ada, "Bulk 3").WaitForAsync();
        await keys.PressAsync("j");
        await keys.PressAsync("x");
        await keys.PressAsync("j");
        await keys.PressAsync("x");
        await Expect(ada.Page.Locator(".bulk-bar")).ToContainTextAsync("2 selected");
        await keys.PressAsync("e");
        await Expect(ada.Page.Locator("#toasts")).ToContainTextAsync("2 conversations closed");
        await Expect(Row(ada, "Bulk 3")).ToHaveCountAsync(0);
        await Expect(Row(ada, "Bulk 2")).ToHaveCountAsync(0);
        await Expect(Row(ada, "Bulk 1")).ToBeVisibleAsync();
        await Expect(ada.Page.Locator(".bulk-bar")).ToBeHiddenAsync();
        await keys.PressAsync("z");
        await Expect(Row(ada, "Bulk 3")).ToBeVisibleAsync();

        // A range with Shift.
        await ada.Page.GetByLabel("Select +1 415 555 0613").CheckAsync(new() { Force = true });
        await ada.Page.GetByLabel("Select +1 415 555 0611").ClickAsync(new() { Force = true, Modifiers = [KeyboardModifier.Shift] });
        await Expect(ada.Page.Locator(".bulk-bar")).ToContainTextAsync("3 selected");
        await keys.PressAsync("Escape");
        await Expect(ada.Page.Locator(".bulk-bar")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Menus_are_walked_by_letters_and_their_fields_left_by_Enter()
    {
        await desk.TextAsync("+14155550621", "All by key");
        await using var ada = await desk.AdaAsync();
        Assert.True((await ada.Page.Context.APIRequest.PostAsync("/api/labels", new() { DataObject = new { name = "urgent" } })).Ok);
        await ada.OpenAsync("/inbox");
        var (keys, toasts) = (ada.Page.Keyboard, ada.Page.Locator("#toasts"));
        await Row(ada, "All by key").WaitForAsync();
        await keys.PressAsync("j");
        await keys.PressAsync("x");
        await keys.PressAsync("l");
        await Expect(ada.Page.Locator("#bulk-label :focus")).ToHaveCountAsync(1);
        await keys.PressAsync("Space");
        await keys.PressAsync("Enter");
        await Expect(Row(ada, "All by key")).ToContainTextAsync("urgent");
        await Expect(ada.Page.Locator(".bulk-bar")).ToBeHiddenAsync();

        // No letter of a name is a shortcut while the menu is open: e would close.
        await ada.Page.GetByLabel("Select +1 415 555 0621").CheckAsync(new() { Force = true });
        await keys.PressAsync("a");
        await Expect(ada.Page.Locator("#bulk-assign :focus")).ToHaveTextAsync("Me");
        await keys.TypeAsync("be");
        await Expect(ada.Page.Locator("#bulk-assign :focus")).ToContainTextAsync("Ben Baker");
        await keys.PressAsync("Enter");
        await Expect(toasts).ToContainTextAsync("1 conversation assigned");

        // Whose it is already cannot be chosen, and the next one has the focus.
        await Row(ada, "All by key").ClickAsync();
        await Expect(ada.ByRole(AriaRole.Button, "Assigned to Ben Baker")).ToBeVisibleAsync();
        await keys.PressAsync("a");
        await Expect(ada.Page.Locator("#assign-menu :focus")).ToHaveTextAsync("Me");
        await keys.PressAsync("Enter");
        await Expect(ada.ByRole(AriaRole.Button, "Assigned to Ada Admin")).ToBeVisibleAsync();
        await keys.PressAsync("a");
        await Expect(ada.Page.Locator("#assign-menu :focus")).ToContainTextAsync("Ben Baker");
    }

    [Fact]
    public async Task A_filtered_list_is_saved_as_a_view_and_two_contacts_are_merged_and_taken_apart()
    {
        await desk.TextAsync("+14155550621", "By text");
        await desk.WhatsAppAsync("+14155550622", "By WhatsApp");
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync("/inbox?channel=whatsapp");
        await ada.ByRole(AriaRole.Button, "Save as view").ClickAsync();
        await ada.Page.Locator("#save-view input[name=name]").FillAsync("Chats");
        await ada.ByRole(AriaRole.Button, "Save view").ClickAsync();
        await Expect(ada.Page.Locator(".view-chip")).ToHaveTextAsync("Chats");
        await Expect(Row(ada, "By text")).ToHaveCountAsync(0);
        await ada.OpenAsync("/inbox");
        await ada.Page.Keyboard.PressAsync("v");
        await ada.Page.Keyboard.PressAsync("1");
        await Expect(Row(ada, "By text")).ToHaveCountAsync(0);
        await Expect(Row(ada, "By WhatsApp")).ToBeVisibleAsync();

        var contact = await desk.App.Database.Db.FindAsync<Guid>("SELECT id FROM contacts WHERE phone = '+14155550621'", null, default);
        await ada.OpenAsync($"/contacts/{contact}");
        await ada.ByRole(AriaRole.Link, "Merge with…").ClickAsync();
        await ada.ByRole(AriaRole.Searchbox, "Search contacts").FillAsync("0622");
        await ada.ByRole(AriaRole.Button, "Search").Last.ClickAsync();
        await ada.Page.Locator("main").GetByRole(AriaRole.Link).Filter(new() { HasText = "+1 415 555 0622" }).ClickAsync();
        await Expect(ada.Page.Locator("main")).ToContainTextAsync("For a day this can be undone");
        await ada.Page.Locator("main").GetByRole(AriaRole.Button, new() { Name = "Merge" }).ClickAsync();
        await Expect(ada.Page.Locator("#contact")).ToContainTextAsync("+1 415 555 0622");
        await ada.Page.Locator("#contact").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(ada.Page.Locator("#toasts")).ToContainTextAsync("They are two contacts again");
        await Expect(ada.Page.Locator("#contact")).Not.ToContainTextAsync("+1 415 555 0622");
    }

    private static ILocator Row(Visitor visitor, string words) =>
        visitor.Page.Locator("#conversations").GetByRole(AriaRole.Link).Filter(new() { HasText = words });

    private static async Task OpenAsync(Visitor visitor, string words)
    {
        await visitor.OpenAsync("/inbox");
        await Row(visitor, words).ClickAsync();
        await Expect(visitor.Page.Locator("#timeline")).ToContainTextAsync(words);
    }
}
