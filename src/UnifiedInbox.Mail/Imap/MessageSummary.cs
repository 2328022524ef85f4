namespace UnifiedInbox.Mail.Imap;

/// <summary>What a server says about a message. What it did not say is null; nothing of it is to be trusted.</summary>
public sealed class MessageSummary
{
    /// <summary>Names the message in its folder while UIDVALIDITY stays the same.</summary>
    public uint Uid { get; internal set; }

    /// <summary>For example <c>\Seen</c>; null where the server sent none, not even an empty list.</summary>
    public IReadOnlyList<string>? Flags { get; internal set; }

    /// <summary>When the server received it.</summary>
    public DateTimeOffset? InternalDate { get; internal set; }

    /// <summary>Bytes, as the server counts; some estimate.</summary>
    public long? Size { get; internal set; }

    /// <summary>The Message-ID header's value as it stands; empty where the mail has none, null where it was not asked for.</summary>
    public string? MessageId { get; internal set; }

    /// <summary>X-GM-MSGID: Gmail's own id, the same in every folder.</summary>
    public ulong? GmailMessageId { get; internal set; }

    /// <summary>X-GM-THRID: Gmail's conversation.</summary>
    public ulong? GmailThreadId { get; internal set; }

    /// <summary>EMAILID (RFC 8474), the same in every folder.</summary>
    public string? EmailId { get; internal set; }

    /// <summary>CONDSTORE: rises with every change of flags.</summary>
    public ulong? ModSeq { get; internal set; }

    /// <summary>The parts it is made of, where they were asked for.</summary>
    public BodyPart? Structure { get; internal set; }
}
