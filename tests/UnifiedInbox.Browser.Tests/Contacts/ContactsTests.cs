using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace UnifiedInbox.Browser.Tests.Contacts;

public sealed partial class ContactsTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task Search_answers_as_one_types_and_the_list_goes_on_as_one_scrolls()
    {
        await desk.App.Database.Db.ExecuteAsync("""
            INSERT INTO contacts (id, name) SELECT gen_random_uuid(), 'Crowd ' || i FROM generate_series(1, 130) AS i;
            INSERT INTO contacts (id, name) VALUES (gen_random_uuid(), 'Zoë Østergård')
            """, null, default);
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync("/contacts");
        var rows = ada.Page.Locator(".contact-row");
        await Expect(rows).ToHaveCountAsync(50);
        foreach (var count in new[] { 100, 131 })
        {
            await rows.Last.ScrollIntoViewIfNeededAsync();
            await Expect(rows).ToHaveCountAsync(count);
        }

        await ada.Page.Keyboard.PressAsync("/");
        await ada.Page.Keyboard.TypeAsync("ostergard");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows).ToContainTextAsync("Zoë Østergård");
        await Expect(ada.ByRole(AriaRole.Searchbox, "Search contacts")).ToBeFocusedAsync();
        Assert.Contains("search=ostergard", ada.Page.Url);
        await ada.Page.Keyboard.PressAsync("Control+A");
        await ada.Page.Keyboard.TypeAsync("ostregard");
        await Expect(ada.Page.GetByRole(AriaRole.Status).Filter(new LocatorFilterOptions { HasText = "Did you mean" })).ToBeVisibleAsync();
        await Expect(rows).ToContainTextAsync("Zoë Østergård");
    }

    [Fact]
    public async Task A_contact_is_made_in_a_dialog_changed_live_and_deleted_by_name()
    {
        await using var ada = await desk.AdaAsync(390, 844, ColorScheme.Dark);
        ada.Excuse("422");
        await ada.OpenAsync("/contacts");
        await ada.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "New contact" }).First.ClickAsync();
        var dialog = ada.ByRole(AriaRole.Dialog, "New contact");
        await dialog.GetByLabel("Name").FillAsync("Bea");
        await dialog.GetByLabel("Phone").FillAsync("nonsense");
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Save contact" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("“nonsense” is not a telephone number");
        await Expect(dialog.GetByLabel("Name")).ToHaveValueAsync("Bea");
        await using var watcher = await desk.AdaAsync();
        await watcher.OpenAsync("/contacts?search=Bea");
        await dialog.GetByLabel("Phone").FillAsync("+49 151 23456789");
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Save contact" }).ClickAsync();
        await Expect(ada.Page).ToHaveURLAsync(ContactUrl());

        await using var other = await desk.AdaAsync();
        await other.OpenAsync(new Uri(ada.Page.Url).PathAndQuery + "/edit");
        await other.Page.GetByLabel("Name").FillAsync("Beatrix");
        await other.ByRole(AriaRole.Button, "Save").ClickAsync();
        await Expect(ada.ByRole(AriaRole.Heading, "Beatrix")).ToBeVisibleAsync();
        await Expect(watcher.Page.Locator(".contact-row")).ToContainTextAsync("Beatrix");
        Assert.True(await ada.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the phone");

        await other.OpenAsync(new Uri(ada.Page.Url).PathAndQuery);
        await ada.ByRole(AriaRole.Link, "Delete").ClickAsync();
        var confirm = ada.Page.Locator("#delete-contact");
        await confirm.GetByRole(AriaRole.Textbox).FillAsync("Beatrix");
        await confirm.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Delete for good" }).ClickAsync();
        await Expect(ada.Page).ToHaveURLAsync(new Uri(desk.App.Address, "/contacts").ToString());
        await Expect(other.ByRole(AriaRole.Heading, "This contact was deleted")).ToBeVisibleAsync();
    }

    [GeneratedRegex("/contacts/[0-9a-f-]{36}$")]
    private static partial Regex ContactUrl();
}
