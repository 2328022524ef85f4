using UnifiedInbox.Database;

namespace UnifiedInbox.Bench;

/// <summary>Fills the database with a past: people, their conversations, and messages spread over three years. Seeded, so that runs are alike.</summary>
internal static class History
{
    /// <summary>Messages a person has, on average.</summary>
    private const int PerPerson = 20;

    private const string Sql = """
        SELECT setseed(0.42);

        ALTER TABLE contact_addresses DISABLE TRIGGER contact_addresses_search;

        INSERT INTO contacts (id, name, phone, created_at)
        SELECT md5('contact' || n)::uuid,
               (ARRAY['Ada','Grace','Alan','Edsger','Barbara','Donald','Margaret','Dennis','Frances','Ken','Radia','Tim','Hedy','Niklaus','Joan'])[1 + n % 15]
                   || ' ' || (ARRAY['Lovelace','Hopper','Turing','Liskov','Knuth','Hamilton','Ritchie','Allen','Thompson','Perlman','Lamarr','Wirth','Clarke'])[1 + (n / 15) % 13]
                   || ' ' || n,
               '+1415' || lpad(n::text, 7, '0'),
               now() - interval '3 years'
          FROM generate_series(@from, @to) AS n;

        INSERT INTO contact_addresses (id, contact_id, kind, value, is_primary, created_at)
        SELECT md5('address' || n)::uuid, md5('contact' || n)::uuid, 'phone', '+1415' || lpad(n::text, 7, '0'), true, now() - interval '3 years'
          FROM generate_series(@from, @to) AS n;

        UPDATE contacts SET search_text = fold(name) || ' ' || phone
         WHERE id IN (SELECT md5('contact' || n)::uuid FROM generate_series(@from, @to) AS n);

        ALTER TABLE contact_addresses ENABLE TRIGGER contact_addresses_search;

        INSERT INTO conversations (id, contact_id, inbox_id, status, last_preview, last_direction, last_channel, last_at, last_inbound_at, closed_at)
        SELECT md5('conversation' || n)::uuid, md5('contact' || n)::uuid, @inboxId,
               CASE WHEN n % 20 = 0 THEN 'open' ELSE 'closed' END,
               'Thanks, see you then', 'inbound', 'sms', t.at, t.at, CASE WHEN n % 20 = 0 THEN NULL ELSE t.at END
          FROM generate_series(@from, @to) AS n,
               LATERAL (SELECT now() - (n % 1000) * interval '1 day' - random() * interval '1 day' AS at) t;

        INSERT INTO messages (id, contact_id, conversation_id, inbox_id, channel, direction, status, content, from_address, to_address,
                              provider, provider_id, at, created_at, updated_at)
        SELECT md5('message' || n || '-' || k)::uuid, c.contact_id, c.id, @inboxId, 'sms',
               CASE WHEN k % 2 = 0 THEN 'inbound' ELSE 'outbound' END,
               CASE WHEN k % 2 = 0 THEN 'received' ELSE 'delivered' END,
               'Message ' || k || ' about the order, the appointment and the invoice of last week',
               '+1415' || lpad(n::text, 7, '0'), '+15005550006', 'twilio', 'SM' || md5(n || '-' || k),
               c.last_at - k * interval '3 hours', c.last_at, c.last_at
          FROM generate_series(@from, @to) AS n
          JOIN conversations c ON c.id = md5('conversation' || n)::uuid,
               generate_series(0, @perPerson - 1) AS k;
        """;

    /// <summary>Grows the past from <paramref name="have"/> to <paramref name="want"/> messages, and lets PostgreSQL take stock.</summary>
    public static async Task GrowAsync(Db db, int have, int want)
    {
        var inboxId = await db.FindAsync<Guid>("SELECT id FROM inboxes WHERE channel = 'sms' LIMIT 1", null, CancellationToken.None);
        const int Step = 5_000;
        for (var from = (have / PerPerson) + 1; from <= want / PerPerson; from += Step)
        {
            await db.ExecuteAsync(
                Sql, new { from, to = Math.Min(from + Step - 1, want / PerPerson), inboxId, perPerson = PerPerson }, CancellationToken.None);
        }
        await db.ExecuteAsync("VACUUM (ANALYZE) contacts, contact_addresses, conversations, messages", null, CancellationToken.None);
    }

    public static Guid Conversation(int person) => Md5("conversation" + person);

    public static Guid Contact(int person) => Md5("contact" + person);

#pragma warning disable CA5351 // names of rows, nothing secret
    private static Guid Md5(string text) => new(System.Security.Cryptography.MD5.HashData(System.Text.Encoding.UTF8.GetBytes(text)), bigEndian: true);
#pragma warning restore CA5351

    public static int People(int messages) => messages / PerPerson;
}
