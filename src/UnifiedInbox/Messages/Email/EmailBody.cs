using UnifiedInbox.Mail.Html;
using UnifiedInbox.Mail.Mime;
using UnifiedInbox.Mail.Replies;
using UnifiedInbox.Web;

namespace UnifiedInbox.Messages.Email;

/// <summary>The text of a mail as it is stored, and its new words.</summary>
internal static class EmailBody
{
    /// <summary>What is longer is cut; the raw mail has the rest.</summary>
    private const int LongestText = 256 * 1024;

    private const int LongestHtml = 1024 * 1024;

    private const int LongestSubject = 500;

    public static EmailWords Of(MimeMessage mail)
    {
        var html = mail.HtmlBody is { Length: > 0 } body ? Cut(body, LongestHtml) : null;
        var content = Cut(mail.TextBody is { } text && !string.IsNullOrWhiteSpace(text) ? text : html is null ? "" : HtmlText.Of(html), LongestText).Trim();
        var subject = Cut(mail.Subject ?? "", LongestSubject);
        var options = new ReplyOptions
        {
            IsForward = subject.StartsWith("Fw", StringComparison.OrdinalIgnoreCase) || subject.StartsWith("WG:", StringComparison.OrdinalIgnoreCase),
            SenderName = mail.From is [{ Name.Length: > 0 } from, ..] ? from.Name : null,
        };
        var reply = (mail.TextBody is null && html is not null ? ReplyHtml.TextOf(html, options) : ReplyText.Of(content, options)).Visible.Trim();
        return new EmailWords(subject, content, html, reply.Length == 0 || reply == content ? null : SafeText.Clean(reply));
    }

    private static string Cut(string text, int longest) => SafeText.Clean(text.Length > longest ? text[..longest] : text);
}
