using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Attachments;
using UnifiedInbox.Database;
using UnifiedInbox.Tests.Live;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Members;

/// <summary>What members see of their mails, files and WhatsApp messages, and what an open page of theirs hears.</summary>
public sealed class PortalMessagesTests(CarrierDesk desk) : IClassFixture<CarrierDesk>
{
    /// <summary>The smallest PNG there is: one pixel.</summary>
    private static readonly byte[] Picture = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Fact]
    public async Task A_mail_is_shown_cleaned_in_a_frame_of_its_own_with_its_pictures_and_to_nobody_else()
    {
        var (contact, conversation) = await SomebodyAsync();
        var mail = await MailAsync(contact, conversation, """<p>Dear <b>member</b></p><script>alert(1)</script><img src="cid:logo"><img src="https://spy.example/pixel.gif">""");
        var logo = await FileAsync(mail, "logo.png", "image/png", Picture, "logo");
        var invoice = await FileAsync(mail, "invoice.pdf", "application/pdf", "%PDF-1.7 yours"u8.ToArray(), null);
        using var member = await desk.JoinAsync(contact, "mail.reader@example.com");
        using var other = await desk.JoinAsync((await SomebodyAsync()).Contact, "other.reader@example.com");

        var page = await member.GetStringAsync("/portal");
        Assert.Contains($"src=\"/portal/messages/{mail}/html\"", page, StringComparison.Ordinal);
        Assert.Contains("sandbox=\"allow-same-origin allow-popups", page, StringComparison.Ordinal);
        Assert.Contains($"/portal/attachments/{invoice}", page, StringComparison.Ordinal);
        Assert.DoesNotContain($"/portal/attachments/{logo}", page, StringComparison.Ordinal); // stands in the mail

        var sheet = await member.GetAsync($"/portal/messages/{mail}/html");
        var html = await sheet.Content.ReadAsStringAsync();
        var policy = sheet.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("<b>member</b>", html, StringComparison.Ordinal);
        Assert.Contains($"src=\"/portal/attachments/{logo}\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("alert(1)", html, StringComparison.Ordinal);
        Assert.DoesNotContain("spy.example", html, StringComparison.Ordinal);
        Assert.Contains("script-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", policy, StringComparison.Ordinal);
        Assert.Contains("spy.example", await member.GetStringAsync($"/portal/messages/{mail}/html?images=1"), StringComparison.Ordinal);

        var shown = await member.GetAsync($"/portal/attachments/{logo}");
        Assert.Equal("image/png", shown.Content.Headers.ContentType?.MediaType);
        Assert.Equal(Picture, await shown.Content.ReadAsByteArrayAsync());
        Assert.Equal("invoice.pdf", (await member.GetAsync($"/portal/attachments/{invoice}")).Content.Headers.ContentDisposition?.FileName);
        Assert.True((await member.GetAsync($"/portal/attachments/{logo}/thumbnail")).IsSuccessStatusCode);

        foreach (var path in new[] { $"messages/{mail}/html", $"attachments/{logo}", $"attachments/{invoice}", $"attachments/{logo}/thumbnail" })
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync("/portal/" + path)).StatusCode);
        foreach (var path in new[] { $"/messages/{mail}/html", $"/attachments/{logo}", $"/attachments/{logo}/thumbnail" })
            Assert.Equal(HttpStatusCode.Forbidden, (await member.GetAsync(path)).StatusCode); // the team's
    }

    [Fact]
    public async Task What_waits_to_leave_is_not_shown_in_any_way()
    {
        var (contact, conversation) = await SomebodyAsync();
        var mail = await MailAsync(contact, conversation, "<p>Not yet</p>", "scheduled");
        var file = await FileAsync(mail, "early.pdf", "application/pdf", "%PDF-1.7 early"u8.ToArray(), null);
        using var member = await desk.JoinAsync(contact, "early.reader@example.com");
        Assert.DoesNotContain("Not yet", await member.GetStringAsync("/portal"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await member.GetAsync($"/portal/messages/{mail}/html")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await member.GetAsync($"/portal/attachments/{file}")).StatusCode);
    }

    [Fact]
    public async Task WhatsApp_messages_are_theirs_as_well()
    {
        var phone = CarrierDesk.NewPhone();
        var sent = await desk.Carrier.WhatsAppFromPhoneAsync(phone, CarrierDesk.OurWhatsApp, "Hello by WhatsApp");
        var first = await desk.FindByProviderIdAsync(sent.Sid);
        await desk.WaitForStatusAsync((await desk.SendAsync(first!.Value.Text("contactId")!, "Answered by WhatsApp", "whatsapp")).Text("id")!, "sent", "delivered", "read");
        using var member = await desk.JoinAsync(first.Value.Text("contactId")!, "whats.app@example.com");
        var page = await member.GetStringAsync("/portal");
        Assert.Contains("Hello by WhatsApp", page, StringComparison.Ordinal);
        Assert.Contains("Answered by WhatsApp", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_page_hears_that_something_of_theirs_changed_and_nothing_else()
    {
        var phone = CarrierDesk.NewPhone();
        var contact = (await desk.ReceiveAsync(phone, "Hello")).Text("contactId")!;
        using var member = await desk.JoinAsync(contact, "listener@example.com");
        await using var stream = await SseReader.OpenAsync(member, "/portal/live?after=" + await desk.App.SettledCursorAsync());
        await desk.ReceiveAsync(CarrierDesk.NewPhone(), "Somebody else");
        Assert.True((await desk.Api.PostAsJsonAsync("/api/notes", new { contactId = contact, content = "Among ourselves" })).IsSuccessStatusCode);
        await desk.ReceiveAsync(phone, "My own");
        var (name, _, data) = await stream.NextAsync();
        Assert.Equal(("change", """{"kind":"message"}"""), (name, data));
    }

    [Fact]
    public async Task Nobody_listens_on_with_a_session_that_has_ended()
    {
        var (phone, otherPhone) = (CarrierDesk.NewPhone(), CarrierDesk.NewPhone());
        var contact = (await desk.ReceiveAsync(phone, "Hello")).Text("contactId")!;
        var other = (await desk.ReceiveAsync(otherPhone, "Hello")).Text("contactId")!;
        using var member = await desk.JoinAsync(contact, "leaver@example.com");
        using var control = await desk.JoinAsync(other, "stayer@example.com");
        var cursor = await desk.App.SettledCursorAsync();
        await using var stream = await SseReader.OpenAsync(member, "/portal/live?after=" + cursor);
        await desk.ReceiveAsync(phone, "Heard");
        Assert.Equal("change", (await stream.NextAsync()).Name);

        await desk.App.Db.ExecuteAsync("DELETE FROM sessions WHERE user_id = (SELECT id FROM users WHERE email = 'leaver@example.com')", null, default);
        await desk.ReceiveAsync(phone, "Not heard");
        await desk.App.Db.ExecuteAsync("INSERT INTO changes (kind, user_id) SELECT 'user', id FROM users WHERE email = 'leaver@example.com'", null, default);
        await using var marker = await SseReader.OpenAsync(control, "/portal/live?after=" + cursor);
        await desk.ReceiveAsync(otherPhone, "A later one");
        Assert.Equal("change", (await marker.NextAsync()).Name);
        // The stream has ended with the account's change, and nothing came before that.
        var heard = new List<string>();
        while (await stream.TryNextAsync() is { } next) heard.Add(next.Data);
        Assert.Empty(heard);
    }

    private async Task<(string Contact, string Conversation)> SomebodyAsync()
    {
        var message = await desk.ReceiveAsync(CarrierDesk.NewPhone(), "Hello");
        return (message.Text("contactId")!, message.Text("conversationId")!);
    }

    private async Task<Guid> MailAsync(string contact, string conversation, string html, string status = "sent")
    {
        const string sql = """
            INSERT INTO messages (id, contact_id, conversation_id, inbox_id, channel, direction, status, subject, content, html, from_address, to_address, provider, at)
            SELECT @id, @contact, c.id, c.inbox_id, 'email', 'outbound', @status, 'About you', 'Dear member', @html, 'us@example.com', 'them@example.com', 'smtp', now()
              FROM conversations c WHERE c.id = @conversation
            """;
        var id = NewId.Next();
        await desk.App.Db.ExecuteAsync(sql, new { id, contact = Guid.Parse(contact), conversation = Guid.Parse(conversation), html, status }, default);
        return id;
    }

    private async Task<Guid> FileAsync(Guid message, string name, string contentType, byte[] bytes, string? contentId)
    {
        using var source = new MemoryStream(bytes);
        var stored = await desk.App.Services.GetRequiredService<AttachmentStore>().StoreAsync(source, 1_000_000, default);
        const string sql = """
            INSERT INTO attachments (id, message_id, name, content_type, size, status, sha256, content_id, is_inline, position)
            VALUES (@id, @message, @name, @contentType, @size, 'stored', @sha256, @contentId, @isInline, (SELECT count(*) FROM attachments WHERE message_id = @message))
            """;
        var id = NewId.Next();
        await desk.App.Db.ExecuteAsync(sql, new { id, message, name, contentType, size = bytes.LongLength, sha256 = stored!.Sha256, contentId, isInline = contentId is not null }, default);
        return id;
    }
}
