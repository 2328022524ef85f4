namespace UnifiedInbox.Mail.Mime.Headers;

/// <summary>The headers that say who wrote what to whom; read when first asked for.</summary>
internal sealed record Envelope
{
    public required string? Subject { get; init; }
    public required IReadOnlyList<Mailbox> From { get; init; }
    public required IReadOnlyList<Mailbox> Sender { get; init; }
    public required IReadOnlyList<Mailbox> To { get; init; }
    public required IReadOnlyList<Mailbox> Cc { get; init; }
    public required IReadOnlyList<Mailbox> Bcc { get; init; }
    public required IReadOnlyList<Mailbox> ReplyTo { get; init; }
    public required DateTimeOffset? Date { get; init; }
    public required string? MessageId { get; init; }
    public required IReadOnlyList<string> InReplyTo { get; init; }
    public required IReadOnlyList<string> References { get; init; }

    public static Envelope Of(HeaderList headers) => new()
    {
        Subject = AddressText.Collapse(headers["Subject"] ?? "") is { Length: > 0 } subject ? subject : null,
        From = Mailboxes(headers, "From"),
        Sender = Mailboxes(headers, "Sender"),
        To = Mailboxes(headers, "To"),
        Cc = Mailboxes(headers, "Cc"),
        Bcc = Mailboxes(headers, "Bcc"),
        ReplyTo = Mailboxes(headers, "Reply-To"),
        Date = headers.Find("Date") is { } date ? DateReader.Read(date.RawValue) : null,
        MessageId = headers.Find("Message-ID") is { } id ? MessageIds.ReadOne(id.RawValue) : null,
        InReplyTo = headers.Find("In-Reply-To") is { } parent ? MessageIds.Read(parent.RawValue) : [],
        References = headers.Find("References") is { } references ? MessageIds.Read(references.RawValue) : [],
    };

    private static List<Mailbox> Mailboxes(HeaderList headers, string name)
    {
        var found = new List<Mailbox>();
        foreach (var header in headers)
        {
            if (header.Is(name)) found.AddRange(AddressReader.Read(header.RawValue));
        }
        return found;
    }
}
