namespace UnifiedInbox.Messages.Email;

/// <summary>What a new message has besides its text when it is an email.</summary>
internal sealed record NewEmail
{
    /// <summary>Null = that of the mail answered, as a reply; else there must be one.</summary>
    public string? Subject { get; init; }

    /// <summary>From the rich-text composer or the API; cleaned before it is stored. Null = plain text only.</summary>
    public string? Html { get; init; }

    /// <summary>Cleaned HTML to stand below <see cref="Html"/>: the mail that is answered or passed on.</summary>
    public string? Below { get; init; }

    /// <summary>The new words alone, where the text holds signature or history as well: what a timeline shows. Null = all of it is new.</summary>
    public string? Words { get; init; }

    /// <summary>More people it goes to: bare addresses.</summary>
    public IReadOnlyList<string> Cc { get; init; } = [];

    public IReadOnlyList<string> Bcc { get; init; } = [];

    /// <summary>Where answers shall go, if not to the inbox.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Ids of <c>uploads</c> (or of attachments the caller may see, when forwarding) to go along.</summary>
    public IReadOnlyList<Guid> Attachments { get; init; } = [];

    /// <summary>No personal reply (a campaign, a notice): carries one-click unsubscribe.</summary>
    public bool IsBulk { get; init; }
}
