using System.Net.Http.Json;
using System.Text.Json;
using UnifiedInbox.Mail.Mime;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Channels;

public sealed class SmtpDesk : MailDesk
{
    public SmtpSink Sink { get; } = new();

    protected override Dictionary<string, string?> Settings(string providerUrl) => new()
    {
        ["SMTP_URL"] = $"smtp://support%40acme.example:s3cret@127.0.0.1:{Sink.Port}",
    };

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Sink.DisposeAsync();
    }
}

public class MailThroughSmtpTests(SmtpDesk desk) : IClassFixture<SmtpDesk>
{
    [Fact]
    public async Task Leaves_signed_in_with_its_own_name_and_without_the_blind_copies_header()
    {
        desk.Sink.Instead = _ => null;
        var person = MailDesk.NewPerson();
        var sent = await desk.WaitForStatusAsync(
            (await desk.SendAsync(await desk.NewContactAsync(person), new { bcc = new[] { "secret@acme.example" } }, "One\n.\n..dots\nEnd")).Text("id")!, "sent");

        var mail = Assert.Single(desk.Sink.Mails, mail => mail.To.Contains(person));
        Assert.Equal([person, "secret@acme.example"], mail.To);
        Assert.Equal(MailDesk.Mailbox, mail.From);
        Assert.Contains(desk.Sink.Commands, line => line.StartsWith("AUTH PLAIN ", StringComparison.Ordinal));
        using var read = MimeMessage.Parse(mail.Raw);
        Assert.Equal("One\n.\n..dots\nEnd", read.TextBody!.Trim());
        Assert.Null(read.Headers["Bcc"]);
        Assert.StartsWith(sent.Text("id")!.Replace("-", "", StringComparison.Ordinal), read.MessageId, StringComparison.Ordinal);
        Assert.EndsWith("@acme.example", read.MessageId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Greylisting_is_waited_out()
    {
        var tries = 0;
        desk.Sink.Instead = line => line.StartsWith("RCPT", StringComparison.Ordinal) && Interlocked.Increment(ref tries) == 1 ? "451 4.7.1 try later" : null;

        await desk.SentAsync(MailDesk.NewPerson());

        Assert.Equal(2, tries);
    }

    [Theory]
    [InlineData("RCPT", "550 5.1.1 no such user", "5.1.1", "There is no such address.")]
    [InlineData("AUTH", "535 5.7.8 bad", "sign-in", "refused user or password")]
    [InlineData(".", "552 5.3.4 too big", "5.3.4", "larger than the server takes")]
    public async Task A_refusal_is_told_in_words(string command, string answer, string code, string words)
    {
        desk.Sink.Instead = line => line.StartsWith(command, StringComparison.Ordinal) ? answer : null;

        var failed = await desk.WaitForStatusAsync((await desk.SendAsync(await desk.NewContactAsync(MailDesk.NewPerson()))).Text("id")!, "failed");

        Assert.Equal(code, failed.GetProperty("error").Text("code"));
        Assert.Contains(words, failed.GetProperty("error").Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_breaks_behind_the_last_dot_leaves_the_choice_to_people()
    {
        var person = MailDesk.NewPerson();
        desk.Sink.Instead = line => line == "." ? "" : null;
        var id = (await desk.SendAsync(await desk.NewContactAsync(person))).Text("id")!;
        await desk.WaitForStatusAsync(id, "unconfirmed");
        desk.Sink.Instead = _ => null;

        HttpResponseMessage answer = null!;
        await Eventually.TrueAsync(async () => (answer = await desk.Api.PostAsync("/api/messages/" + id + "/retry", null)).IsSuccessStatusCode, "may be sent again by hand");
        Assert.Equal("queued", (await answer.Content.ReadFromJsonAsync<JsonElement>()).Text("status"));
        await desk.WaitForStatusAsync(id, "sent");

        Assert.Single(desk.Sink.Mails, mail => mail.To.Contains(person));
    }

    [Fact]
    public async Task A_line_that_breaks_before_the_last_dot_is_tried_again()
    {
        var (person, tries) = (MailDesk.NewPerson(), 0);
        desk.Sink.Instead = line => line == "DATA" && Interlocked.Increment(ref tries) == 1 ? "" : null;

        await desk.SentAsync(person);

        Assert.Equal(2, tries);
    }
}
