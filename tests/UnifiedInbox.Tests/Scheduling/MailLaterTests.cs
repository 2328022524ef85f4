using System.Net.Http.Json;
using System.Text.Json;
using UnifiedInbox.Mail.Mime;
using UnifiedInbox.Tests.Attachments;
using UnifiedInbox.Tests.Channels;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Scheduling;

/// <summary>Mails that leave later, once or again and again: whole, as they were written. One desk a test: its clock is everybody's.</summary>
public sealed class MailLaterTests : IAsyncLifetime
{
    private readonly SesDesk desk = new();
    private string contact = "";

    public async Task InitializeAsync()
    {
        await desk.InitializeAsync();
        var number = 0;
        desk.Provider.Answer(_ => new StubAnswer(200, $$"""{"MessageId":"0100-{{Interlocked.Increment(ref number)}}-000000"}"""));
        contact = await desk.NewContactAsync(MailDesk.NewPerson());
    }

    public Task DisposeAsync() => desk.DisposeAsync();

    [Fact]
    public async Task It_leaves_at_its_time_with_its_formatting_copies_and_files()
    {
        var (picture, list) = (await desk.Api.UploadAsync(Pictures.Png(20, 10)), await desk.Api.UploadAsync("a,b"u8.ToArray(), "list.csv", "text/csv"));
        var later = await desk.SendAsync(contact, new
        {
            html = $"<p>It is <b>on its way</b> <img src=\"/uploads/{picture}\"></p>",
            cc = new[] { "boss@customer.example" },
            bcc = new[] { "secret@acme.example" },
            attachments = new[] { list },
            scheduledAt = In(hours: 20),
        });
        Assert.Equal("scheduled", later.Text("status"));
        Assert.Empty(desk.Provider.Requests);

        desk.Clock.Advance(TimeSpan.FromHours(20.1));
        await desk.WaitForStatusAsync(later.Text("id")!, "sent");
        var request = Assert.Single(desk.Provider.Requests);
        Assert.Equal("secret@acme.example", request.Json.GetProperty("Destination").GetProperty("BccAddresses")[0].GetString());
        using var mail = Sent(request);
        Assert.Equal("Your order", mail.Subject);
        Assert.Equal(["boss@customer.example"], mail.Cc.Select(copy => copy.Address));
        Assert.Contains("<b>on its way</b>", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains($"cid:{picture}@files", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Equal(["list.csv", "photo.png"], mail.Attachments.Select(file => file.FileName).Order());
    }

    [Fact]
    public async Task Each_of_a_recurring_mail_is_whole_and_a_mail_of_its_own_in_the_same_thread()
    {
        var list = await desk.Api.UploadAsync("a,b"u8.ToArray(), "list.csv", "text/csv");
        await desk.SendAsync(contact, new
        {
            html = "<p>The <i>week</i></p>",
            cc = new[] { "boss@customer.example" },
            attachments = new[] { list },
            scheduledAt = In(hours: 1),
            timeZone = "Europe/Berlin",
            repeat = "FREQ=WEEKLY;COUNT=3",
        });
        for (var sent = 1; sent <= 3; sent++)
        {
            desk.Clock.Advance(sent == 1 ? TimeSpan.FromHours(1.1) : TimeSpan.FromDays(7));
            await Eventually.TrueAsync(() => Task.FromResult(desk.Provider.Requests.Count == sent), $"{sent} left");
        }
        var mails = desk.Provider.Requests.Select(Sent).ToList();
        Assert.Equal(3, mails.Select(mail => mail.MessageId).Distinct().Count());
        Assert.All(mails, mail =>
        {
            Assert.Equal("Your order", mail.Subject);
            Assert.Equal("boss@customer.example", Assert.Single(mail.Cc).Address);
            Assert.Contains("<i>week</i>", mail.HtmlBody, StringComparison.Ordinal);
            Assert.Equal("list.csv", Assert.Single(mail.Attachments).FileName);
        });
        mails.ForEach(mail => mail.Dispose());
        Assert.Equal(1, await desk.App.Db.FindAsync<long>("SELECT count(DISTINCT thread_id) FROM messages WHERE schedule_id IS NOT NULL", null, CancellationToken.None));
        Assert.Empty((await desk.Api.GetFromJsonAsync<JsonElement>("/api/scheduled")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task An_address_that_turns_out_dead_meanwhile_gets_none()
    {
        var person = MailDesk.NewPerson();
        var later = await desk.SendAsync(await desk.NewContactAsync(person), new { scheduledAt = In(hours: 2), repeat = "daily" });
        await desk.App.Db.ExecuteAsync("SELECT suppress_address(gen_random_uuid(), id, @person, 'bounce', '5.1.1', now()) FROM inboxes WHERE channel = 'email'", new { person }, CancellationToken.None);
        desk.Clock.Advance(TimeSpan.FromDays(3));
        await desk.WaitForStatusAsync(later.Text("id")!, "failed", "canceled");
        Assert.Empty(desk.Provider.Requests);
        Assert.Empty((await desk.Api.GetFromJsonAsync<JsonElement>("/api/scheduled")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task New_words_are_shown_and_sent_also_where_the_old_ones_stood_above_a_signature()
    {
        var later = await desk.SendAsync(contact, new { scheduledAt = In(hours: 1) }, "Old words\n\n-- \nAda");
        var id = Guid.Parse(later.Text("id")!);
        await desk.App.Db.ExecuteAsync("UPDATE messages SET reply_text = 'Old words' WHERE id = @id", new { id }, CancellationToken.None);
        using var changed = await desk.Api.PatchAsJsonAsync("/api/scheduled/" + id, new { content = "New words\n\n-- \nAda" });
        changed.EnsureSuccessStatusCode();
        Assert.Equal("New words", await desk.App.Db.FindAsync<string>("SELECT reply_text FROM messages WHERE id = @id", new { id }, CancellationToken.None));
        desk.Clock.Advance(TimeSpan.FromHours(2));
        await desk.WaitForStatusAsync(later.Text("id")!, "sent");
        using var mail = Sent(Assert.Single(desk.Provider.Requests));
        Assert.StartsWith("New words", mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mail_it_answers_stays_below_new_words_and_the_composer_goes_on_answering_that_one()
    {
        var first = await desk.WaitForStatusAsync((await desk.SendAsync(contact, new { html = "<p>Shall we <b>begin</b>?</p>" })).Text("id")!, "sent");
        using var ada = new Accounts.Visitor(desk.App);
        await ada.SignInAsync("ada@example.com");
        var thread = "/inbox/" + first.Text("conversationId");
        var inbox = await desk.App.Db.FindAsync<Guid>("SELECT id FROM inboxes WHERE channel = 'email'", null, CancellationToken.None);
        using var asked = new HttpRequestMessage(HttpMethod.Post, thread + "/send")
        {
            Content = ada.Form(
                await ada.Http.GetStringAsync(thread),
                ("inboxId", inbox.ToString()), ("messageId", UnifiedInbox.Database.NewId.Next().ToString()), ("subject", "Re: Your order"), ("html", "<div>On Monday.</div>"),
                ("replyToId", first.Text("id")!), ("later", "custom"), ("laterAt", In(hours: 30)[..16]), ("laterZone", "UTC")),
        };
        asked.Headers.Accept.ParseAdd("text/vnd.turbo-stream.html");
        var streams = await (await ada.Http.SendAsync(asked)).Content.ReadAsStringAsync();
        Assert.Contains($"value=\"{first.Text("id")}\"", streams, StringComparison.Ordinal);

        var later = Assert.Single((await desk.Api.GetFromJsonAsync<JsonElement>("/api/scheduled")).GetProperty("items").EnumerateArray());
        var edit = "/scheduled/" + later.Text("id");
        var page = await ada.Http.GetStringAsync(edit);
        Assert.Contains("The mail it answers stays below", page, StringComparison.Ordinal);
        var field = System.Text.RegularExpressions.Regex.Match(page, "name=\"html\" value=\"([^\"]*)\"").Groups[1].Value;
        Assert.Contains("On Monday.", field, StringComparison.Ordinal);
        Assert.DoesNotContain("begin", field, StringComparison.Ordinal);
        using var saved = await ada.PostAsync(
            await ada.Http.GetStringAsync(edit), edit, ("at", In(hours: 40)[..16]), ("timeZone", "UTC"), ("subject", "Re: Your order"), ("html", "<div>On <b>Tuesday</b>.</div>"));
        Assert.True(saved.StatusCode == System.Net.HttpStatusCode.SeeOther, await saved.Content.ReadAsStringAsync());

        var html = await desk.App.Db.FindAsync<string>("SELECT html FROM messages WHERE status = 'scheduled'", null, CancellationToken.None);
        Assert.StartsWith("<div>On <b>Tuesday</b>.</div><br><div class=\"gmail_quote\">", html, StringComparison.Ordinal);
        Assert.Contains("Shall we <b>begin</b>?", html, StringComparison.Ordinal);
        Assert.Equal("On Tuesday.", await desk.App.Db.FindAsync<string>("SELECT reply_text FROM messages WHERE status = 'scheduled'", null, CancellationToken.None));
        using var sheet = await desk.Api.GetAsync($"/messages/{later.Text("id")}/html");
        Assert.Contains("Show quoted text", await sheet.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.True(sheet.Headers.CacheControl!.NoStore);
    }

    private string In(double hours) => desk.Clock.GetUtcNow().AddHours(hours).ToString("O");

    private static MimeMessage Sent(StubRequest request) => MimeMessage.Parse(request.Json.GetProperty("Content").GetProperty("Raw").GetProperty("Data").GetBytesFromBase64());
}
