using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using UnifiedInbox.Live;
using static Microsoft.Playwright.Assertions;

namespace UnifiedInbox.Browser.Tests.Conversations;

public sealed class ReadingMailTests(Desk desk) : IClassFixture<Desk>
{
    private const string Html = """
        <p>The lamp <b>arrived broken</b>, see:</p><img src="cid:lamp@x" width="40" height="30" alt="The lamp">
        <div class="gmail_quote"><div class="gmail_attr">On Monday Ada wrote:</div><blockquote>Your order is on its way.</blockquote></div>
        """;

    [Fact]
    public async Task An_HTML_mail_shows_its_new_words_its_picture_and_its_quote_on_demand()
    {
        var (id, conversation) = await new Mail
        {
            From = "lena@example.org", FromName = "Lena Ott", Subject = "Broken lamp", Html = Html, Text = "The lamp arrived broken, see:\n\nOn Monday Ada wrote:\n> Your order is on its way.",
            ReplyText = "The lamp arrived broken, see:", Cc = ["Carla <carla@example.net>"], Raw = "Subject: Broken lamp\r\n\r\n<script>alert(1)</script>",
            Files = [("lamp.png", "image/png", Mail.Picture, "lamp@x"), ("invoice.pdf", "application/pdf", [1, 2, 3], null)],
        }.ArriveAsync(desk);
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync($"/inbox/{conversation}");
        var card = ada.Page.Locator(".mail-card");
        await Expect(ada.Page.Locator(".subject-line")).ToHaveTextAsync("Broken lamp");
        await Expect(card).ToContainTextAsync("to Support, cc Carla");
        await Expect(card.GetByText("invoice.pdf")).ToBeVisibleAsync();
        await Expect(card.GetByText("lamp.png")).ToHaveCountAsync(0);

        var mail = card.FrameLocator("iframe");
        await Expect(mail.GetByText("arrived broken")).ToBeVisibleAsync();
        await Expect(mail.GetByText("Your order is on its way.")).ToBeHiddenAsync();
        Assert.Equal(1, await mail.GetByAltText("The lamp").EvaluateAsync<int>("picture => picture.decode().then(() => picture.naturalWidth)"));
        var frame = card.Locator("iframe");
        await Expect(frame).Not.ToHaveCSSAsync("height", "192px");
        // What is folded takes no room, once the frame has been fitted to the picture.
        var (height, quote) = (0f, mail.Locator("details.quoted-text"));
        await UnifiedInbox.Tests.Eventually.TrueAsync(async () =>
        {
            height = (await frame.BoundingBoxAsync())!.Height;
            return height - await quote.EvaluateAsync<float>("quote => quote.getBoundingClientRect().bottom") is >= 0 and <= 40;
        }, "the frame ends with the mail");
        ada.Excuse("Blocked script execution"); // Playwright's own, to see that the click arrives
        await mail.GetByText("Show quoted text").ClickAsync();
        await Expect(mail.GetByText("Your order is on its way.")).ToBeVisibleAsync();
        await Expect(frame).Not.ToHaveCSSAsync("height", $"{height}px");

        var original = await ada.Page.Context.APIRequest.GetAsync($"/messages/{id}/original");
        Assert.StartsWith("text/plain", original.Headers["content-type"], StringComparison.Ordinal);
        Assert.Equal("nosniff", original.Headers["x-content-type-options"]);
        Assert.Contains("<script>", await original.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_is_not_loaded_anew_when_something_about_it_changes()
    {
        var (id, conversation) = await new Mail { From = "ines@example.org", FromName = "Ines", Subject = "Long read", Html = "<p>Chapter one</p>", Text = "Chapter one" }.ArriveAsync(desk);
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync($"/inbox/{conversation}");
        var card = ada.Page.Locator(".mail-card");
        await Expect(card.FrameLocator("iframe").GetByText("Chapter one")).ToBeVisibleAsync();
        await card.Locator("iframe").EvaluateAsync("frame => frame.contentDocument.body.dataset.place = 'here'");
        await desk.App.Database.Db.ExecuteAsync("""
            UPDATE messages SET automatic = 'bulk' WHERE id = @id;
            INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
            SELECT 'message', m.inbox_id, m.conversation_id, m.contact_id, m.id FROM messages m WHERE m.id = @id
            """, new { id }, default);
        desk.App.Services.GetRequiredService<ChangeNotifier>().Wake();
        await Expect(card).ToContainTextAsync("Newsletter");
        Assert.Equal("here", await card.Locator("iframe").EvaluateAsync<string?>("frame => frame.contentDocument?.body.dataset.place"));
    }

    [Fact]
    public async Task Pictures_from_the_web_are_loaded_when_somebody_asks_and_not_before()
    {
        var (_, conversation) = await new Mail
        {
            From = "shop@example.org", FromName = "Shop", Subject = "Sale", Automatic = "bulk", Text = "Sale",
            Html = """<p>Everything must go.</p><img src="https://pictures.example.com/a.png" width="10" height="10"><table background="https://pictures.example.com/b.png"><tr><td>x</td></tr></table>""",
        }.ArriveAsync(desk);
        await using var ada = await desk.AdaAsync();
        var asked = new List<string>();
        await ada.Page.Context.RouteAsync(url => url.StartsWith("https:", StringComparison.Ordinal), async route =>
        {
            lock (asked) asked.Add(route.Request.Url);
            await route.FulfillAsync(new() { ContentType = "image/png", BodyBytes = Mail.Picture });
        });
        await ada.OpenAsync($"/inbox/{conversation}");
        var card = ada.Page.Locator(".mail-card");
        await Expect(card).ToContainTextAsync("Newsletter");
        await Expect(card).ToContainTextAsync("2 pictures from the web are not loaded.");
        Assert.Empty(asked);
        await card.GetByRole(AriaRole.Button, new() { Name = "Show pictures" }).ClickAsync();
        await Expect(card.GetByRole(AriaRole.Button, new() { Name = "Show pictures" })).ToBeHiddenAsync();
        await Expect(card.FrameLocator("iframe").Locator("img")).ToHaveJSPropertyAsync("naturalWidth", 1);
        Assert.Equal(["https://pictures.example.com/a.png", "https://pictures.example.com/b.png"], asked.Order());
    }

    [Fact]
    public async Task A_text_mail_folds_its_quote_and_says_why_it_stands_in_its_thread()
    {
        var (_, conversation) = await new Mail
        {
            From = "noah@example.org", FromName = "Noah", Subject = "Re: Hours", JoinedBy = "subject", Text = "Thanks!\n\nOn Monday Ada wrote:\n> From ten to four.", ReplyText = "Thanks!",
        }.ArriveAsync(desk);
        await using var ada = await desk.AdaAsync(width: 390, height: 844);
        await ada.OpenAsync($"/inbox/{conversation}");
        var card = ada.Page.Locator(".mail-card");
        await Expect(card).ToContainTextAsync("Thanks!");
        await Expect(card.GetByText("From ten to four.")).ToBeHiddenAsync();
        await card.GetByText("Show quoted text").ClickAsync();
        await Expect(card.GetByText("From ten to four.")).ToBeVisibleAsync();
        await Expect(card.GetByLabel("subject, person and time fit")).ToBeVisibleAsync();
        Assert.Equal(0, await ada.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
    }

    [Fact]
    public async Task A_sender_is_blocked_from_the_mail_and_let_in_again()
    {
        var (_, conversation) = await new Mail { From = "spam@example.org", FromName = "Win Big", Subject = "You won", Text = "Click here." }.ArriveAsync(desk);
        await using var ada = await desk.AdaAsync();
        ada.Page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await ada.OpenAsync($"/inbox/{conversation}");
        await ada.ByRole(AriaRole.Button, "More about this mail").ClickAsync();
        await ada.ByRole(AriaRole.Button, "Block sender").ClickAsync();
        await Expect(ada.Page).ToHaveURLAsync(new Uri(desk.App.Address, "/inbox").ToString());
        await ada.OpenAsync($"/inbox/{conversation}");
        await Expect(ada.Page.Locator(".mail-card")).ToContainTextAsync("Spam");
        await ada.ByRole(AriaRole.Button, "More about this mail").ClickAsync();
        await ada.ByRole(AriaRole.Button, "Not spam").ClickAsync();
        await Expect(ada.Page).ToHaveURLAsync(new Uri(desk.App.Address, "/inbox").ToString());
        await ada.OpenAsync($"/inbox/{conversation}");
        await Expect(ada.Page.Locator(".mail-card")).Not.ToContainTextAsync("Spam");
    }
}
