using System.Text;

namespace UnifiedInbox.Mail.Tests.Mime;

public class BodyTests
{
    [Fact]
    public void Text_in_several_parts_is_joined_and_files_stay_out_of_it()
    {
        using var mail = Raw.Mail("""
            Content-Type: multipart/mixed; boundary=a

            --a

            one
            --a
            Content-Type: text/plain
            Content-Disposition: attachment; filename=notes.txt

            notes
            --a

            two
            --a--
            """);

        Assert.Equal("one\ntwo", mail.TextBody);
        Assert.Null(mail.HtmlBody);
        Assert.Equal("notes.txt", Assert.Single(mail.Attachments).FileName);
    }

    [Fact]
    public void Images_of_a_related_part_are_inline()
    {
        using var mail = Raw.Mail("""
            Content-Type: multipart/related; boundary=a

            --a
            Content-Type: text/html

            <img src="cid:logo@x">
            --a
            Content-Type: image/png
            Content-ID: <logo@x>

            png
            --a
            Content-Type: application/pdf
            Content-Disposition: attachment; filename=a.pdf

            pdf
            --a--
            """);

        Assert.Null(mail.TextBody);
        Assert.Equal(["logo@x", null], mail.Attachments.Select(file => file.ContentId));
        Assert.Equal([true, false], mail.Attachments.Select(file => file.IsInline));
    }

    [Fact]
    public void Plain_text_beside_html_is_in_the_html_escaped()
    {
        using var mail = Raw.Mail("""
            Content-Type: multipart/mixed; boundary=a

            --a
            Content-Type: text/html

            <p>hello</p>
            --a

            -- list <footer>
            --a--
            """);

        Assert.Equal("<p>hello</p>\n<div style=\"white-space:pre-wrap\">-- list &lt;footer&gt;</div>", mail.HtmlBody);
    }

    [Fact]
    public void An_invitation_keeps_its_text_and_says_its_method()
    {
        using var mail = Raw.Mail("""
            Content-Type: multipart/alternative; boundary=a

            --a

            Come at ten
            --a
            Content-Type: text/calendar; method=request; charset=utf-8

            BEGIN:VCALENDAR
            --a--
            """);

        Assert.Equal("Come at ten", mail.TextBody);
        Assert.Equal("REQUEST", mail.CalendarMethod);
        Assert.Equal("text/calendar", Assert.Single(mail.Attachments).ContentType);
    }

    [Fact]
    public void An_invitation_is_found_however_deep_it_stands()
    {
        using var mail = Raw.Mail("""
            Content-Type: multipart/mixed; boundary=a

            --a
            Content-Type: multipart/related; boundary=b

            --b
            Content-Type: multipart/alternative; boundary=c

            --c
            Content-Type: text/plain

            Join us
            --c
            Content-Type: text/html

            <p>Join <b>us</b></p>
            --c
            Content-Type: text/calendar; method=REQUEST; charset=utf-8

            BEGIN:VCALENDAR
            METHOD:REQUEST
            END:VCALENDAR
            --c--
            --b
            Content-Type: image/png
            Content-ID: <logo>
            Content-Transfer-Encoding: base64

            iVBORw0KGgo=
            --b--
            --a
            Content-Type: application/ics; name=invite.ics
            Content-Disposition: attachment

            BEGIN:VCALENDAR
            --a--

            """);
        Assert.Equal(("Join us", "REQUEST"), (mail.TextBody!.Trim(), mail.CalendarMethod));
        Assert.Equal("<p>Join <b>us</b></p>", mail.HtmlBody!.Trim());
        Assert.Equal(["text/calendar", "image/png", "application/ics"], mail.Attachments.Select(file => file.ContentType).ToArray());
    }

    [Fact]
    public void The_method_of_a_calendar_is_found_inside_it()
    {
        using var mail = Raw.Mail("Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\n");

        Assert.Equal("REPLY", mail.CalendarMethod);
    }

    [Fact]
    public void Winmail_dat_is_a_file()
    {
        using var mail = Raw.Mail("Content-Type: multipart/mixed; boundary=a\n\n--a\n\ntext\n--a\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\neJ8+\n--a--");

        Assert.Equal(("winmail.dat", "application/ms-tnef"), (mail.Attachments[0].FileName, mail.Attachments[0].ContentType));
    }

    [Theory]
    [InlineData("one \ntwo\n\nthree", "no", "one two\n\nthree")]
    [InlineData("one \ntwo", "yes", "onetwo")]
    [InlineData("> one \n> two\nmine", "no", "> one two\nmine")]
    [InlineData("> one \n>> two", "no", "> one \n>> two")]
    [InlineData(" > no quote\n From x", "no", "> no quote\nFrom x")]
    [InlineData("bye \n-- \nAnn", "no", "bye \n-- \nAnn")]
    [InlineData(">", "no", ">")]
    public void Flowed_lines_are_put_together(string written, string deleteSpace, string text)
    {
        using var mail = Raw.Mail($"Content-Type: text/plain; format=flowed; delsp={deleteSpace}\n\n{written}");

        Assert.Equal(text, mail.TextBody);
    }

    [Fact]
    public void Lines_that_do_not_flow_are_left_alone()
    {
        using var mail = Raw.Mail("Content-Type: text/plain\n\none \n two");

        Assert.Equal("one \n two", mail.TextBody);
    }

    [Fact]
    public void Uuencoded_files_come_out_of_the_text()
    {
        using var mail = Raw.Mail("before\nbegin 644 my file.txt\n%:&5L;&\\\n`\nend\nafter\n");

        Assert.Equal("before\nafter\n", mail.TextBody);
        Assert.Equal("my file.txt", Assert.Single(mail.Attachments).FileName);
        Assert.Equal("hello", Encoding.ASCII.GetString(Raw.Read(mail.Attachments[0])));
    }

    [Theory]
    [InlineData("begin with the first step\nend\n")]
    [InlineData("begin 644 name\nand this is prose, not code\nend\n")]
    [InlineData("begin 644 name\n%:&5L;&\\\n")]
    [InlineData("begin 999 name\n`\nend\n")]
    public void Text_that_begins_otherwise_stays(string text)
    {
        using var mail = Raw.Mail("\n" + text);

        Assert.Equal(text, mail.TextBody);
        Assert.Empty(mail.Attachments);
    }

    [Fact]
    public void A_mail_with_nothing_in_it_is_empty()
    {
        using var mail = Raw.Mail("");

        Assert.Equal("", mail.TextBody);
        Assert.Null(mail.Subject);
        Assert.Empty(mail.From);
    }
}
