using UnifiedInbox.Attachments;
using UnifiedInbox.Mail.Threads;

namespace UnifiedInbox.Messages.Email;

/// <summary>A mail taken apart, ready for the database: <c>receive_email</c> reads these.</summary>
internal sealed record InboundEmail
{
    public required EmailSource Source { get; init; }

    /// <summary>The raw mail.</summary>
    public required StoredFile Raw { get; init; }

    /// <summary>The raw mail and its files, which go into the store when it is written to the database: together with those of others.</summary>
    public IReadOnlyList<IncomingFile> Incoming { get; init; } = [];

    /// <summary>Of what its writer wrote, without what servers added on the way.</summary>
    public required byte[] ContentHash { get; init; }

    public required EmailPeople People { get; init; }

    public required EmailWords Words { get; init; }

    public required EmailIdentity Identity { get; init; }

    /// <summary>As <c>messages.automatic</c>; null = a person wrote it.</summary>
    public string? Automatic { get; init; }

    public EmailReport? Report { get; init; }

    public IReadOnlyList<EmailFile> Files { get; init; } = [];

    /// <summary>What else is known, as JSON object text.</summary>
    public string MetadataJson { get; init; } = "{}";
}

/// <param name="RfcId">Message-ID, or one made of the content.</param>
/// <param name="OwnIds">Ids under which we may have sent this very mail: providers replace ours and we name it last in References.</param>
/// <param name="BaseKey">Of the subject, to be compared.</param>
/// <param name="MailboxKey">What the mailbox itself knows the thread by.</param>
/// <param name="Clues">What may join it to a thread, in order.</param>
internal sealed record EmailIdentity(
    string RfcId,
    IReadOnlyList<string> OwnIds,
    IReadOnlyList<string> InReplyTo,
    IReadOnlyList<string> References,
    string BaseKey,
    string? MailboxKey,
    IReadOnlyList<ThreadClue> Clues);

/// <param name="Reply">The new words; null where all of <paramref name="Content"/> is new.</param>
internal sealed record EmailWords(string Subject, string Content, string? Html, string? Reply);

/// <param name="File">Null where it was not stored, for <paramref name="Error"/>.</param>
internal sealed record EmailFile(string Name, string ContentType, StoredFile? File, string? ContentId, bool IsInline, string? Error = null);
