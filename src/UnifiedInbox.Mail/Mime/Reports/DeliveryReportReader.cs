using UnifiedInbox.Mail.Mime.Headers;

namespace UnifiedInbox.Mail.Mime.Reports;

/// <summary>Reads RFC 3464 reports, else the signs of bounces that are none.</summary>
internal static class DeliveryReportReader
{
    public static DeliveryReport? Read(MimeMessage mail)
    {
        if (ReportParts.Find(mail.Root, "message/delivery-status", "message/global-delivery-status") is { } part) return Standard(mail, part);
        return FailedRecipients(mail) ?? QmailBounce.Read(mail);
    }

    private static DeliveryReport Standard(MimeMessage mail, MimePart part)
    {
        HeaderList? message = null;
        var recipients = new List<RecipientReport>();
        foreach (var block in StatusFields.Read(part))
        {
            var isRecipient = (block.Find("Final-Recipient") ?? block.Find("Original-Recipient") ?? block.Find("Action")) is not null;
            if (isRecipient) recipients.Add(Recipient(block));
            if (!isRecipient || block.Find("Reporting-MTA") is not null) message ??= block;
        }
        return new DeliveryReport(DeliveryReportKind.Standard, WithoutType(message?["Reporting-MTA"]), message?["Original-Envelope-Id"],
            ReportParts.OriginalMessageId(mail.Root), recipients);
    }

    private static RecipientReport Recipient(HeaderList block) => new(
        Address(block["Final-Recipient"]),
        Address(block["Original-Recipient"]),
        Word(block["Action"])?.ToLowerInvariant(),
        Word(block["Status"]),
        WithoutType(block["Diagnostic-Code"]),
        WithoutType(block["Remote-MTA"]));

    private static DeliveryReport? FailedRecipients(MimeMessage mail)
    {
        var failed = mail.Headers.All("X-Failed-Recipients").SelectMany(header => AddressReader.Read(header.RawValue)).ToList();
        if (failed.Count == 0) return null;
        var recipients = failed.ConvertAll(mailbox => new RecipientReport(mailbox.Address, null, "failed", null, null, null));
        return new DeliveryReport(DeliveryReportKind.FailedRecipientsHeader, null, null,
            ReportParts.OriginalMessageId(mail.Root) ?? ReturnedText.MessageId(mail.TextBody), recipients);
    }

    private static string? Address(string? field) =>
        WithoutType(field) is { } address ? AddressText.Clean(address.Trim('<', '>', ' ')) is { Length: > 0 } clean ? clean : null : null;

    /// <summary>Fields begin with what kind of value follows: <c>rfc822; a@b</c>, <c>smtp; 550 …</c>, <c>dns; host</c>.</summary>
    private static string? WithoutType(string? field)
    {
        if (field is null) return null;
        var semicolon = field.IndexOf(';', StringComparison.Ordinal);
        var isType = semicolon > 0 && !field.AsSpan(0, semicolon).Trim().ContainsAny(" \t.@");
        return (isType ? field[(semicolon + 1)..] : field).Trim() is { Length: > 0 } value ? value : null;
    }

    private static string? Word(string? field)
    {
        if (field is null) return null;
        var text = Comments.Remove(field).AsSpan().Trim();
        var end = text.IndexOfAny(" \t;,");
        return text.IsEmpty ? null : (end < 0 ? text : text[..end]).ToString();
    }
}
