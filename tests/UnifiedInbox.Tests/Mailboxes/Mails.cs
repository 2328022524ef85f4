using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace UnifiedInbox.Tests.Mailboxes;

/// <summary>Raw mails, and people and ids nobody else has.</summary>
internal static class Mails
{
    private static int people;
    private static int numbers;

    public static string NewPerson() => $"person{Interlocked.Increment(ref people)}@example.net";

    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)) + "@example.net";

    /// <param name="more">Header lines, each with its line end.</param>
    public static string Raw(string from, string subject = "Hello", string text = "How are you?", string? id = null, string more = "") =>
        $"Message-ID: <{id ?? NewId()}>\nFrom: {from}\nTo: undisclosed-recipients:;\nDate: Sat, 21 Nov 2026 10:00:00 +0000\nSubject: {subject}\n{more}\n{text}\n";

    /// <summary>A mail as a server keeps it, of a number of its own.</summary>
    /// <param name="from">Somebody new unless told.</param>
    /// <param name="more">Header lines, each with its line end.</param>
    public static byte[] Numbered(string? from = null, string more = "")
    {
        var number = Interlocked.Increment(ref numbers);
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"Message-ID: <{number}.{NewId()}>\r\nFrom: {from ?? $"writer{number}@example.net"}\r\nTo: us@example.org\r\nSubject: Number {number}\r\n{more}\r\nText of {number}\r\n"));
    }

    /// <summary>What a mail server says of a mail it could not deliver.</summary>
    public static string Bounce(string about, string to, string status, string action) => $"""
        Message-ID: <{NewId()}>
        From: Mail Delivery System <mailer-daemon@example.org>
        To: support@example.org
        Subject: Delivery Status Notification
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary=b

        --b
        Content-Type: text/plain

        It did not work.
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; example.org

        Final-Recipient: rfc822; {to}
        Action: {action}
        Status: {status}
        Diagnostic-Code: smtp; 550 no

        --b
        Content-Type: text/rfc822-headers

        Message-ID: <{about}>
        Subject: Hello
        --b--
        """;
}
