using UnifiedInbox.Mail.Mime;

namespace UnifiedInbox.Mail.Tests.Mime;

public class HeaderTests
{
    [Fact]
    public void Headers_keep_their_order_and_repetitions()
    {
        using var mail = Raw.Mail("Received: one\nSubject: s\nreceived: two\n\n");

        Assert.Equal(["Received", "Subject", "received"], mail.Headers.Select(header => header.Name));
        Assert.Equal(["one", "two"], mail.Headers.All("RECEIVED").Select(header => header.Value));
    }

    [Theory]
    [InlineData("Subject: one\n two\n\tthree", "one two three")]
    [InlineData("Subject:   padded   ", "padded")]
    [InlineData("Subject:none", "none")]
    [InlineData("Subject : obsolete", "obsolete")]
    [InlineData("SUBJECT: loud", "loud")]
    [InlineData("Subject:\n folded at once", "folded at once")]
    [InlineData("Subject: ", null)]
    [InlineData("X-Other: x", null)]
    public void Subjects_are_unfolded(string header, string? subject)
    {
        using var mail = Raw.WithHeader(header);

        Assert.Equal(subject, mail.Subject);
    }

    [Theory]
    [InlineData("From someone Mon Jan  1 00:00:00 2024\nSubject: s\n\ntext")]
    [InlineData("+OK message follows\nSubject: s\n\ntext")]
    [InlineData("Subject: s\nthis is no header\nX-Other: x\n\ntext")]
    [InlineData("\u00ef\u00bb\u00bfSubject: s\n\ntext")]
    public void Lines_that_are_no_headers_are_skipped_among_headers(string text)
    {
        using var mail = Raw.Mail(text);

        Assert.Equal("s", mail.Subject);
        Assert.Equal("text", mail.TextBody);
    }

    [Fact]
    public void Text_without_an_empty_line_before_it_is_text()
    {
        using var mail = Raw.Mail("Subject: s\nDear friend,\n\nHello");

        Assert.Equal("Dear friend,\n\nHello", mail.TextBody);
        Assert.Equal(MimeDefectKind.MissingHeaderEnd, Assert.Single(mail.Defects).Kind);
    }

    [Theory]
    [InlineData("caf\u00c3\u00a9", "café")]
    [InlineData("caf\u00e9", "café")]
    public void Bytes_above_ascii_are_read_as_utf8_or_as_what_they_look_like(string raw, string subject)
    {
        using var mail = Raw.WithHeader("Subject: " + raw);

        Assert.Equal(subject, mail.Subject);
    }

    [Theory]
    [InlineData("Mon, 02 Jan 2006 15:04:05 -0700", "2006-01-02T22:04:05Z")]
    [InlineData("2 Jan 2006 15:04 +0100", "2006-01-02T14:04:00Z")]
    [InlineData("Mon, 2 Jan 06 15:04:05 EST (winter)", "2006-01-02T20:04:05Z")]
    [InlineData("Mon, 2 Jan 99 15:04:05 GMT", "1999-01-02T15:04:05Z")]
    [InlineData("Mon Jan  2 15:04:05 2006", "2006-01-02T15:04:05Z")]
    [InlineData("Mon Jan 2 15:04:05 MST 2006", "2006-01-02T22:04:05Z")]
    [InlineData("2-Jan-2006 15:04:05 +0000", "2006-01-02T15:04:05Z")]
    [InlineData("Mon, 02 Jan 2006 15:04:05 XYZ", "2006-01-02T15:04:05Z")]
    [InlineData("Mon, 02 Jan 2006 15:04:05 GMT+0200", "2006-01-02T13:04:05Z")]
    [InlineData("2006-01-02T15:04:05+01:00", "2006-01-02T14:04:05Z")]
    [InlineData("Fri, 31 Dec 1999 24:00:00 +0000", "2000-01-01T00:00:00Z")]
    [InlineData("31 Feb 2006 10:00:00 +0000", null)]
    [InlineData("yesterday", null)]
    [InlineData("", null)]
    public void Dates_are_read_in_the_forms_clocks_write(string written, string? utc)
    {
        using var mail = Raw.WithHeader("Date: " + written);

        Assert.Equal(utc, mail.Date?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"));
    }

    [Theory]
    [InlineData("<a@b>", "a@b")]
    [InlineData("a@b", "a@b")]
    [InlineData("<a@b> (added by x)", "a@b")]
    [InlineData("<a @ b>", "a@b")]
    [InlineData("<no-at-sign>", "no-at-sign")]
    [InlineData("<>", null)]
    public void Message_ids_lose_their_brackets(string written, string? id)
    {
        using var mail = Raw.WithHeader("Message-ID: " + written);

        Assert.Equal(id, mail.MessageId);
    }

    [Fact]
    public void References_are_found_however_they_are_joined()
    {
        using var mail = Raw.Mail("References: <a@x><b@x>\n <c@x>,\t<d@x>\nIn-Reply-To: Your message of Monday <d@x>\n\n");

        Assert.Equal(["a@x", "b@x", "c@x", "d@x"], mail.References);
        Assert.Equal(["d@x"], mail.InReplyTo);
    }

    [Fact]
    public void A_mail_without_an_id_has_a_stable_one_of_its_bytes()
    {
        using var mail = Raw.Mail("Subject: s\n\ntext");
        using var again = Raw.Mail("Subject: s\n\ntext");
        using var other = Raw.Mail("Subject: s\n\ntext!");

        Assert.Null(mail.MessageId);
        Assert.Equal(mail.Fingerprint, again.Fingerprint);
        Assert.NotEqual(mail.Fingerprint, other.Fingerprint);
        Assert.Matches("^[0-9a-f]{64}@sha256\\.invalid$", mail.Fingerprint);
    }
}
