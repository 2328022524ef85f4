using System.Diagnostics;
using UnifiedInbox.Database;

namespace UnifiedInbox.Bench;

/// <summary>
/// Three years of a support team, seeded: working days busier than nights, words as common as words are (the n-th one n times rarer than
/// the first), six agents, labels, three inboxes, replies that take minutes to days, one message in fifty failing.
/// </summary>
internal static class LongHistory
{
    private const int PerPerson = 20;

    private const string Stage = """
        SELECT setseed(0.42);
        INSERT INTO users (id, email, name, role, security_stamp, concurrency_stamp)
        SELECT md5('agent' || n)::uuid, 'agent' || n || '@example.com', 'Agent ' || n, 'agent', 's', 'c' FROM generate_series(1, 6) n ON CONFLICT DO NOTHING;
        INSERT INTO labels (id, name) SELECT md5('label' || n)::uuid, 'Label ' || n FROM generate_series(1, 5) n ON CONFLICT DO NOTHING;
        INSERT INTO inboxes (id, name, channel, address, provider)
        VALUES (md5('inbox1')::uuid, 'Bench SMS', 'sms', '+15550001', 'bench'), (md5('inbox2')::uuid, 'Bench mail', 'email', 'bench@example.com', 'bench'),
               (md5('inbox3')::uuid, 'Bench WhatsApp', 'whatsapp', '+15550002', 'bench') ON CONFLICT DO NOTHING;
        CREATE TABLE IF NOT EXISTS bench_words AS
        SELECT n, (SELECT string_agg((ARRAY['ba','ko','ri','su','te','mo','la','ne','di','pu','ga','ve','zo','fi','ha'])[1 + ((n * 7919) / power(15, k)::int + k * n) % 15], '')
                     FROM generate_series(0, 2 + n % 2) k) || CASE WHEN n > 3000 THEN n::text ELSE '' END AS word
          FROM generate_series(1, 6000) n;
        """;

    private const string Grow = """
        SELECT setseed(0.1 + (@from % 1000) / 2000.0);
        INSERT INTO contacts (id, name, phone, search_text, created_at)
        SELECT md5('person' || n)::uuid, v.name, NULL, fold(' ' || v.name), now() - interval '3 years' * random()
          FROM generate_series(@from, @to) n
         CROSS JOIN LATERAL (SELECT (ARRAY['Ada','Grace','Alan','Edsger','Barbara','Donald','Margaret'])[1 + n % 7] || ' ' || (ARRAY['Lovelace','Hopper','Turing','Liskov','Knuth'])[1 + n % 5] || ' ' || n AS name) v;
        INSERT INTO conversations (id, contact_id, inbox_id, status, assignee_id, labels, last_at, updated_at, closed_at)
        SELECT md5('talk' || n)::uuid, md5('person' || n)::uuid, md5('inbox' || 1 + n % 3)::uuid, CASE WHEN n % 20 = 0 THEN 'open' ELSE 'closed' END,
               md5('agent' || 1 + n % 6)::uuid, CASE WHEN n % 3 = 0 THEN ARRAY[md5('label' || 1 + n % 5)::uuid] ELSE '{}' END, t.at, t.at, CASE WHEN n % 20 = 0 THEN NULL ELSE t.at + interval '2 hours' END
          FROM generate_series(@from, @to) n
         CROSS JOIN LATERAL (SELECT date_trunc('day', now() - interval '1095 days' * random()) + interval '8 hours' + interval '10 hours' * random() AS at WHERE n > 0) t;
        INSERT INTO messages (id, contact_id, conversation_id, inbox_id, author_id, channel, direction, status, content, from_address, to_address, provider, provider_id, error_code, error_text, at, created_at, updated_at)
        SELECT md5('word' || c.n || '-' || k)::uuid, c.contact_id, c.id, c.inbox_id, CASE WHEN k % 2 = 1 THEN c.assignee_id END, (ARRAY['sms','email','whatsapp'])[1 + c.n % 3],
               CASE WHEN k % 2 = 0 THEN 'inbound' ELSE 'outbound' END,
               s.status,
               (SELECT string_agg(w.word, ' ') FROM generate_series(1, 10) i CROSS JOIN LATERAL (SELECT floor(exp(random() * ln(6000)))::int AS n WHERE i > 0 AND k >= 0) r JOIN bench_words w ON w.n = r.n),
               'a', 'b', 'bench', c.n || '-' || k,
               CASE WHEN s.status = 'failed' THEN '30003' END, CASE WHEN s.status = 'failed' THEN 'The phone is switched off.' END, c.last_at - (@perPerson - k) * interval '7 hours' * (0.5 + random()), c.last_at, c.last_at
          FROM (SELECT n, v.* FROM generate_series(@from, @to) n JOIN conversations v ON v.id = md5('talk' || n)::uuid) c
         CROSS JOIN generate_series(0, @perPerson - 1) k
         CROSS JOIN LATERAL (SELECT CASE WHEN k % 2 = 0 THEN 'received' WHEN random() < 0.04 THEN 'failed' WHEN random() < 0.2 THEN 'read' ELSE 'delivered' END AS status) s;
        """;

