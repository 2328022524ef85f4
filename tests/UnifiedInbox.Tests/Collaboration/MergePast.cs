using System.Net.Http.Json;
using UnifiedInbox.Database;
using UnifiedInbox.Tests.Conversations;

namespace UnifiedInbox.Tests.Collaboration;

/// <summary>Two contacts with a past made up at random: conversations in every state, readers, threads of mails, what is scheduled, drafts.</summary>
internal sealed class MergePast
{
    private static int phones;
    private readonly Team team;

    private MergePast(Team team, Random random) => (this.team, Random) = (team, random);

    public Random Random { get; }

    public Guid Kept { get; private set; }

    public Guid Other { get; private set; }

    public string KeptPhone { get; } = $"+1415557{Interlocked.Increment(ref phones):0000}";

    public string OtherPhone { get; } = $"+1415557{Interlocked.Increment(ref phones):0000}";

    public static async Task<MergePast> MakeAsync(Team team, Random random)
    {
        var past = new MergePast(team, random);
        await team.Admin.PostAsJsonAsync("/api/labels", new { name = "VIP" });
        await team.Admin.PostAsJsonAsync("/api/labels", new { name = "Bug" });
        past.Kept = await past.PersonAsync(past.KeptPhone, "Kept");
        past.Other = await past.PersonAsync(past.OtherPhone, "Other");
        return past;
    }

    private async Task<Guid> PersonAsync(string phone, string name)
    {
        Guid conversation = default;
        for (var i = 0; i < 2 + Random.Next(4); i++)
        {
            conversation = Random.Next(2) == 0 ? await team.TextAsync($"{name} {i}", phone) : await team.WhatsAppAsync($"{name} {i}", phone);
            var labels = new[] { "VIP", "Bug" }.Where(_ => Random.Next(2) == 0).ToArray();
            object[] changes = [new { status = "closed" }, new { labels }, new { snoozedUntil = team.App.Clock.GetUtcNow().AddDays(2) }, new { labels = Array.Empty<string>() }];
            await team.Admin.PatchAsync(conversation, changes[Random.Next(changes.Length)]);
            if (Random.Next(2) == 0) await team.Admin.PostAsync(new Uri($"/api/conversations/{conversation}/read", UriKind.Relative), null);
        }
        var contact = await team.Db.FindAsync<Guid>("SELECT contact_id FROM conversations WHERE id = @conversation", new { conversation }, default);
        if (Random.Next(3) > 0) await team.Admin.PatchAsJsonAsync($"/api/contacts/{contact}", new { name, timeZone = Random.Next(2) == 0 ? "Europe/Berlin" : null });
        if (Random.Next(2) == 0)
            await team.Admin.PatchAsJsonAsync($"/api/contacts/{contact}", new { email = $"{name}{phone[1..]}@example.com", metadata = new { from = name, number = Random.Next(9) } });
        if (Random.Next(2) == 0)
            await team.Db.ExecuteAsync("UPDATE contacts SET labels = ARRAY(SELECT id FROM labels ORDER BY id LIMIT @most) WHERE id = @contact", new { contact, most = 1 + Random.Next(2) }, default);
        await team.Db.ExecuteAsync(More, new
        {
            contact,
            conversation,
            phone,
            thread = NewId.Next(),
            schedule = NewId.Next(),
            messages = Enumerable.Range(0, 3).Select(_ => NewId.Next()).ToArray(),
            decision = NewId.Next(),
            now = team.App.Clock.GetUtcNow().AddMinutes(-Random.Next(600)),
            someone = $"someone{Random.Next(5)}@example.com",
        }, default);
        return contact;
    }

