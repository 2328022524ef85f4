using UnifiedInbox.Channels;
using UnifiedInbox.Conversations.Drafts;
using UnifiedInbox.Scheduling;

namespace UnifiedInbox.Messages;

/// <summary>A message someone wants sent, from the composer or the API.</summary>
internal sealed record NewMessage
{
    /// <summary>The id it shall get; a second call with the same id is the same message. Null = a fresh one.</summary>
    public Guid? Id { get; init; }

    public required Guid ContactId { get; init; }

    public required Channel Channel { get; init; }

    /// <summary>The text; may be empty where there is media. At most 1,600 characters on SMS and WhatsApp.</summary>
    public string Content { get; init; } = "";

    /// <summary>Public http(s) addresses of files: fetched, checked and kept before anything else is done; the copies are sent.</summary>
    public IReadOnlyList<string> MediaUrls { get; init; } = [];

    /// <summary>SMS and WhatsApp: ids of <c>uploads</c>, or of attachments the caller may see. At most 10 on SMS (MMS), 1 on WhatsApp.</summary>
    public IReadOnlyList<Guid> Attachments { get; init; } = [];

    /// <summary>The sender. Null = the number they wrote to last on this channel, else the channel's default.</summary>
    public Guid? InboxId { get; init; }

    /// <summary>The message this answers: its inbox and address are used.</summary>
    public Guid? ReplyToId { get; init; }

    /// <summary>Which of the contact's addresses is meant. Null, or one they do not have: where they last wrote from, else their primary one.</summary>
    public string? ToAddress { get; init; }

    /// <summary>The same text within a minute is meant, and a colleague's answer meanwhile changes nothing.</summary>
    public bool SendAnyway { get; init; }

    /// <summary>It shall leave now although it is quiet where they are.</summary>
    public bool OverrulesQuietHours { get; init; }

    /// <summary>When the newest message was written that the writer knew of: a colleague's later answer holds this one. Null = not asked.</summary>
    public DateTimeOffset? SeenAt { get; init; }

    /// <summary>The same by the message's id.</summary>
    public Guid? SeenId { get; init; }

    /// <summary>WhatsApp: an approved template instead of <see cref="Content"/>.</summary>
    public Templates.WhatsApp.ChosenTemplate? Template { get; init; }

    /// <summary>When it shall leave; null = now.</summary>
    public SendTime? SendAt { get; init; }

    /// <summary>How long sending can be taken back before it begins; zero = not.</summary>
    public TimeSpan UndoFor { get; init; }

    /// <summary>The draft it was made of, which goes with it; null = none.</summary>
    public SentDraft? Draft { get; init; }

    /// <summary>What an email has besides; null on the other channels.</summary>
    public Email.NewEmail? Email { get; init; }
}

/// <summary>What became of it. No HTTP in here: composer, API and workers read the same answer.</summary>
internal abstract record EnqueueOutcome
{
    private EnqueueOutcome()
    {
    }

    /// <param name="Message">As stored.</param>
    /// <param name="Repeated">It was there already, under the same id.</param>
    public sealed record Queued(Message Message, bool Repeated) : EnqueueOutcome;

    /// <param name="Code">For programs: <c>opted_out</c>, <c>contact_missing_phone</c>, <c>duplicate_text</c>, <c>no_inbox</c> …</param>
    /// <param name="Field">The request's field it is about.</param>
    /// <param name="Text">One sentence for people.</param>
    public sealed record Refused(string Code, string Field, string Text) : EnqueueOutcome;

    /// <summary>No such contact, message or inbox, or none this caller may see.</summary>
    public sealed record NotFound(string Field) : EnqueueOutcome;
}
