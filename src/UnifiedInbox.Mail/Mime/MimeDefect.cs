namespace UnifiedInbox.Mail.Mime;

/// <summary>Something in a mail that its standard does not allow, or a limit that it passed.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Offset">Where, in bytes from the beginning of the raw mail.</param>
public readonly record struct MimeDefect(MimeDefectKind Kind, long Offset);

/// <summary>What can be wrong with a mail.</summary>
public enum MimeDefectKind
{
    /// <summary>A header block ends without an empty line; the text begins at this place.</summary>
    MissingHeaderEnd,

    /// <summary>A line among the headers is none and was skipped.</summary>
    InvalidHeaderLine,

    /// <summary>A header was longer than <see cref="MimeLimits.MaxHeaderLength"/> and is cut.</summary>
    HeaderTooLong,

    /// <summary>Headers beyond <see cref="MimeLimits.MaxHeaders"/> or <see cref="MimeLimits.MaxHeaderBytes"/> were skipped.</summary>
    TooManyHeaders,

    /// <summary>The content type cannot be read; the part counts as plain text.</summary>
    InvalidContentType,

    /// <summary>A multipart names no boundary, or one that is too long to be one.</summary>
    MissingBoundary,

    /// <summary>A multipart in which its boundary never stands.</summary>
    NoPartInMultipart,

    /// <summary>A multipart that ends without its closing boundary.</summary>
    MissingCloseBoundary,

    /// <summary>Multiparts deeper than <see cref="MimeLimits.MaxDepth"/>: this one was not taken apart.</summary>
    TooDeep,

    /// <summary>More than <see cref="MimeLimits.MaxParts"/> parts: from here on nothing was read.</summary>
    TooManyParts,

    /// <summary>An unknown transfer encoding; the content is taken as it stands.</summary>
    UnknownTransferEncoding,

    /// <summary>A charset that nobody knows; the text is guessed.</summary>
    UnknownCharset,

    /// <summary>An encoded multipart; the standard forbids it and it is read as it stands.</summary>
    EncodedMultipart,
}
