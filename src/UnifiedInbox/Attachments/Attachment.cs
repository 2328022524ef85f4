namespace UnifiedInbox.Attachments;

/// <summary>A row of <c>attachments</c>: a file of a message, fetched or still to be fetched.</summary>
public sealed record Attachment
{
    public Guid Id { get; init; }

    public Guid MessageId { get; init; }

    public string Name { get; init; } = "";

    /// <summary>The sender's claim until stored; then what the bytes are.</summary>
    public string ContentType { get; init; } = "";

    /// <summary>Bytes; null until stored.</summary>
    public long? Size { get; init; }

    /// <summary><c>pending</c>, <c>stored</c> or <c>failed</c>.</summary>
    public string Status { get; init; } = "";

    public byte[]? Sha256 { get; init; }

    public string? SourceUrl { get; init; }

    /// <summary>Why it could not be fetched, in words.</summary>
    public string? ErrorText { get; init; }

    /// <summary>What a mail's HTML names it by, without <c>cid:</c>; null where it does not.</summary>
    public string? ContentId { get; init; }

    /// <summary>Shown in the mail's HTML.</summary>
    public bool IsInline { get; init; }

    /// <summary>Where this product serves it.</summary>
    public string Url => "/attachments/" + Id;
}
