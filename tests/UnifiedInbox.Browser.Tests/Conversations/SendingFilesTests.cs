using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace UnifiedInbox.Browser.Tests.Conversations;

public sealed class SendingFilesTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_pasted_and_a_dropped_picture_go_out_and_what_does_not_fit_is_told_at_once()
    {
        await using var ada = await OpenAsync("+14155550301", "Show me");
        var field = ada.Page.GetByLabel("Your message");
        await GiveAsync(field, "paste", "pasted.png", "image/png", Mail.Picture);
        await GiveAsync(ada.Page.Locator("#timeline"), "drop", "dropped.png", "image/png", Mail.Picture);
        var chips = ada.Page.Locator(".composer-file");
        await Expect(chips).ToHaveCountAsync(2);
        await Expect(chips.Filter(new() { HasText = "dropped.png" })).ToContainTextAsync("bytes");
        await field.FillAsync("Here");
        await Expect(ada.Page.Locator(".segments")).ToContainTextAsync("Picture message (MMS)");

        await GiveAsync(ada.Page.Locator("#timeline"), "drop", "program.exe", "application/x-msdownload", [1, 2, 3]);
        await Expect(chips.Filter(new() { HasText = "program.exe" })).ToContainTextAsync("does not carry files of this kind");
        await ada.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(ada.Page.Locator("#composer")).ToContainTextAsync("remove it first");
        await ada.ByRole(AriaRole.Button, "Remove program.exe").ClickAsync();
        await field.PressAsync("Control+Enter");

        var sent = ada.Page.Locator("#timeline > li").Filter(new() { HasText = "Here" });
        await Expect(sent).ToContainTextAsync("Delivered");
        await Expect(sent.Locator("img")).ToHaveCountAsync(2);
        Assert.True(await sent.Locator("img").First.EvaluateAsync<bool>("picture => picture.decode().then(() => picture.naturalWidth > 0)"));
        await Expect(chips).ToHaveCountAsync(0);
        Assert.All(Assert.Single(desk.Carrier.SentTo("+14155550301")).Media, file => Assert.Equal(Mail.Picture, file.Bytes.ToArray()));
    }

    [Fact]
    public async Task An_address_that_leads_inside_is_refused_where_it_was_typed()
    {
        await using var ada = await OpenAsync("+14155550302", "By address");
        ada.Excuse("422");
        await ada.ByRole(AriaRole.Button, "Attach by address").ClickAsync();
        await ada.Page.GetByLabel("Address of a file to send").FillAsync("http://127.0.0.1/secret.png");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Page.Locator(".composer-file").Filter(new() { HasText = "secret.png" })).ToContainTextAsync("private network");
    }

    [Fact]
    public async Task Segments_are_counted_and_what_makes_them_more_is_swapped_by_a_click()
    {
        await desk.App.Db.ExecuteAsync("""
            INSERT INTO settings (key, value) VALUES ('text_prices', '{"currency": "USD", "prices": [{"prefix": "+1", "price": 0.0079}]}')
            ON CONFLICT (key) DO UPDATE SET value = excluded.value
            """, null, default);
        await using var ada = await OpenAsync("+14155550303", "Count this");
        var field = ada.Page.GetByLabel("Your message");
        var count = ada.Page.Locator(".segments");
        await Expect(count).ToBeHiddenAsync();
        await field.FillAsync("It’s “fine” " + new string('a', 80));
        await Expect(count).ToContainTextAsync("2 segments");
        await Expect(count).ToContainTextAsync("about $0.0158");
        await ada.ByRole(AriaRole.Button, "’ → '").ClickAsync();
        await Expect(count).ToContainTextAsync("2 segments");
        await ada.ByRole(AriaRole.Button, "Replace all, saves 1").ClickAsync();
        await Expect(field).ToHaveValueAsync("It's \"fine\" " + new string('a', 80));
        await Expect(count).ToContainTextAsync("1 segment, 68 left · about $0.0079");
        await field.FillAsync("👍");
        await Expect(count).ToContainTextAsync("70 instead of 160 fit because of👍");
        await field.FillAsync("👍" + new string('a', 80));
        await Expect(count).ToContainTextAsync("Longer because of👍");
    }

    private async Task<Visitor> OpenAsync(string phone, string text)
    {
        await desk.TextAsync(phone, text);
        var ada = await desk.AdaAsync();
        await ada.OpenAsync("/inbox");
        await ada.Page.GetByText(text).First.ClickAsync();
        await Expect(ada.Page.GetByLabel("Your message")).ToBeVisibleAsync();
        return ada;
    }

    /// <summary>A file comes by the clipboard or the mouse.</summary>
    private static Task GiveAsync(ILocator target, string how, string name, string type, byte[] bytes) => target.EvaluateAsync("""
        (target, [how, name, type, bytes]) => {
          const data = new DataTransfer()
          data.items.add(new File([Uint8Array.from(atob(bytes), sign => sign.charCodeAt(0))], name, { type }))
          target.dispatchEvent(how === "paste"
            ? new ClipboardEvent(how, { clipboardData: data, bubbles: true, cancelable: true })
            : new DragEvent(how, { dataTransfer: data, bubbles: true, cancelable: true }))
        }
        """, new[] { how, name, type, Convert.ToBase64String(bytes) });
}
