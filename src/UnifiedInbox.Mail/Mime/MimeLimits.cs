namespace UnifiedInbox.Mail.Mime;

/// <summary>
/// How much of a mail is read. Beyond a limit the rest is left as it stands and a defect says so; nothing throws. The defaults
/// let every mail through that a person would send and keep a hostile one to a few megabytes and about a second.
/// </summary>
public sealed record MimeLimits
{
    /// <summary>Multiparts and messages inside each other. Default 64; a deeper multipart is one part that is not taken apart.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Parts of one message, multiparts counted. Default 10,000; what follows is not read.</summary>
    public int MaxParts { get; init; } = 10_000;

    /// <summary>Bytes of all headers of all parts together. Default 8 MiB; later headers are skipped.</summary>
    public int MaxHeaderBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Bytes of one header with its continuation lines. Default 256 KiB (some 5,000 recipients); the rest of it is cut.</summary>
    public int MaxHeaderLength { get; init; } = 256 * 1024;

    /// <summary>Headers of one part. Default 5,000; later ones are skipped.</summary>
    public int MaxHeaders { get; init; } = 5_000;

    /// <summary>Characters of a body text. Default 4 Mi; the text is cut there, the raw mail still has the rest.</summary>
    public int MaxTextLength { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// Bytes an encoded embedded message is decoded to in memory. Default 32 MiB; a larger one is not opened. One that is not
    /// encoded is read in place and has no such limit.
    /// </summary>
    public int MaxEncodedMessage { get; init; } = 32 * 1024 * 1024;

    /// <summary>Defects listed. Default 100; further ones are only counted.</summary>
    public int MaxDefects { get; init; } = 100;

    internal static MimeLimits Default { get; } = new();
}
