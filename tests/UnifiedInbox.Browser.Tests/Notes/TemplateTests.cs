using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace UnifiedInbox.Browser.Tests.Notes;

public sealed class TemplateTests : IAsyncLifetime
{
    private readonly Desk desk = new();

    public Task InitializeAsync() => desk.InitializeAsync();

    public Task DisposeAsync() => desk.DisposeAsync();

    [Fact]
    public async Task A_template_is_put_in_by_slash_and_does_not_leave_before_it_is_filled_in()
    {
        await desk.TextAsync("+14155550251", "Where is my parcel?");
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync("/settings/templates/new");
        await ada.Page.GetByLabel("Name").FillAsync("Parcel on its way");
        await ada.Page.GetByLabel("Words", new() { Exact = true }).FillAsync("Dear {{contact.firstName|customer}}, it comes with ");
        await ada.Page.GetByLabel("Words", new() { Exact = true }).PressAsync("End");
        await ada.Page.Keyboard.TypeAsync("{{contact.metadata.carrier}}. ");
        await ada.ByRole(AriaRole.Button, "agent.firstName").ClickAsync();
        await ada.ByRole(AriaRole.Button, "Save").ClickAsync();
        await Expect(ada.Page.GetByText("Parcel on its way")).ToBeVisibleAsync();

        await ada.OpenAsync("/inbox");
        await ada.Page.Locator(".conversation-row").ClickAsync();
        var text = ada.Page.Locator("#composer-text");
        await text.ClickAsync();
        await ada.Page.Keyboard.TypeAsync("1/2 /");
        await Expect(ada.ByRole(AriaRole.Combobox, "Search templates")).ToBeFocusedAsync();
        await ada.Page.Keyboard.TypeAsync("way");
        await Expect(ada.Page.GetByRole(AriaRole.Option)).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(ada.Page.GetByRole(AriaRole.Option)).ToContainTextAsync("Dear customer");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(text).ToHaveValueAsync("1/2 Dear customer, it comes with {{contact.metadata.carrier}}. Ada");
        await Expect(ada.ByRole(AriaRole.Button, "Fill in contact.metadata.carrier")).ToBeVisibleAsync();
        await ada.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(ada.Page.GetByText("Fill in contact.metadata.carrier first")).ToBeVisibleAsync();

        // The place to fill in is selected: typing takes it.
        await ada.Page.Keyboard.TypeAsync("DHL");
        await Expect(text).ToHaveValueAsync("1/2 Dear customer, it comes with DHL. Ada");
        await ada.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(ada.Page.Locator("#timeline")).ToContainTextAsync("it comes with DHL. Ada");

        // A slash that was meant as one stays one.
        await text.PressAsync("/");
        await ada.Page.Keyboard.PressAsync("Escape");
        await Expect(text).ToHaveValueAsync("/");
    }
}
