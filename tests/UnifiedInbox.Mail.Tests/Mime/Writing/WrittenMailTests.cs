using System.Text;
using FsCheck;
using FsCheck.Fluent;
using UnifiedInbox.Mail.Mime;
using UnifiedInbox.Mail.Mime.Writing;

namespace UnifiedInbox.Mail.Tests.Mime.Writing;

/// <summary>What is written is what our own parser reads again, and no line is one a server may refuse.</summary>
public class WrittenMailTests
{
    private static readonly NewMail Plain = new()
    {
        From = new Mailbox("Acme Support", "support@acme.example"),
        To = [new Mailbox("Ann Lee", "ann@customer.example")],
        Subject = "Your order",
        Text = "Hello Ann,\n\nit is on its way.\n",
        MessageId = "0198.abc@acme.example",
        Date = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(2)),
    };

    [Fact]
    public async Task A_plain_mail_says_who_when_and_what()
    {
        var raw = await WriteAsync(Plain);
        using var mail = MimeMessage.Parse(raw);

        Assert.Equal(Plain.From, Assert.Single(mail.From));
        Assert.Equal(Plain.To, mail.To);
        Assert.Equal(Plain.Subject, mail.Subject);
        Assert.Equal(Plain.MessageId, mail.MessageId);
        Assert.Equal(Plain.Date, mail.Date);
        Assert.Equal("Hello Ann,\n\nit is on its way.", mail.TextBody!.Trim());
        Assert.Null(mail.HtmlBody);
        Assert.Empty(mail.Defects);
    }

    [Fact]
    public async Task Text_html_a_shown_image_and_a_file_each_find_their_place()
    {
        var picture = new byte[] { 1, 2, 3 };
        var draft = Plain with
        {
            Html = "<p>Hello <img src=\"cid:logo@files\"></p>",
            Files =
            [
                new("logo.png", "image/png", "logo@files", () => new MemoryStream(picture)),
                new("Straße – Plan.pdf", "application/pdf", null, () => new MemoryStream(new byte[100_000])),
                new("old.eml", "message/rfc822", "unused@files", () => new MemoryStream("Subject: x\r\n\r\ny"u8.ToArray())),
            ],
        };

        using var mail = MimeMessage.Parse(await WriteAsync(draft));

        Assert.Equal("multipart/mixed", mail.Root.ContentType.MediaType);
        var alternative = mail.Root.Children[0];
        Assert.Equal(["text/plain", "multipart/related"], alternative.Children.Select(part => part.ContentType.MediaType));
        Assert.Equal(["text/html", "image/png"], alternative.Children[1].Children.Select(part => part.ContentType.MediaType));
        Assert.Contains("cid:logo@files", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Equal(["logo.png", "Straße – Plan.pdf", "old.eml"], mail.Attachments.Select(file => file.FileName));
        Assert.Equal([true, false, false], mail.Attachments.Select(file => file.IsInline));
        Assert.Equal("logo@files", mail.Attachments[0].ContentId);
        Assert.Equal(picture, Read(mail.Attachments[0]));
        Assert.Equal(100_000, Read(mail.Attachments[1]).Length);
        Assert.Equal("application/octet-stream", mail.Attachments[2].ContentType);
        Assert.Empty(mail.Defects);
    }

    [Fact]
    public async Task A_long_thread_is_folded_and_names_its_parent_last()
    {
        var ids = Enumerable.Range(0, 20).Select(number => new string('x', 60) + number + "@mail.example").ToList();
        var raw = await WriteAsync(Plain with { InReplyTo = ids[^1], References = [.. ids, Plain.MessageId] });
        using var mail = MimeMessage.Parse(raw);

        Assert.Equal([ids[^1]], mail.InReplyTo);
        Assert.Equal([.. ids, Plain.MessageId], mail.References);
        Assert.All(Lines(raw), line => Assert.True(line.Length <= 998));
    }

    [Theory]
    [InlineData("Grüße aus München, und zwar so viele, dass sie in eine einzige Zeile unmöglich hineinpassen wollen – 你好，世界 🙂")]
    [InlineData("=?utf-8?Q?not?= an encoded word")]
    [InlineData("two  blanks   and a long text that has to be folded somewhere, with  two  blanks  there  as  well  ok")]
    [InlineData("🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂")]
    public async Task A_subject_comes_back_as_it_was_written(string subject)
    {
        var raw = await WriteAsync(Plain with { Subject = subject });
        using var mail = MimeMessage.Parse(raw);

        // Runs of blanks are one to our parser, as they are to every mail program that folds and unfolds.
        Assert.Equal(string.Join(' ', subject.Split(' ', StringSplitOptions.RemoveEmptyEntries)), mail.Subject);
        Assert.All(Lines(raw), line => Assert.True(line.Length <= 78, line));
    }

    [Theory]
    [InlineData("Lee, Ann")]
    [InlineData("Ann \"The\" Lee \\ Co")]
    [InlineData("Jürgen Größe von und zu einem sehr langen Namen, der nicht auf eine Zeile passt")]
    [InlineData("=?x?= Ann")]
    public async Task A_name_comes_back_as_it_was_written(string name)
    {
        using var mail = MimeMessage.Parse(await WriteAsync(Plain with { From = new Mailbox(name, "a@acme.example") }));

        Assert.Equal(new Mailbox(name, "a@acme.example"), Assert.Single(mail.From));
    }

    [Fact]
    public async Task Fifty_recipients_and_a_domain_with_umlauts_are_written()
    {
        var many = Enumerable.Range(0, 50).Select(number => new Mailbox(number % 2 == 0 ? "" : "Müller " + number, $"person{number}@münchen.example")).ToList();
        var raw = await WriteAsync(Plain with { To = many });
        using var mail = MimeMessage.Parse(raw);

        Assert.Equal(many.Select(mailbox => mailbox.Name), mail.To.Select(mailbox => mailbox.Name));
        Assert.All(mail.To, mailbox => Assert.EndsWith("@xn--mnchen-3ya.example", mailbox.Address, StringComparison.Ordinal));
        Assert.All(Lines(raw), line => Assert.True(line.Length <= 80, line));
    }

    [Theory]
    [InlineData("plain\n.\n..\nFrom here\n trailing \t\nend")]
    [InlineData("=3D =\n==")]
    [InlineData("привет, мир\n你好")]
    [InlineData("")]
    public async Task A_text_comes_back_letter_by_letter(string text)
    {
        var raw = await WriteAsync(Plain with { Text = text });
        using var mail = MimeMessage.Parse(raw);

        Assert.Equal(text, mail.Root.GetText().ReplaceLineEndings("\n").TrimEnd('\n'));
        Assert.DoesNotContain(Lines(raw).SkipWhile(line => line.Length > 0), line => line == "." || line.StartsWith("From ", StringComparison.Ordinal));
    }

    [Fact]
    public void No_field_can_begin_another_header() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20260101UL, 4711UL),
        Prop.ForAll(ArbMap.Default.ArbFor<string?[]>(), texts => IsOneHeader(string.Concat(texts), texts.FirstOrDefault() ?? "", texts.LastOrDefault() ?? "")));

    private static bool IsOneHeader(string subject, string name, string id)
    {
        const string evil = "\r\nBcc: victim@example.net\r\n\r\nbody";
        var draft = Plain with
        {
            Subject = subject + evil + subject,
            From = new Mailbox(name + evil, "a@acme.example"),
            To = [new Mailbox(evil, "b@acme.example\r\nBcc: victim@example.net")],
            Cc = [new Mailbox("x", "c@acme.example>\nX-Evil: 1")],
            InReplyTo = id + evil,
            References = [id + "\nX-Evil: 1", "good@acme.example"],
            Headers = [new("X-Note", name + evil), new("X-Evil: 1\r\nBcc", "victim@example.net"), new("", "x")],
            Files = [new(subject + evil, "text/plain\r\nX-Evil: 1", "a\r\nX-Evil: 1", () => new MemoryStream())],
        };

        var raw = WriteAsync(draft).GetAwaiter().GetResult();
        using var mail = MimeMessage.Parse(raw);

        return mail.Headers.All(field => field.Name is "Date" or "From" or "To" or "Cc" or "Subject" or "Message-ID" or "In-Reply-To" or "References"
                or "X-Note" or "MIME-Version" or "Content-Type")
            && Lines(raw).All(line => line.Length <= 998 && Ascii.IsValid(line));
    }

    [Fact]
    public async Task The_same_mail_is_the_same_bytes() =>
        Assert.Equal(await WriteAsync(Plain with { Html = "<p>x</p>" }), await WriteAsync(Plain with { Html = "<p>x</p>" }));

    private static byte[] Read(Attachment file)
    {
        using var content = file.OpenContent();
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        return copy.ToArray();
    }

    private static string[] Lines(byte[] raw) => Encoding.Latin1.GetString(raw).Split("\r\n");

    private static async Task<byte[]> WriteAsync(NewMail mail)
    {
        using var target = new MemoryStream();
        await MailWriter.WriteAsync(mail, target);
        return target.ToArray();
    }
}