    /// <summary>What the API cannot make in a moment: an answered mail in a thread, something scheduled, decisions, a participant, a draft.</summary>
    private const string More = """
        INSERT INTO email_threads (id, conversation_id, inbox_id, subject, base_key, last_at)
        SELECT @thread, c.id, c.inbox_id, 'About', 'about', @now FROM conversations c WHERE c.id = @conversation;
        INSERT INTO messages (id, contact_id, conversation_id, inbox_id, channel, direction, status, content, from_address, to_address, provider, thread_id, at, created_at, updated_at)
        SELECT (@messages)[1], c.contact_id, c.id, c.inbox_id, 'email', 'outbound', 'delivered', 'A mail', 'us@example.com', @phone, 'simulator', @thread, @now, @now, @now
          FROM conversations c WHERE c.id = @conversation;
        INSERT INTO schedules (id, contact_id, inbox_id, channel, to_address, rule, time_zone, starts, latest)
        SELECT @schedule, c.contact_id, c.inbox_id, 'sms', @phone, 'FREQ=DAILY', 'Europe/Berlin', '2100-01-01 09:00', '2100-01-01 09:00' FROM conversations c WHERE c.id = @conversation;
        INSERT INTO messages (id, contact_id, conversation_id, inbox_id, channel, direction, status, content, from_address, to_address, provider, schedule_id, occurrence, scheduled_at, at, created_at, updated_at)
        SELECT (@messages)[2], c.contact_id, c.id, c.inbox_id, 'sms', 'outbound', 'scheduled', 'Later', '+15005550006', @phone, 'simulator', @schedule, 1, '2100-01-01', '2100-01-01', @now, @now
          FROM conversations c WHERE c.id = @conversation;
        INSERT INTO policy_decisions (id, message_id, contact_id, stage, outcome, rule) VALUES (@decision, NULL, @contact, 'enqueue', 'refused', 'test');
        INSERT INTO policy_decisions (id, message_id, contact_id, stage, outcome, rule) SELECT gen_random_uuid(), (@messages)[1], @contact, 'claim', 'allowed', 'allowed';
        INSERT INTO conversation_participants (conversation_id, address, name, role, since) VALUES (@conversation, @someone, 'Someone', 'cc', @now);
        INSERT INTO drafts (conversation_id, inbox_id, version, writer, content, updated_at)
        SELECT c.id, c.inbox_id, gen_random_uuid(), gen_random_uuid(), 'A draft', @now FROM conversations c WHERE c.id = @conversation;
        """;

    /// <summary>Every row that has to do with either, as text.</summary>
    public async Task<string> DumpAsync() => string.Join("\n", await team.Db.ListAsync<string>("""
        WITH theirs AS (SELECT * FROM conversations WHERE contact_id IN (@Kept, @Other))
        SELECT line FROM (
            SELECT 'contact ' || to_jsonb(c)::text AS line FROM contacts c WHERE id IN (@Kept, @Other)
            UNION ALL SELECT 'address ' || to_jsonb(a)::text FROM contact_addresses a WHERE contact_id IN (@Kept, @Other)
            UNION ALL SELECT 'conversation ' || to_jsonb(c)::text FROM theirs c
            UNION ALL SELECT 'message ' || to_jsonb(m)::text FROM messages m WHERE contact_id IN (@Kept, @Other)
            UNION ALL SELECT 'read ' || to_jsonb(r)::text FROM conversation_reads r JOIN theirs c ON c.id = r.conversation_id
            UNION ALL SELECT 'thread ' || to_jsonb(t)::text FROM email_threads t JOIN theirs c ON c.id = t.conversation_id
            UNION ALL SELECT 'decision ' || to_jsonb(d)::text FROM policy_decisions d WHERE d.contact_id IN (@Kept, @Other)
            UNION ALL SELECT 'schedule ' || to_jsonb(s)::text FROM schedules s WHERE s.contact_id IN (@Kept, @Other)
            UNION ALL SELECT 'participant ' || to_jsonb(p)::text FROM conversation_participants p JOIN theirs c ON c.id = p.conversation_id
            UNION ALL SELECT 'draft ' || to_jsonb(d)::text FROM drafts d JOIN theirs c ON c.id = d.conversation_id
            UNION ALL SELECT 'lane ' || to_jsonb(l)::text FROM send_lanes l JOIN theirs c ON c.id = l.conversation_id) AS all_of_it
         ORDER BY line COLLATE "C"
        """, new { Kept, Other }, default));

    /// <summary>Messages are their conversation's contact's; threads where a mail of theirs is; never two conversations under way in one inbox.</summary>
    public async Task ConsistentAsync() => Assert.Empty(await team.Db.ListAsync<string>("""
        SELECT 'message ' || m.id FROM messages m JOIN conversations c ON c.id = m.conversation_id WHERE m.contact_id <> c.contact_id OR m.inbox_id <> c.inbox_id
        UNION ALL
        SELECT 'last ' || c.id FROM conversations c
         WHERE c.contact_id IN (@Kept, @Other)
           AND (SELECT max(m.at) FROM messages m WHERE m.conversation_id = c.id AND m.status <> 'scheduled') > c.last_at
        UNION ALL
        SELECT 'phone ' || c.id FROM contacts c WHERE c.phone IS DISTINCT FROM (
               SELECT a.value FROM contact_addresses a WHERE a.contact_id = c.id AND a.kind = 'phone' AND a.is_primary)
        """, new { Kept, Other }, default));
}
