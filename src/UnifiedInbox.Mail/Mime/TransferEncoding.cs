namespace UnifiedInbox.Mail.Mime;

/// <summary>How the content of a part is written in the mail.</summary>
public enum TransferEncoding
{
    /// <summary>As it is: 7bit, 8bit, binary, or one that nobody knows.</summary>
    None,

    /// <summary>RFC 2045, section 6.8.</summary>
    Base64,

    /// <summary>RFC 2045, section 6.7.</summary>
    QuotedPrintable,

    /// <summary>The encoding of the Unix program, under any of its names.</summary>
    UuEncode,
}
