namespace UnifiedInbox.Mail.Imap;

/// <summary>A part of a message, from BODYSTRUCTURE.</summary>
/// <param name="Section">What fetches it: <c>1</c>, <c>2.1</c>. Empty for a multipart message as a whole.</param>
/// <param name="MediaType">In lower case, for example <c>text/plain</c> or <c>multipart/mixed</c>.</param>
/// <param name="Charset">Of text, as the mail says.</param>
/// <param name="Encoding">Content-Transfer-Encoding, in lower case.</param>
/// <param name="Size">Bytes, still encoded.</param>
/// <param name="IsAttachment">Whether it is to be saved rather than shown.</param>
/// <param name="Parts">Its parts, if it is made of some.</param>
public sealed record BodyPart(
    string Section,
    string MediaType,
    string? Charset,
    string? Encoding,
    long? Size,
    bool IsAttachment,
    IReadOnlyList<BodyPart> Parts)
{
    /// <summary>This part and all in it, in the order they stand.</summary>
    public IEnumerable<BodyPart> All() => Parts.SelectMany(part => part.All()).Prepend(this);
}
