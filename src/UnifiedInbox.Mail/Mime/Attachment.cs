namespace UnifiedInbox.Mail.Mime;

/// <summary>A file that came with a mail: a part of it, or a uuencoded block of its text.</summary>
public sealed class Attachment
{
    private readonly byte[]? bytes;

    internal Attachment(MimePart part, bool isInline)
    {
        Part = part;
        (FileName, ContentType, ContentId, ContentLocation) = (part.FileName, part.ContentType.MediaType, part.ContentId, part.ContentLocation);
        IsInline = isInline;
    }

    internal Attachment(string fileName, byte[] bytes)
    {
        this.bytes = bytes;
        (FileName, ContentType) = (fileName, "application/octet-stream");
    }

    /// <summary>As the sender names it, decoded; may hold path separators. Null where he gives no name.</summary>
    public string? FileName { get; }

    /// <summary>The media type the sender claims, in lower case.</summary>
    public string ContentType { get; }

    /// <summary>Without angle brackets: HTML names an inline image as <c>cid:</c> and this.</summary>
    public string? ContentId { get; }

    /// <summary>A URI that HTML may name it by.</summary>
    public string? ContentLocation { get; }

    /// <summary>Belongs into the text (an image of a related HTML part, or one that is shown between texts) rather than below it.</summary>
    public bool IsInline { get; }

    /// <summary>The part of the mail; null for a uuencoded block.</summary>
    public MimePart? Part { get; }

    /// <summary>The decoded content, read from the raw mail.</summary>
    public Stream OpenContent() => Part?.OpenContent() ?? new MemoryStream(bytes!, writable: false);
}
