using UnifiedInbox.Mail.Mime;

namespace UnifiedInbox.Mail.Tests.Mime;

/// <summary>Asks a mail for all it can tell and checks what must hold for any mail, whatever its bytes.</summary>
internal static class Everything
{
    /// <summary>A summary that is the same for the same mail from any source.</summary>
    public static string Of(MimeMessage mail)
    {
        Assert.All(mail.Headers, header => Assert.False((header.Name + header.RawValue + header.Value).Contains('\n', StringComparison.Ordinal)));
        var report = mail.ReadDeliveryReport();
        var complaint = mail.ReadFeedbackReport();
        var people = mail.From.Concat(mail.Sender).Concat(mail.To).Concat(mail.Cc).Concat(mail.Bcc).Concat(mail.ReplyTo);
        Assert.InRange(mail.TextBody?.Length ?? 0, 0, MimeLimits.Default.MaxTextLength + 1);
        return string.Join('|',
            StructureTests.Shape(mail.Root), mail.Subject, string.Join(',', people), mail.Date, mail.MessageId, string.Join(',', mail.InReplyTo), string.Join(',', mail.References),
            mail.TextBody, mail.HtmlBody, mail.CalendarMethod, string.Join(',', mail.Attachments.Select(Of)), string.Join(',', report?.Recipients ?? []), complaint,
            string.Join(',', mail.Defects), mail.Fingerprint, Parts(mail.Root, mail.Root));
    }

    private static string Of(Attachment file) => $"{file.FileName} {file.ContentType} {file.ContentId} {file.IsInline} {Raw.Read(file).Length}";

    private static string Parts(MimePart part, MimePart parent)
    {
        Assert.InRange(part.Begin, parent.Begin, long.MaxValue);
        Assert.InRange(part.Start, part.Begin, long.MaxValue);
        Assert.InRange(part.EncodedLength, 0, Math.Max(0, parent.Start + parent.EncodedLength - part.Start));
        using var inner = part.OpenMessage();
        return $"{part.Start}+{part.EncodedLength} {part.Disposition} {part.FileName} {part.ContentLocation} {inner?.Subject} {part.GetText(1000)} "
            + string.Concat(part.Children.Select(child => Parts(child, part)));
    }
}
