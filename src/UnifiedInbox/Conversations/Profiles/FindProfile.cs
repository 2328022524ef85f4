using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Notes;

namespace UnifiedInbox.Conversations.Profiles;

/// <summary>What the pane beside a thread shows about its contact.</summary>
public sealed record Profile
{
    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public string? TimeZone { get; init; }
    public DateTimeOffset? MemberSince { get; init; }
    public string? Plan { get; init; }
    public string? Price { get; init; }

    /// <summary>JSON object text.</summary>
    public string Metadata { get; init; } = "{}";
    public DateTimeOffset CreatedAt { get; init; }
    public IReadOnlyList<ProfileAddress> Addresses { get; set; } = [];
    public IReadOnlyList<ProfileConversation> Conversations { get; set; } = [];
    public ListPage<Note> Notes { get; set; } = new([], null);
}

public sealed record ProfileAddress
{
    public string Kind { get; init; } = "";
    public string Value { get; init; } = "";
    public bool IsPrimary { get; init; }

    /// <summary>The senders of ours that this address wants nothing from, by name.</summary>
    public string[] OptedOutOf { get; init; } = [];
}

public sealed record ProfileConversation
{
    public Guid Id { get; init; }
    public string InboxName { get; init; } = "";
    public string Channel { get; init; } = "";
    public string Status { get; init; } = "";
    public string LastPreview { get; init; } = "";
    public DateTimeOffset LastAt { get; init; }
}

/// <summary>Reads a contact with its addresses and what else it has going with us, as far as the caller may see.</summary>
internal sealed class FindProfile(Db db, ListNotes notes)
{
    private const string Contact = """
        SELECT id,
               name,
               time_zone,
               member_since,
               plan,
               price,
               metadata,
               created_at
          FROM contacts
         WHERE id = @contactId
        """;

    private const string Addresses = """
        SELECT a.kind,
               a.value,
               a.is_primary,
               ARRAY(SELECT i.name
                       FROM inboxes i
                      WHERE can_use_inbox(@userId, i.id)
                        AND consent_state(i.id, a.value, i.channel) = 'opted_out'
                      ORDER BY i.name) AS opted_out_of
          FROM contact_addresses a
         WHERE a.contact_id = @contactId
         ORDER BY a.is_primary DESC, a.kind, a.created_at, a.id
        """;

    private const string Conversations = """
        SELECT c.id,
               i.name AS inbox_name,
               i.channel,
               c.status,
               c.last_preview,
               c.last_at
          FROM conversations c
          JOIN inboxes i ON i.id = c.inbox_id
         WHERE c.contact_id = @contactId
           AND can_use_inbox(@userId, c.inbox_id)
         ORDER BY c.last_at DESC, c.id DESC
         LIMIT 20
        """;

    public async Task<Profile?> RunAsync(Caller caller, Guid contactId, CancellationToken ct)
    {
        var parameters = new { contactId, userId = caller.UserId };
        var profile = await db.FindAsync<Profile>(Contact, parameters, ct);
        if (profile is null) return null;
        profile.Addresses = await db.ListAsync<ProfileAddress>(Addresses, parameters, ct);
        profile.Conversations = await db.ListAsync<ProfileConversation>(Conversations, parameters, ct);
        profile.Notes = await notes.RunAsync(caller, contactId, null, NoteList.Shown, ct);
        return profile;
    }
}
