namespace UnifiedInbox.Contacts;

/// <summary>How much of each kind went with a deleted person: the details of the audit entry. Rows, and no word of theirs.</summary>
internal sealed record DeletedTraces
{
    public long Messages { get; init; }
    public long Conversations { get; init; }
    public long Addresses { get; init; }
    public long Attachments { get; init; }
    public long RawMails { get; init; }
    public long Notes { get; init; }
    public long Schedules { get; init; }
    public long Drafts { get; init; }

    /// <summary>Other contacts that became this one.</summary>
    public long Merges { get; init; }

    public long Decisions { get; init; }

    /// <summary>Exports of everything about them that could still be fetched.</summary>
    public long Packages { get; init; }

    /// <summary>Of the ledger of attempts to send.</summary>
    public long Attempts { get; init; }

    /// <summary>Raw webhooks.</summary>
    public long JournalRows { get; init; }

    /// <summary>Answers kept for repeated requests.</summary>
    public long StoredAnswers { get; init; }

    /// <summary>In other people's conversations by mail.</summary>
    public long Participations { get; init; }

    public long Blocks { get; init; }
    public long ImportRows { get; init; }

    /// <summary>Of the person themselves, as a member.</summary>
    public long Accounts { get; init; }

    public long Consents { get; init; }
}
