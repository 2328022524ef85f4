using System.Net;
using System.Text;

namespace UnifiedInbox.Mail.Mime.Bodies;

/// <summary>What of a mail is text to show and what is a file; made when first asked for.</summary>
internal sealed record MailBodies(string? Text, string? Html, IReadOnlyList<Attachment> Attachments, string? CalendarMethod)
{
    public static MailBodies Of(MimePart root)
    {
        var parts = BodyParts.Find(root);
        var attachments = parts.Files.ConvertAll(file => new Attachment(file.Part, file.IsInline));
        var text = JoinTexts(parts.Texts, root.Limits.MaxTextLength, attachments);
        var html = parts.Htmls.Exists(part => part.ContentType.MediaType == "text/html") ? JoinHtmls(parts.Htmls, root.Limits.MaxTextLength) : null;
        return new MailBodies(text, html, attachments, Method(attachments));
    }

    private static string? JoinTexts(List<MimePart> parts, int most, List<Attachment> attachments)
    {
        var plain = parts.FindAll(part => part.ContentType.MediaType == "text/plain");
        if (plain.Count == 0) return null;
        var text = new StringBuilder();
        foreach (var part in plain)
        {
            if (text.Length >= most) break;
            if (text.Length > 0 && text[^1] != '\n') text.Append('\n');
            text.Append(UuBlocks.TakeOut(part.GetFlowedText(most - text.Length), attachments));
        }
        return text.ToString();
    }

    private static string JoinHtmls(List<MimePart> parts, int most)
    {
        var html = new StringBuilder();
        foreach (var part in parts)
        {
            if (html.Length >= most) break;
            if (html.Length > 0) html.Append('\n');
            if (part.ContentType.MediaType == "text/html") html.Append(part.GetText(most - html.Length));
            else html.Append("<div style=\"white-space:pre-wrap\">").Append(WebUtility.HtmlEncode(UuBlocks.TakeOut(part.GetFlowedText(most - html.Length), []))).Append("</div>");
        }
        return html.ToString();
    }

    private static string? Method(List<Attachment> attachments)
    {
        var calendar = attachments.Find(attachment => attachment.ContentType == "text/calendar")?.Part;
        if (calendar is null) return null;
        return (calendar.ContentType.Parameters.GetValueOrDefault("method") ?? CalendarText.Method(calendar.GetText(64 * 1024)))?.ToUpperInvariant();
    }
}
