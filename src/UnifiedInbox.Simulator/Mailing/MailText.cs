using UnifiedInbox.Mail.Mime;

namespace UnifiedInbox.Simulator.Mailing;

/// <summary>Mails as the simulator keeps them, from what came over the wire.</summary>
internal static class MailText
{
    public static (string Name, string Address) Split(string text)
    {
        var open = text.LastIndexOf('<');
        return open >= 0 && text.EndsWith('>') ? (text[..open].Trim().Trim('"'), text[(open + 1)..^1]) : ("", text.Trim());
    }

    public static SimulatedMail Of(MimeMessage mail, string id, string provider, DateTimeOffset at) => new()
    {
        Id = id,
        Provider = provider,
        From = mail.From.Count > 0 ? Written(mail.From[0]) : "",
        To = [.. mail.To.Select(to => to.Address)],
        Cc = [.. mail.Cc.Select(cc => cc.Address)],
        Subject = mail.Subject ?? "",
        Text = mail.TextBody ?? "",
        Html = mail.HtmlBody,
        Files = [.. mail.Attachments.Select(file => file.FileName ?? "file")],
        MessageId = mail.MessageId ?? mail.Fingerprint,
        References = mail.References,
        At = at,
    };

    private static string Written(Mailbox mailbox) => mailbox.Name.Length > 0 ? mailbox.Name + " <" + mailbox.Address + ">" : mailbox.Address;
}
