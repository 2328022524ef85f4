using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace UnifiedInbox.Browser.Tests.Conversations;

public sealed class AnsweringMailTests(Desk desk) : IClassFixture<Desk>
{
    private const string SentSql = """
        SELECT m.subject, m.content, m.html, m.cc, m.bcc, m.to_address, m.thread_id, m.in_reply_to,
               ARRAY(SELECT a.name || coalesce(' ' || a.content_id, '') FROM attachments a WHERE a.message_id = m.id ORDER BY a.position) AS files
          FROM messages m
         WHERE m.direction = 'outbound' AND m.content LIKE @like || '%'
        """;

    [Fact]
    public async Task Rich_text_a_file_and_a_pasted_picture_go_out_as_an_answer()
    {
        var thread = Database.NewId.Next();
        var (id, conversation) = await new Mail { From = "rita@example.org", FromName = "Rita", Subject = "Manual", Text = "Where is the manual?", ThreadId = thread }.ArriveAsync(desk);
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync($"/inbox/{conversation}");
        await Expect(ada.Page.GetByLabel("Subject")).ToHaveValueAsync("Re: Manual");
        var editor = ada.Page.GetByLabel("Your email");
        await editor.ClickAsync();
        await ada.Page.Keyboard.TypeAsync("Here it is, ");
        // Trix takes up what is typed with the next frame, and forgets a format that was chosen before it: faster than fingers are.
        await Expect(ada.Page.Locator("#composer-html")).ToHaveValueAsync("<div>Here it is,&nbsp;</div>");
        await ada.Page.Keyboard.PressAsync("Control+b");
        await Expect(ada.ByRole(AriaRole.Button, "Bold")).ToHaveClassAsync(new Regex("trix-active"));
        await ada.Page.Keyboard.TypeAsync("enjoy!");
        await Expect(editor.Locator("strong")).ToHaveTextAsync("enjoy!");
        await ada.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "manual.pdf", MimeType = "application/pdf", Buffer = new byte[120_000] });
        await Expect(ada.Page.Locator(".composer-file")).ToContainTextAsync("120 kB");
        await PasteAsync(editor, "screen.png");
        await Expect(editor.Locator("img[src^='/uploads/']")).ToBeVisibleAsync();
        await ada.Page.Keyboard.PressAsync("Control+Enter");

        var card = ada.Page.Locator(".mail-card-out");
        await Expect(card).ToBeVisibleAsync();
        await Expect(card.GetByText("manual.pdf")).ToBeVisibleAsync();
        var mail = card.FrameLocator("iframe");
        await Expect(mail.Locator("strong")).ToHaveTextAsync("enjoy!");
        Assert.Equal(1, await mail.Locator("img").EvaluateAsync<int>("picture => picture.decode().then(() => picture.naturalWidth)"));
        await Expect(editor).ToHaveTextAsync("");
        await Expect(ada.Page.Locator(".composer-file")).ToHaveCountAsync(0);

        var sent = await SentAsync("Here it is");
        Assert.Equal(("Re: Manual", "rita@example.org", thread, $"{id}@example.org"), (sent.Subject, sent.ToAddress, sent.ThreadId, sent.InReplyTo));
        Assert.Contains("src=\"cid:", sent.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("/uploads/", sent.Html, StringComparison.Ordinal);
        Assert.Equal(2, sent.Files.Length);
        Assert.Contains("manual.pdf", sent.Files);
        Assert.Contains(sent.Files, file => file.StartsWith("screen.png ", StringComparison.Ordinal) && file.EndsWith("@files", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reply_to_all_names_the_others_and_a_wrong_address_is_pointed_at()
    {
        var (_, conversation) = await new Mail
        {
            From = "tom@example.org", FromName = "Tom", Subject = "Plan", Text = "All agreed?", To = ["Support <support@example.com>", "\"Ng, Ann\" <ann@example.net>"], Cc = ["cleo@example.net"],
        }.ArriveAsync(desk);
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync($"/inbox/{conversation}");
        await Expect(ada.Page.Locator("trix-editor[contenteditable]")).ToBeVisibleAsync();
        await ada.Page.Keyboard.PressAsync("Shift+R");
        var cc = ada.Page.GetByLabel("Cc", new() { Exact = true });
        await Expect(cc).ToHaveValueAsync("ann@example.net, cleo@example.net");
        await Expect(ada.Page.GetByLabel("Your email")).ToBeFocusedAsync();
        await ada.Page.Keyboard.TypeAsync("Agreed by us");
        await cc.FillAsync("ann@example.net, cleo(at)example");
        ada.Excuse("status of 422");
        await ada.ByRole(AriaRole.Button, "Send").ClickAsync();
        await Expect(ada.Page.Locator("#composer-error")).ToContainTextAsync("is not an email address");
        await Expect(cc).ToHaveAttributeAsync("aria-invalid", "true");
        await cc.FillAsync("Ann Ng <ann@example.net>; cleo@example.net");
        await SignAsAsync("Ada of Support");
        await ada.ByRole(AriaRole.Button, "Send").ClickAsync();
        await Expect(ada.Page.Locator(".mail-card-out")).ToContainTextAsync("cc ann@example.net");
        await SignAsAsync("");
        Assert.StartsWith("Agreed by us\n\n-- \nAda of Support\n\nOn ", await desk.App.Database.Db.FindAsync<string>(
            "SELECT content FROM messages WHERE conversation_id = @conversation AND direction = 'outbound'", new { conversation }, default), StringComparison.Ordinal);
        var sent = await SentAsync("Agreed by us");
        Assert.Equal(["ann@example.net", "cleo@example.net"], sent.Cc);
    }

    private Task<int> SignAsAsync(string signature) => desk.App.Database.Db.ExecuteAsync(
        "UPDATE users SET preferences = preferences || jsonb_build_object('signature', @signature)", new { signature }, default);

    [Fact]
    public async Task A_mail_is_passed_on_with_its_words_and_files_to_somebody_new()
    {
        var (_, conversation) = await new Mail
        {
            From = "una@example.org", FromName = "Una", Subject = "Offer", Text = "The price is 7.", Html = "<table><tr><td>The price</td><td><b>is 7.</b></td></tr></table>",
            Files = [("offer.pdf", "application/pdf", [1, 2, 3], null)],
        }.ArriveAsync(desk);
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync($"/inbox/{conversation}");
        await Expect(ada.Page.Locator("trix-editor[contenteditable]")).ToBeVisibleAsync();
        await ada.Page.Keyboard.PressAsync("f");
        var to = ada.Page.GetByLabel("To", new() { Exact = true });
        await Expect(to).ToBeFocusedAsync();
        await Expect(ada.Page.GetByLabel("Subject")).ToHaveValueAsync("Fwd: Offer");
        await Expect(ada.Page.Locator(".composer-file")).ToContainTextAsync("offer.pdf");
        await to.FillAsync("Boss <boss@example.net>");
        await ada.Page.GetByLabel("Your email").ClickAsync();
        await ada.Page.Keyboard.TypeAsync("What do you think?");
        await ada.Page.Keyboard.PressAsync("Control+Enter");

        await Expect(ada.Page.Locator("#thread h1")).ToHaveTextAsync("Boss");
        var card = ada.Page.Locator(".mail-card-out");
        await Expect(card.FrameLocator("iframe").Locator("table")).ToContainTextAsync("is 7.");
        await Expect(card.GetByText("offer.pdf")).ToBeVisibleAsync();
        var sent = await SentAsync("What do you think?");
        Assert.Equal(("Fwd: Offer", "boss@example.net"), (sent.Subject, sent.ToAddress));
        Assert.Contains("From: Una <una@example.org>", sent.Content, StringComparison.Ordinal);
        Assert.Contains("The price is 7.", sent.Content, StringComparison.Ordinal);
        Assert.Equal(["offer.pdf"], sent.Files);
    }

    [Fact]
    public async Task What_is_half_written_comes_back_with_its_subject_and_files()
    {
        var (_, conversation) = await new Mail { From = "vic@example.org", FromName = "Vic", Subject = "Draft", Text = "Hm?" }.ArriveAsync(desk);
        await using var ada = await desk.AdaAsync(width: 390, height: 844);
        await ada.OpenAsync($"/inbox/{conversation}");
        var editor = ada.Page.GetByLabel("Your email");
        await editor.ClickAsync();
        await ada.Page.Keyboard.TypeAsync("Half a thought");
        await ada.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "notes.txt", MimeType = "text/plain", Buffer = [65] });
        await Expect(ada.Page.Locator(".composer-file")).ToContainTextAsync("1 bytes");
        await ada.Page.GetByLabel("Subject").FillAsync("Something else");
        await new Mail { From = "vic@example.org", FromName = "Vic", Subject = "Draft", Text = "Still there?", MinutesAgo = 0 }.ArriveAsync(desk);
        await Expect(ada.Page.Locator("#timeline")).ToContainTextAsync("Still there?");
        await Expect(editor).ToHaveTextAsync("Half a thought");
        await ada.Page.ReloadAsync();
        await Expect(editor).ToHaveTextAsync("Half a thought");
        await Expect(ada.Page.GetByLabel("Subject")).ToHaveValueAsync("Something else");
        await Expect(ada.Page.Locator(".composer-file")).ToContainTextAsync("notes.txt");
    }

    [Fact]
    public async Task What_one_puts_up_is_nobody_else_s()
    {
        await desk.AddAgentAsync("kim@example.com", "Kim");
        await using var ada = await desk.AdaAsync();
        await using var kim = await desk.SignedInAsync("kim@example.com");
        var form = ada.Page.Context.APIRequest.CreateFormData();
        form.Set("file", new FilePayload { Name = "../../evil.html", MimeType = "text/html", Buffer = "<script>1</script>"u8.ToArray() });
        var put = await ada.Page.Context.APIRequest.PostAsync("/api/attachments", new() { Multipart = form });
        Assert.Equal(201, put.Status);
        var upload = (await put.JsonAsync())!.Value;
        Assert.Equal("evil.html", upload.GetProperty("name").GetString());
        var url = upload.GetProperty("url").GetString()!;
        var own = await ada.Page.Context.APIRequest.GetAsync(url);
        Assert.Contains("attachment", own.Headers["content-disposition"], StringComparison.Ordinal);
        Assert.Equal("application/octet-stream", own.Headers["content-type"]);
        Assert.Equal(404, (await kim.Page.Context.APIRequest.GetAsync(url)).Status);
    }

    private async Task<Sent> SentAsync(string like)
    {
        await UnifiedInbox.Tests.Eventually.TrueAsync(async () => (await desk.App.Database.Db.ListAsync<Sent>(SentSql, new { like }, default)).Count > 0, "the mail is there");
        return Assert.Single(await desk.App.Database.Db.ListAsync<Sent>(SentSql, new { like }, default));
    }

    private static Task PasteAsync(ILocator editor, string name) => editor.EvaluateAsync("""
        (editor, [name, bytes]) => {
          const data = new DataTransfer()
          data.items.add(new File([Uint8Array.from(atob(bytes), sign => sign.charCodeAt(0))], name, { type: "image/png" }))
          editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }))
        }
        """, new[] { name, Convert.ToBase64String(Mail.Picture) });

    private sealed record Sent
    {
        public string Subject { get; init; } = "";
        public string Content { get; init; } = "";
        public string? Html { get; init; }
        public string[] Cc { get; init; } = [];
        public string ToAddress { get; init; } = "";
        public Guid ThreadId { get; init; }
        public string? InReplyTo { get; init; }
        public string[] Files { get; init; } = [];
    }
}
