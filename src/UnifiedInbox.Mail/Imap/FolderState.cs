namespace UnifiedInbox.Mail.Imap;

/// <summary>A folder as it was when it was opened; the number of messages is kept up to date.</summary>
/// <param name="Name">Its name as the server writes it.</param>
/// <param name="UidValidity">While this stays the same, a UID means the same message.</param>
/// <param name="UidNext">The UID the next message will get or exceed; not every server says it.</param>
/// <param name="Exists">Messages in it.</param>
/// <param name="HighestModSeq">With CONDSTORE: everything that changed since has a higher number. Null where the server keeps none.</param>
/// <param name="ReadOnly">Whether flags cannot be changed.</param>
/// <param name="PermanentFlags">Flags the server keeps; <c>\*</c> stands for any. Null where it did not say: all of them.</param>
public sealed record FolderState(
    string Name,
    uint UidValidity,
    uint? UidNext,
    long Exists,
    ulong? HighestModSeq,
    bool ReadOnly,
    IReadOnlyList<string>? PermanentFlags)
{
    /// <summary>Whether the server keeps this flag.</summary>
    public bool Keeps(string flag) => !ReadOnly && (PermanentFlags is null
        || PermanentFlags.Contains(flag, StringComparer.OrdinalIgnoreCase)
        || !flag.StartsWith('\\') && PermanentFlags.Contains("\\*"));
}
