namespace UnifiedInbox.Mail.Imap;

/// <summary>What became of a fetch.</summary>
/// <param name="Stored">Messages handed over in full.</param>
/// <param name="TooLarge">UIDs whose body is over the limit: it was skipped.</param>
/// <param name="Missing">UIDs the server sent nothing for: removed meanwhile, or it cannot read them.</param>
public sealed record FetchOutcome(int Stored, IReadOnlyList<uint> TooLarge, IReadOnlyList<uint> Missing);
