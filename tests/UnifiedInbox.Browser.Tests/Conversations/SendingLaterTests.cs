using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace UnifiedInbox.Browser.Tests.Conversations;

public sealed class SendingLaterTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task Scheduled_by_a_preset_it_stands_in_the_thread_and_on_the_page_until_it_is_canceled()
    {
        await using var ada = await desk.AdaAsync();
        ada.Excuse("status of 422"); // a time that has passed is refused
        await OpenAsync(ada, "+14155550601", "Can you remind me?");
        await ada.Page.GetByLabel("Your message").FillAsync("Your lesson is today.");
        await ada.ByRole(AriaRole.Button, "Schedule for later").ClickAsync();
        // Their clock stands first: the number is one of California.
        await Expect(ada.Page.Locator("#later-menu")).ToContainTextAsync("’s time (Los Angeles,");
        await ada.Page.Locator("#later-menu button[value='tomorrow@Europe/Berlin']").ClickAsync();

        var bubble = ada.Page.Locator("#timeline > li").Filter(new() { HasText = "Your lesson is today." });
        await Expect(bubble).ToContainTextAsync("Scheduled for Tomorrow, 09:00");
        await Expect(ada.Page.GetByLabel("Your message")).ToHaveValueAsync("");
        Assert.Empty(desk.Carrier.SentTo("+14155550601"));

        await ada.OpenAsync("/scheduled");
        var row = ada.Page.Locator("#scheduled-list li").Filter(new() { HasText = "Your lesson is today." });
        await Expect(row).ToContainTextAsync("09:00");
        await row.GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        await ada.Page.GetByLabel("Message", new() { Exact = true }).FillAsync("Your lesson is today at ten.");
        await ada.Page.GetByLabel("Leaves at").FillAsync("2020-01-01T09:00");
        await ada.ByRole(AriaRole.Button, "Save").ClickAsync();
        await Expect(ada.Page.GetByText("This time has passed")).ToBeVisibleAsync();
        await ada.Page.GetByLabel("Leaves at").FillAsync(TimeProvider.System.GetUtcNow().AddDays(3).ToString("yyyy-MM-dd'T'10:30"));
        await ada.ByRole(AriaRole.Button, "Save").ClickAsync();
        row = ada.Page.Locator("#scheduled-list li").Filter(new() { HasText = "today at ten." });
        await Expect(row).ToContainTextAsync("10:30");
        await row.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        await Expect(ada.Page.GetByText("Nothing is scheduled")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Sent_and_undone_its_words_are_back_in_the_composer()
    {
        await desk.UndoSecondsAsync(30);
        await using var ada = await desk.AdaAsync();
        await OpenAsync(ada, "+14155550602", "Where are you?");
        await ada.Page.GetByLabel("Your message").FillAsync("On my wya");
        await ada.ByRole(AriaRole.Button, "Send").ClickAsync();
        var bubble = ada.Page.Locator("#timeline > li").Filter(new() { HasText = "On my wya" });
        await Expect(bubble).ToContainTextAsync("Sending in a moment");
        await ada.Page.Locator("#toasts").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(bubble).ToHaveCountAsync(0);
        await Expect(ada.Page.GetByLabel("Your message")).ToHaveValueAsync("On my wya");
        Assert.Empty(desk.Carrier.SentTo("+14155550602"));
    }

    [Fact]
    public async Task A_mail_on_the_schedule_is_opened_from_there_and_leaves_with_its_new_words()
    {
        var (_, conversation) = await new Mail { From = "lena@example.org", FromName = "Lena", Subject = "Invoice", Text = "Where is it?", ThreadId = Database.NewId.Next() }.ArriveAsync(desk);
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync($"/inbox/{conversation}");
        await ada.Page.GetByLabel("Your email").ClickAsync();
        await ada.Page.Keyboard.TypeAsync("Here is the old one.");
        await ada.ByRole(AriaRole.Button, "Schedule for later").ClickAsync();
        await ada.Page.Locator("#later-menu button").Filter(new() { HasText = "Tomorrow 9:00" }).ClickAsync();
        await Expect(ada.Page.Locator(".mail-card-out")).ToContainTextAsync("Scheduled for");

        // By links, as a person goes: the editor comes into a page whose policy is that of the first one.
        await ada.OpenAsync("/scheduled");
        await ada.Page.Locator("#scheduled-list li").Filter(new() { HasText = "the old one" }).GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        var editor = ada.Page.Locator("trix-editor");
        await Expect(editor).ToContainTextAsync("the old one");
        await editor.ClickAsync();
        await ada.Page.Keyboard.PressAsync("Control+Home");
        await ada.Page.Keyboard.TypeAsync("Not any more: ");
        await ada.ByRole(AriaRole.Button, "Save").ClickAsync();
        var row = ada.Page.Locator("#scheduled-list li").Filter(new() { HasText = "Not any more: Here is" });
        await Expect(row).ToBeVisibleAsync();
        Assert.StartsWith("Not any more: Here is the old one.", await desk.App.Database.Db.FindAsync<string>("SELECT coalesce(reply_text, content) FROM messages WHERE status = 'scheduled' AND channel = 'email'", null, default), StringComparison.Ordinal);
        await row.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
    }

    private async Task OpenAsync(Visitor ada, string phone, string text)
    {
        await desk.TextAsync(phone, text);
        await ada.OpenAsync("/inbox");
        await ada.Page.Locator("#conversations").GetByRole(AriaRole.Link).Filter(new() { HasText = text }).ClickAsync();
        await Expect(ada.Page.Locator("#timeline")).ToContainTextAsync(text);
    }
}
