using System.Globalization;
using UnifiedInbox.Database;

namespace UnifiedInbox.Tests.Analytics;

/// <summary>A past made of chance, the same for the same seed: people, conversations in three inboxes, messages of every kind.</summary>
internal sealed class RandomHistory(Db db, int seed)
{
    private static readonly string[] Outbound = ["sent", "delivered", "delivered", "delivered", "read", "failed", "queued", "canceled", "held", "unconfirmed"];
    private readonly Random random = new(seed);

    public List<Guid> Contacts { get; } = [];
    public List<(Guid Id, Guid Contact, Guid Inbox, string Channel)> Conversations { get; } = [];
    public List<Guid> Labels { get; } = [];
    public List<Guid> Agents { get; } = [];
    public List<(Guid Id, string Channel)> Inboxes { get; } = [];

    public async Task WriteAsync(DateTimeOffset now, int people, int messages)
    {
        foreach (var (channel, open) in new[] { ("sms", true), ("email", true), ("whatsapp", false) })
        {
            Inboxes.Add((NewId.Next(), channel));
            await RunAsync("INSERT INTO inboxes (id, name, channel, address, provider, open_to_all) VALUES (@id, @channel, @channel, @address, 'test', @open)",
                new { id = Inboxes[^1].Id, channel, address = $"{channel}-{seed}@own.example", open });
        }
        for (var i = 0; i < 2; i++)
        {
            Labels.Add(NewId.Next());
            await RunAsync("INSERT INTO labels (id, name) VALUES (@id, @name)", new { id = Labels[^1], name = $"label {seed} {i}" });
            Agents.Add(NewId.Next());
            await RunAsync("INSERT INTO users (id, email, name, role, security_stamp, concurrency_stamp) VALUES (@id, @mail, @name, 'agent', 's', 'c')",
                new { id = Agents[^1], mail = $"agent{i}-{seed}@example.com", name = $"Agent {i}" });
        }
        for (var i = 0; i < people; i++) await AddPersonAsync(now, i);
        for (var i = 0; i < messages; i++) await AddMessageAsync(Conversations[random.Next(Conversations.Count)], At(now));
        await RunAsync("UPDATE conversations SET status = 'closed', closed_at = @now - random() * interval '40 days' WHERE id = ANY (@ids)",
            new { now, ids = Conversations.Where((_, i) => i % 3 == 0).Select(conversation => conversation.Id).ToArray() });
    }

    private long written;

    /// <summary>A third of everything falls into two days, so that threads are dense; some of it is of this very minute.</summary>
    private DateTimeOffset At(DateTimeOffset now) => Around(now).AddTicks(10 * ++written); // no two at the same instant

    private DateTimeOffset Around(DateTimeOffset now) => random.Next(10) switch
    {
        < 3 => now.AddDays(-20).AddSeconds(random.Next(2 * 86400)),
        9 => now.AddSeconds(-random.Next(600)),
        _ => now.AddSeconds(-random.Next(80 * 86400)),
    };

    private async Task AddPersonAsync(DateTimeOffset now, int i)
    {
        Contacts.Add(NewId.Next());
        await RunAsync("INSERT INTO contacts (id, name, created_at) VALUES (@id, @name, @at)", new { id = Contacts[^1], name = $"Person {i}", at = now.AddDays(-random.Next(90)) });
        foreach (var (inbox, channel) in Inboxes.Where(_ => random.Next(3) > 0))
        {
            Conversations.Add((NewId.Next(), Contacts[^1], inbox, channel));
            await RunAsync("INSERT INTO conversations (id, contact_id, inbox_id, assignee_id, labels) VALUES (@id, @contact, @inbox, @assignee, @labels)", new
            {
                id = Conversations[^1].Id,
                contact = Contacts[^1],
                inbox,
                assignee = random.Next(3) is var agent and < 2 ? Agents[agent] : (Guid?)null,
                labels = Labels.Where(_ => random.Next(3) == 0).OrderBy(_ => random.Next()).ToArray(),
            });
        }
        if (random.Next(4) == 0)
            await RunAsync("INSERT INTO consents (id, inbox_id, address, channel, state, source, at) VALUES (@id, @inbox, @address, @channel, 'opted_out', @source, @at)",
                new { id = NewId.Next(), inbox = Inboxes[i % 3].Id, channel = Inboxes[i % 3].Channel, address = $"+1555{i}", source = random.Next(4) == 0 ? "remembered" : "keyword", at = At(now) });
    }

    public Task<Guid> AddMessageAsync((Guid Id, Guid Contact, Guid Inbox, string Channel) conversation, DateTimeOffset at)
    {
        var inbound = random.Next(2) == 0;
        var status = inbound ? "received" : Outbound[random.Next(Outbound.Length)];
        return AddMessageAsync(conversation, at, inbound, status);
    }

    public async Task<Guid> AddMessageAsync((Guid Id, Guid Contact, Guid Inbox, string Channel) conversation, DateTimeOffset at, bool inbound, string status)
    {
        var id = NewId.Next();
        await RunAsync("""
            INSERT INTO messages (id, contact_id, conversation_id, inbox_id, author_id, channel, direction, status, content, from_address, to_address, provider, provider_id,
                                  error_code, error_text, automatic, is_spam, metadata, at)
            VALUES (@id, @contact, @conversation, @inbox, @author, @channel, @direction, @status, 'text', 'a', 'b', 'test', @providerId, @code, @sentence, @automatic, @spam, @metadata::jsonb, @at)
            """, new
        {
            id,
            contact = conversation.Contact,
            conversation = conversation.Id,
            inbox = conversation.Inbox,
            author = inbound || random.Next(5) == 0 ? (Guid?)null : Agents[random.Next(2)],
            channel = conversation.Channel,
            direction = inbound ? "inbound" : "outbound",
            status,
            providerId = id.ToString(),
            code = status == "failed" ? (random.Next(3) == 0 ? null : (30000 + random.Next(3)).ToString(CultureInfo.InvariantCulture)) : null,
            sentence = status == "failed" ? "It did not get there." : null,
            automatic = random.Next(12) == 0 ? "auto_reply" : null,
            spam = inbound && random.Next(15) == 0,
            metadata = !inbound && random.Next(12) == 0 ? """{"autoReply":"stop"}""" : "{}",
            at,
        });
        return id;
    }

    private Task<int> RunAsync(string sql, object parameters) => db.ExecuteAsync(sql, parameters, CancellationToken.None);
}
