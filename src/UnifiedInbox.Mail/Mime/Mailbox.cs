namespace UnifiedInbox.Mail.Mime;

/// <summary>One address of a From, To or like header (RFC 5322, section 3.4).</summary>
/// <param name="Name">Decoded; empty where there is none.</param>
/// <param name="Address">As written in the mail, without angle brackets, blanks and comments; empty where only a name stands there.</param>
/// <param name="Group">The name of the group it stands in, or null.</param>
public sealed record Mailbox(string Name, string Address, string? Group = null);
