namespace UnifiedInbox.Mail.Mime.Writing;

/// <summary>
/// A mail to be written. Whatever stands in these fields, no line break of theirs becomes one of the mail's: control characters
/// are written as blanks.
/// </summary>
public sealed record NewMail
{
    /// <summary>Who writes.</summary>
    public required Mailbox From { get; init; }

    /// <summary>Who it goes to. There is no Bcc: who gets a blind copy is the envelope's business.</summary>
    public IReadOnlyList<Mailbox> To { get; init; } = [];

    /// <summary>Who gets a copy.</summary>
    public IReadOnlyList<Mailbox> Cc { get; init; } = [];

    /// <summary>Where answers go, if not to <see cref="From"/>.</summary>
    public IReadOnlyList<Mailbox> ReplyTo { get; init; } = [];

    /// <summary>Any characters; one line.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The text, or the text alternative where there is HTML. Line ends of any kind.</summary>
    public string Text { get; init; } = "";

    /// <summary>Null = text only. Names files by <c>cid:</c> and their <see cref="NewMailFile.ContentId"/>.</summary>
    public string? Html { get; init; }

    /// <summary>Without angle brackets.</summary>
    public required string MessageId { get; init; }

    /// <summary>Without angle brackets; null where this answers nothing.</summary>
    public string? InReplyTo { get; init; }

    /// <summary>Without angle brackets, oldest first.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>When it is said to be written.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>Further headers. A name that is none (RFC 5322 section 2.2) is left out; the value may hold any characters.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Files, in order.</summary>
    public IReadOnlyList<NewMailFile> Files { get; init; } = [];
}

/// <summary>A file that goes along.</summary>
/// <param name="Name">Any characters.</param>
/// <param name="ContentType">Its media type; one that is malformed, or must not be written in base64, becomes <c>application/octet-stream</c>.</param>
/// <param name="ContentId">Without angle brackets; set where the HTML shows it, and the file is then written beside the HTML.</param>
/// <param name="Open">Opens the bytes; called once for each time the mail is written.</param>
public sealed record NewMailFile(string Name, string ContentType, string? ContentId, Func<Stream> Open);
