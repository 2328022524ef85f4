namespace UnifiedInbox.Mail.Mime;

/// <summary>
/// What a mail system says about the delivery of an earlier mail. Anybody can send one: trust it only where
/// <see cref="OriginalMessageId"/> or the envelope names a mail that was sent from here.
/// </summary>
/// <param name="Kind">How it came: as a report, or as text that was read for signs.</param>
/// <param name="ReportingMta">The system that speaks, or null.</param>
/// <param name="OriginalEnvelopeId">ENVID of the sender's transaction, or null.</param>
/// <param name="OriginalMessageId">Message-ID of the earlier mail, without angle brackets, from the copy of it that came along; null without one.</param>
/// <param name="Recipients">One for each address reported on.</param>
public sealed record DeliveryReport(
    DeliveryReportKind Kind, string? ReportingMta, string? OriginalEnvelopeId, string? OriginalMessageId, IReadOnlyList<RecipientReport> Recipients);

/// <summary>Where a <see cref="DeliveryReport"/> was found.</summary>
public enum DeliveryReportKind
{
    /// <summary>A part <c>message/delivery-status</c> (RFC 3464).</summary>
    Standard,

    /// <summary>The header X-Failed-Recipients of Exim and Gmail.</summary>
    FailedRecipientsHeader,

    /// <summary>The text that qmail and its kin send.</summary>
    QmailText,
}

/// <summary>What became of a mail to one address.</summary>
/// <param name="FinalRecipient">The address as the reporting system knows it, or null.</param>
/// <param name="OriginalRecipient">The address as the sender wrote it, or null.</param>
/// <param name="Action">failed, delayed, delivered, relayed or expanded, in lower case; null where it is not said.</param>
/// <param name="Status">An enhanced status code such as 5.1.1 (RFC 3463), or null.</param>
/// <param name="Diagnostic">What the remote system said, without its type ("smtp;"), or null.</param>
/// <param name="RemoteMta">The remote system, or null.</param>
public sealed record RecipientReport(
    string? FinalRecipient, string? OriginalRecipient, string? Action, string? Status, string? Diagnostic, string? RemoteMta);