    private const string Switch = """
        ALTER TABLE messages {0} TRIGGER USER;
        ALTER TABLE conversations {0} TRIGGER USER;
        ALTER TABLE contacts {0} TRIGGER USER;
        """;

    /// <summary>Grows to <paramref name="want"/> messages, not yet counted or indexed, as after an update from a version without.</summary>
    /// <returns>False where there were as many already.</returns>
    public static async Task<bool> GrowAsync(Db db, int want)
    {
        await RunAsync(db, Stage);
        var have = await db.FindAsync<int>("SELECT count(*)::int FROM conversations WHERE inbox_id IN (md5('inbox1')::uuid, md5('inbox2')::uuid, md5('inbox3')::uuid)", null, default) * PerPerson;
        if (have >= want) return false;
        await RunAsync(db, Switch.Replace("{0}", "DISABLE", StringComparison.Ordinal));
        const int Step = 2_500;
        for (var from = (have / PerPerson) + 1; from <= want / PerPerson; from += Step)
            await RunAsync(db, Grow, new { from, to = Math.Min(from + Step - 1, want / PerPerson), perPerson = PerPerson });
        await RunAsync(db, Switch.Replace("{0}", "ENABLE", StringComparison.Ordinal));
        // Messages lie on the disk in the order they came.
        await RunAsync(db, "CLUSTER messages USING messages_newest");
        await RunAsync(db, "VACUUM (ANALYZE) contacts, conversations, messages");
        await RunAsync(db, "SELECT restart_analytics('UTC', NULL); SELECT search_after_restore()");
        return true;
    }

    public static async Task CountAsync(Db db)
    {
        var watch = Stopwatch.StartNew();
        while (await db.FindAsync<bool>("SELECT recount_analytics(now(), 'UTC', NULL, 2000)", null, default)) continue;
        await RunAsync(db, "VACUUM (ANALYZE) message_counts, load_counts, day_counts, hour_counts, member_counts, durations, duration_counts, duration_bins, duration_sums, analytics_marks");
        Table.Row("counted anew, a day at a time", ("s", watch.Elapsed.TotalSeconds));
    }

    public static async Task IndexAsync(Db db)
    {
        var watch = Stopwatch.StartNew();
        while (await db.FindAsync<bool>("SELECT index_messages(2000)", null, default)) continue;
        var rows = await db.FindAsync<long>("SELECT count(*) FROM message_search", null, default);
        Table.Row("history indexed", ("s", watch.Elapsed.TotalSeconds), ("messages/s", rows / watch.Elapsed.TotalSeconds));
        await RunAsync(db, "VACUUM (ANALYZE) message_search");
    }

    /// <summary>
    /// As some hours after an update: what the messages mean was told and the members were measured. Until then a core is at that whenever
    /// nothing else is, and a reading would be of both.
    /// </summary>
    public static Task SettleAsync(Db db) => RunAsync(db, """
        UPDATE meaning_progress SET history_done = true;
        INSERT INTO member_scores (id, contact_id, due_at)
        SELECT gen_random_uuid(), c.id, now() + interval '1 day' FROM contacts c WHERE NOT EXISTS (SELECT FROM member_scores s WHERE s.contact_id = c.id);
        UPDATE member_scores SET due_at = now() + interval '1 day' WHERE due_at < now() + interval '1 hour';
        """);

    public static Task<string?> WordAsync(Db db, int rank) => db.FindAsync<string>("SELECT word FROM bench_words WHERE n = @rank", new { rank }, default);

    private static async Task RunAsync(Db db, string sql, object? parameters = null)
    {
        await using var connection = await db.OpenAsync(default);
        await Dapper.SqlMapper.ExecuteAsync(connection, new Dapper.CommandDefinition(sql, parameters, commandTimeout: 0));
    }
}
