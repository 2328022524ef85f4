using Microsoft.Playwright;
using UnifiedInbox.Tests;
using static Microsoft.Playwright.Assertions;

namespace UnifiedInbox.Browser.Tests.Conversations;

/// <summary>What stands below the words of a mail: the signature and the mail it answers, seen before it leaves.</summary>
public sealed class HistoryTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task The_signature_is_seen_while_writing_and_the_history_goes_along_folded()
    {
        var (_, conversation) = await new Mail { From = "wes@example.org", FromName = "Wes", Subject = "Tickets", Text = "Two for Friday?", Html = "<p>Two for <b>Friday</b>?</p>" }.ArriveAsync(desk);
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync("/account/signature");
        await ada.Page.Locator("[name=signature]").FillAsync("Ada of the box office");
        await ada.ByRole(AriaRole.Button, "Save").ClickAsync();
        await Expect(ada.Page.Locator("#toasts")).ToContainTextAsync("Signature saved");
        await ada.OpenAsync($"/inbox/{conversation}");
        await Expect(ada.Page.Locator(".composer-signature")).ToHaveTextAsync("Ada of the box office");
        await Expect(ada.Page.Locator(".composer-quoted")).ToBeHiddenAsync();
        await ada.Page.Locator(".composer-history summary").ClickAsync();
        await Expect(ada.Page.Locator(".composer-quoted")).ToContainTextAsync("> Two for Friday?");
        await ada.Page.GetByLabel("Your email").ClickAsync();
        await ada.Page.Keyboard.TypeAsync("They are yours.");
        await ada.Page.Keyboard.PressAsync("Control+Enter");

        var card = ada.Page.Locator(".mail-card-out");
        var frame = card.FrameLocator("iframe");
        await Expect(frame.GetByText("They are yours.")).ToBeVisibleAsync();
        await Expect(frame.GetByText("Two for Friday?")).ToBeHiddenAsync();
        await frame.GetByText("Show quoted text").ClickAsync();
        await Expect(frame.GetByText("Two for Friday?")).ToBeVisibleAsync();
        var sent = await desk.App.Database.Db.FindAsync<(string Content, string Html, string Words)>(
            "SELECT content, html, reply_text FROM messages WHERE conversation_id = @conversation AND direction = 'outbound'", new { conversation }, default);
        Assert.Equal("They are yours.", sent.Words);
        Assert.StartsWith("They are yours.\n\n-- \nAda of the box office\n\nOn ", sent.Content, StringComparison.Ordinal);
        Assert.EndsWith("Wes <wes@example.org> wrote:\n> Two for Friday?", sent.Content, StringComparison.Ordinal);
        Assert.Contains("<b>Friday</b>", sent.Html, StringComparison.Ordinal);
        await desk.App.Database.Db.ExecuteAsync("UPDATE users SET preferences = preferences - 'signature'", null, default);
    }

    [Fact]
    public async Task Spam_leaves_from_the_menu_and_its_sender_is_let_in_again_in_the_settings()
    {
        var (_, conversation) = await new Mail { From = "casino@example.org", FromName = "Casino", Subject = "You won", Text = "Click here" }.ArriveAsync(desk);
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync($"/inbox/{conversation}");
        ada.Page.Dialog += (_, dialog) => dialog.AcceptAsync();
        await ada.Page.GetByLabel("More about this mail").First.ClickAsync();
        await ada.ByRole(AriaRole.Button, "Block sender").ClickAsync();
        await Eventually.TrueAsync(
            async () => await desk.App.Database.Db.FindAsync<bool>("SELECT status = 'closed' FROM conversations WHERE id = @conversation", new { conversation }, default), "the conversation is closed");
        await ada.OpenAsync("/settings/blocked");
        await Expect(ada.Page.Locator("[data-blocked]")).ToContainTextAsync("casino@example.org");
        await ada.Page.GetByLabel("Unblock casino@example.org").ClickAsync();
        await Expect(ada.Page.GetByText("Nobody is blocked")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_mailbox_that_cannot_be_read_says_so_on_its_page_by_itself()
    {
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync("/settings/inboxes/email");
        await ada.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Nowhere");
        await ada.Page.GetByLabel("Address", new() { Exact = true }).FillAsync("nowhere@example.org");
        await ada.Page.Locator("[name=provider]").SelectOptionAsync("imap");
        await ada.Page.Locator("[name=imapHost]").FillAsync("127.0.0.1");
        await ada.Page.Locator("[name=imapPort]").FillAsync("1");
        await ada.Page.Locator("[name=imapPassword]").FillAsync("secret");
        await ada.ByRole(AriaRole.Button, "Add mailbox").ClickAsync();
        await Expect(ada.Page.Locator("#mailbox")).ToContainTextAsync("nothing listens on this port", new() { Timeout = 20_000 });
        await desk.App.Database.Db.ExecuteAsync("UPDATE inboxes SET disabled_at = now() WHERE address = 'nowhere@example.org'", null, default);
    }
}
