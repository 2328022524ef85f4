using UnifiedInbox.Accounts;
using UnifiedInbox.Contacts.List;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations;

/// <summary>Finds conversations for the palette by who they are with: the latest of each contact that fits the words.</summary>
internal sealed class ConversationsInPalette(Db db, ListContacts contacts) : IPaletteSource
{
    private const int Most = 6;

    private const string Sql = """
        SELECT latest.id,
               coalesce(nullif(k.name, ''), k.phone, k.email, 'Unknown') AS contact_name,
               latest.last_preview AS preview
          FROM unnest(@contactIds) WITH ORDINALITY AS found (id, place)
          JOIN contacts k ON k.id = found.id
         CROSS JOIN LATERAL (
               SELECT c.id,
                      c.last_preview
                 FROM conversations c
                WHERE c.contact_id = found.id
                  AND can_use_inbox(@userId, c.inbox_id)
                ORDER BY c.last_at DESC
                LIMIT 1) AS latest
         ORDER BY found.place
        """;

    public async Task<IReadOnlyList<PaletteItem>> FindAsync(Caller caller, string words, CancellationToken ct)
    {
        if (await contacts.RunAsync(new ContactFilter(words), ContactCursor.Start, Most, ct) is not { Page.Items: { Count: > 0 } people }) return [];
        var found = await db.ListAsync<Row>(Sql, new { contactIds = people.Select(contact => contact.Id).ToArray(), userId = caller.UserId }, ct);
        return [.. found.Select(row => new PaletteItem(AddressText.Of(row.ContactName), $"/inbox/{row.Id}", "message-square", row.Preview))];
    }

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string ContactName { get; init; } = "";
        public string Preview { get; init; } = "";
    }
}
