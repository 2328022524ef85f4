using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Notes;
using UnifiedInbox.Policies.Consent;

namespace UnifiedInbox.Contacts.Profile;

/// <summary>What a contact's page shows beside the contact.</summary>
public sealed record ContactProfile(Contact Contact, IReadOnlyList<Said> Consents, IReadOnlyList<PastConversation> Conversations, ListPage<Note> Notes)
{
    /// <summary>What the addresses said over time, newest first.</summary>
    public IReadOnlyList<ConsentRow> History { get; init; } = [];

    /// <summary>The senders of ours that consent can be recorded for.</summary>
    public IReadOnlyList<ConsentSender> Senders { get; init; } = [];

    /// <summary>The latest merge into this contact, while it can be undone.</summary>
    public Merging.RecentMerge? Merge { get; init; }

    /// <summary>Engagement, risk and mood.</summary>
    public UnifiedInbox.Meaning.Scores.MemberMeaning? Meaning { get; init; }
}

/// <summary>What an address last said to one of our senders.</summary>
public sealed record Said
{
    public string Address { get; init; } = "";
    public Guid InboxId { get; init; }
    public string InboxName { get; init; } = "";
    public string Channel { get; init; } = "";

    /// <summary><c>opted_out</c>, <c>opted_in</c>, or <c>suppressed</c> where mail came back for good or was reported as spam.</summary>
    public string State { get; init; } = "";

    /// <summary><c>keyword</c>, <c>provider</c>, <c>agent</c>, <c>remembered</c>, <c>bounce</c>, <c>complaint</c>, <c>unsubscribe</c> …</summary>
    public string Source { get; init; } = "";

    public bool IsBarred => State != "opted_in";

    /// <summary>What is said before the inbox's name.</summary>
    public string Text => (State, Source) switch
    {
        ("opted_in", _) => "Opted in to",
        ("suppressed", "complaint") => "Reported as spam: no mail from",
        ("suppressed", _) => "Mail came back: no mail from",
        (_, "unsubscribe") => "Unsubscribed from",
        _ => "Opted out of",
    };

    public DateTimeOffset At { get; init; }
}

public sealed record PastConversation
{
    public Guid Id { get; init; }
    public string InboxName { get; init; } = "";
    public string Channel { get; init; } = "";
    public string Status { get; init; } = "";
    public string? AssigneeName { get; init; }
    public string LastPreview { get; init; } = "";
    public string? LastDirection { get; init; }
    public DateTimeOffset LastAt { get; init; }
}

/// <summary>Reads a contact's page; of the conversations those in inboxes the caller may use, of the notes those for them.</summary>
internal sealed class ReadContactProfile(Db db, FindContact find, ListNotes notes, Merging.FindMerge merges, UnifiedInbox.Meaning.Scores.FindMemberMeaning meaning)
{
    private const int MostConversations = 50;
    private const int MostHistory = 100;

    private const string Consents = """
        SELECT DISTINCT ON (s.address, i.channel, i.name, i.id)
               s.address,
               i.id AS inbox_id,
               i.name AS inbox_name,
               s.channel,
               s.state,
               s.source,
               s.at
          FROM contact_addresses a
          JOIN consents s ON s.address = a.value
          JOIN inboxes i ON i.id = s.inbox_id AND i.channel = s.channel
         WHERE a.contact_id = @id
           AND can_use_inbox(@userId, i.id)
         ORDER BY s.address, i.channel, i.name, i.id, s.at DESC, s.id DESC
        """;

    private const string Conversations = """
        SELECT v.id,
               i.name AS inbox_name,
               i.channel,
               v.status,
               u.name AS assignee_name,
               v.last_preview,
               v.last_direction,
               v.last_at
          FROM conversations v
          JOIN inboxes i ON i.id = v.inbox_id
          LEFT JOIN users u ON u.id = v.assignee_id
         WHERE v.contact_id = @id
           AND can_use_inbox(@userId, v.inbox_id)
         ORDER BY v.last_at DESC, v.id DESC
         LIMIT @most
        """;

    public async Task<ContactProfile?> RunAsync(Caller caller, Guid id, CancellationToken ct)
    {
        if (await find.RunAsync(id, ct) is not { } contact) return null;
        var parameters = new { id, userId = caller.UserId, most = MostConversations };
        return new ContactProfile(contact,
            await db.ListAsync<Said>(Consents, parameters, ct),
            await db.ListAsync<PastConversation>(Conversations, parameters, ct),
            await notes.RunAsync(caller, id, null, NoteList.Shown, ct))
        {
            History = await ListConsents.RunAsync(db, caller, id, null, MostHistory, ct),
            Senders = await db.ListAsync<ConsentSender>(ConsentSender.Sql, parameters, ct),
            Merge = await merges.RecentAsync(id, ct),
            Meaning = await meaning.RunAsync(caller, id, ct),
        };
    }
}
