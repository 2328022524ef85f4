using UnifiedInbox.Contacts;
using UnifiedInbox.Mail.Automatic;
using UnifiedInbox.Mail.Mime;
using UnifiedInbox.Mail.Threads;

namespace UnifiedInbox.Messages.Email;

/// <summary>What a bounce, a delay, a complaint or a receipt says about a message of ours. It is trusted only where it names one.</summary>
/// <param name="Keys">Ids of the mail it is about, as <see cref="MessageIds.Key"/> has them.</param>
/// <param name="Kind"><c>failed</c>, <c>delayed</c>, <c>delivered</c>, <c>read</c> or <c>complaint</c>.</param>
/// <param name="Code">The enhanced status code, such as 5.1.1.</param>
/// <param name="Text">One sentence for an agent.</param>
/// <param name="Wording">The mail server's own words.</param>
/// <param name="Recipients">Whom it is about; empty = it does not say.</param>
/// <param name="Suppress">The address does not exist: nothing is to be sent there again.</param>
internal sealed record EmailReport(
    IReadOnlyList<string> Keys, string Kind, string? Code, string? Text, string? Wording, IReadOnlyList<string> Recipients, bool Suppress)
{
    /// <summary>Null where the mail is no report.</summary>
    public static EmailReport? Of(MimeMessage mail, MailNature nature, Mail.Mime.DeliveryReport? delivery)
    {
        if (mail.ReadFeedbackReport() is { } complaint)
            return new EmailReport(KeysOf(mail, complaint.OriginalMessageId), "complaint", null, null, complaint.FeedbackType, Emails(complaint.OriginalRecipients), false);
        if (nature == MailNature.ReadReceipt) return new EmailReport(KeysOf(mail, null), "read", null, null, null, [], false);
        if (delivery is not null) return OfDelivery(mail, nature, delivery);
        return nature is MailNature.Bounce
            ? new EmailReport(KeysOf(mail, null), "failed", "bounced", "It came back: the mail could not be delivered.", mail.Subject, [], false)
            : null;
    }

    /// <summary>The nature that the report itself tells, for a mail whose headers do not.</summary>
    public static string? ActionsOf(Mail.Mime.DeliveryReport? report) =>
        report is null ? null : string.Join('\n', report.Recipients.Select(one => "Action: " + (one.Action ?? "failed")));

    private static EmailReport OfDelivery(MimeMessage mail, MailNature nature, Mail.Mime.DeliveryReport report)
    {
        var kind = nature switch { MailNature.Delay => "delayed", MailNature.DeliveryReceipt => "delivered", _ => "failed" };
        var about = report.Recipients.Where(one => kind != "failed" || one.Action is null or "failed").ToList();
        var worst = about.FirstOrDefault();
        var status = worst?.Status;
        var wording = string.Join(' ', new[] { status, worst?.Diagnostic }.Where(word => !string.IsNullOrEmpty(word)));
        return new EmailReport(
            KeysOf(mail, report.OriginalMessageId),
            kind,
            status ?? (kind == "failed" ? "bounced" : null),
            kind == "delivered" ? null : BounceReason.Of(kind, status, worst?.Diagnostic),
            wording,
            Emails(about.SelectMany(one => new[] { one.FinalRecipient, one.OriginalRecipient })),
            kind == "failed" && about.Count > 0 && about.TrueForAll(one => BounceReason.IsDeadAddress(one.Status)));
    }

    private static List<string> KeysOf(MimeMessage mail, string? original) =>
        [.. (original is null ? mail.InReplyTo.Concat(mail.References.Reverse()) : [original]).Take(MessageIds.Most).Select(MessageIds.Key).Distinct()];

    private static List<string> Emails(IEnumerable<string?> addresses)
    {
        var emails = new List<string>();
        foreach (var text in addresses)
            if (Addresses.TryReadEmail(text, out var email) && !emails.Contains(email)) emails.Add(email);
        return emails;
    }
}
