using UnifiedInbox.Mail.Mime;

namespace UnifiedInbox.Mail.Tests.Mime;

public class ReportTests
{
    [Fact]
    public void A_delivery_report_tells_what_became_of_each_recipient()
    {
        using var mail = Raw.Mail("""
            Content-Type: multipart/report; report-type=delivery-status; boundary=a

            --a

            Sorry.
            --a
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example.com
            Original-Envelope-Id: env-1
            Arrival-Date: Mon, 2 Jan 2006 15:04:05 +0000

            Final-Recipient: rfc822; <ann@example.org>
            Original-Recipient: rfc822;Ann@example.org
            Action: Failed
            Status: 5.1.1 (bad mailbox)
            Remote-MTA: dns; mx.example.org
            Diagnostic-Code: smtp; 550 5.1.1 No such
             user; try another

            Final-Recipient: rfc822; bob@example.org
            Action: delayed
            Status: 4.4.1

            --a
            Content-Type: message/rfc822

            Message-ID: <original@example.com>
            Subject: hello

            text
            --a--
            """);

        var report = mail.ReadDeliveryReport()!;

        Assert.Equal(DeliveryReportKind.Standard, report.Kind);
        Assert.Equal(("mx.example.com", "env-1", "original@example.com"), (report.ReportingMta, report.OriginalEnvelopeId, report.OriginalMessageId));
        Assert.Equal(
            [
                new RecipientReport("ann@example.org", "Ann@example.org", "failed", "5.1.1", "550 5.1.1 No such user; try another", "mx.example.org"),
                new RecipientReport("bob@example.org", null, "delayed", "4.4.1", null, null),
            ],
            report.Recipients);
    }

    [Fact]
    public void Headers_alone_name_the_original_mail_too()
    {
        using var mail = Raw.Mail("""
            Content-Type: multipart/report; boundary=a

            --a
            Content-Type: message/delivery-status

            Final-Recipient: rfc822; ann@example.org
            Action: failed
            --a
            Content-Type: text/rfc822-headers

            Received: x
            Message-Id: <original@example.com>
            --a--
            """);

        Assert.Equal("original@example.com", mail.ReadDeliveryReport()?.OriginalMessageId);
    }

    [Fact]
    public void Exim_and_Gmail_name_failed_recipients_in_a_header()
    {
        using var mail = Raw.Mail("X-Failed-Recipients: ann@example.org, bob@example.org\n\nSorry\n\n------ This is a copy of your message ------\n\nSubject: x\nMessage-ID: <original@example.com>\n");

        var report = mail.ReadDeliveryReport()!;

        Assert.Equal(DeliveryReportKind.FailedRecipientsHeader, report.Kind);
        Assert.Equal(["ann@example.org", "bob@example.org"], report.Recipients.Select(recipient => recipient.FinalRecipient));
        Assert.Equal("original@example.com", report.OriginalMessageId);
    }

    [Fact]
    public void Qmail_bounces_are_read_from_their_text()
    {
        using var mail = Raw.Mail("""
            From: MAILER-DAEMON@mx.example.com

            Hi. This is the qmail-send program at mx.example.com.
            I'm afraid I wasn't able to deliver your message to the following addresses.

            <ann@example.org>:
            Sorry, no mailbox here by that name. (#5.1.1)

            <bob@example.org>:
            192.0.2.1 failed after I sent the message.

            --- Below this line is a copy of the message.

            Message-ID: <original@example.com>
            """);

        var report = mail.ReadDeliveryReport()!;

        Assert.Equal(DeliveryReportKind.QmailText, report.Kind);
        Assert.Equal([("ann@example.org", "5.1.1"), ("bob@example.org", null)], report.Recipients.Select(recipient => (recipient.FinalRecipient, recipient.Status)));
        Assert.Equal("original@example.com", report.OriginalMessageId);
    }

    [Fact]
    public void A_complaint_names_the_mail_complained_about()
    {
        using var mail = Raw.Mail("""
            Content-Type: multipart/report; report-type=feedback-report; boundary=a

            --a

            This is an abuse report.
            --a
            Content-Type: message/feedback-report

            Feedback-Type: Abuse
            User-Agent: Reporter/1
            Version: 1
            Original-Mail-From: <us@example.com>
            Original-Rcpt-To: <ann@example.org>

            --a
            Content-Type: message/rfc822

            Message-ID: <original@example.com>

            text
            --a--
            """);

        var report = mail.ReadFeedbackReport()!;

        Assert.Equal(("abuse", "Reporter/1", "us@example.com", "original@example.com"), (report.FeedbackType, report.UserAgent, report.OriginalMailFrom, report.OriginalMessageId));
        Assert.Equal(["ann@example.org"], report.OriginalRecipients);
        Assert.Null(mail.ReadDeliveryReport());
    }

    [Fact]
    public void Ordinary_mail_is_no_report()
    {
        using var mail = Raw.Mail("Subject: hi\n\nHow are you?");

        Assert.Null(mail.ReadDeliveryReport());
        Assert.Null(mail.ReadFeedbackReport());
    }
}
