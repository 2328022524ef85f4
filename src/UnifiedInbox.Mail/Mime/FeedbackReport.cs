using UnifiedInbox.Mail.Mime.Headers;
using UnifiedInbox.Mail.Mime.Reports;

namespace UnifiedInbox.Mail.Mime;

/// <summary>A recipient's complaint passed on by his provider (RFC 5965). Anybody can send one, see <see cref="DeliveryReport"/>.</summary>
/// <param name="FeedbackType">abuse, fraud, not-spam … in lower case; null where it is not said.</param>
/// <param name="UserAgent">The program that wrote the report, or null.</param>
/// <param name="OriginalMailFrom">The envelope sender of the mail complained about, or null.</param>
/// <param name="OriginalRecipients">Who complains, where the provider says so.</param>
/// <param name="OriginalMessageId">Message-ID of the mail complained about, without angle brackets, or null.</param>
public sealed record FeedbackReport(
    string? FeedbackType, string? UserAgent, string? OriginalMailFrom, IReadOnlyList<string> OriginalRecipients, string? OriginalMessageId)
{
    internal static FeedbackReport? Read(MimeMessage mail)
    {
        if (ReportParts.Find(mail.Root, "message/feedback-report") is not { } part) return null;
        if (StatusFields.Read(part) is not [var fields, ..]) return null;
        return new FeedbackReport(
            fields["Feedback-Type"]?.ToLowerInvariant(),
            fields["User-Agent"],
            fields.Find("Original-Mail-From") is { } from ? AddressText.Clean(from.RawValue.Trim('<', '>', ' ')) : null,
            [.. fields.All("Original-Rcpt-To").Select(header => AddressText.Clean(header.RawValue.Trim('<', '>', ' ')))],
            ReportParts.OriginalMessageId(mail.Root));
    }
}
