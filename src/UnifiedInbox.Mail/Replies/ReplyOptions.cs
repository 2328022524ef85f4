namespace UnifiedInbox.Mail.Replies;

/// <summary>What else is known of a mail whose new words are looked for.</summary>
public sealed record ReplyOptions
{
    /// <summary>Whether the subject says that this is a forward: then what stands below is why it was sent. Default false.</summary>
    public bool IsForward { get; init; }

    /// <summary>The sender's name, which helps to see where a signature begins. Default: unknown.</summary>
    public string? SenderName { get; init; }
}
