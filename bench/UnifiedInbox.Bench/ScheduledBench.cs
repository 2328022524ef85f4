namespace UnifiedInbox.Bench;

/// <summary>How late messages leave that are due in one and the same minute; the simulator's rate limits are off.</summary>
internal static class ScheduledBench
{
    /// <summary>As the outbox writes them, each in a conversation of its own; due evenly over @seconds from @from on.</summary>
    private const string ScheduleSql = """
        INSERT INTO contacts (id, name, phone)
        SELECT md5(@run || 'later' || n)::uuid, 'Later ' || n, '+1' || @area || lpad(n::text, 7, '0') FROM generate_series(1, @count) AS n;
        INSERT INTO contact_addresses (id, contact_id, kind, value, is_primary)
        SELECT md5(@run || 'later-address' || n)::uuid, md5(@run || 'later' || n)::uuid, 'phone', '+1' || @area || lpad(n::text, 7, '0'), true FROM generate_series(1, @count) AS n;
        INSERT INTO conversations (id, contact_id, inbox_id)
        SELECT md5(@run || 'lane' || n)::uuid, md5(@run || 'later' || n)::uuid, (SELECT id FROM inboxes WHERE channel = 'sms' LIMIT 1) FROM generate_series(1, @count) AS n;
        INSERT INTO messages (id, contact_id, conversation_id, inbox_id, channel, direction, status, content, from_address, to_address, provider, scheduled_at, at)
        SELECT md5(@run || 'due' || n)::uuid, c.contact_id, c.id, c.inbox_id, 'sms', 'outbound', 'scheduled', 'Reminder ' || n, '+15005550006',
               '+1' || @area || lpad(n::text, 7, '0'), 'twilio', d.at, d.at
          FROM generate_series(1, @count) AS n
          JOIN conversations c ON c.id = md5(@run || 'lane' || n)::uuid,
               LATERAL (SELECT @from + (n - 1) * make_interval(secs => @seconds / @count) AS at) d;
        INSERT INTO send_lanes (conversation_id, channel, due_at)
        SELECT m.conversation_id, 'sms', m.scheduled_at FROM messages m WHERE m.conversation_id IN (SELECT md5(@run || 'lane' || n)::uuid FROM generate_series(1, @count) AS n);
        ANALYZE messages;
        ANALYZE send_lanes;
        SELECT pg_notify('changes', '');
        """;

    /// <summary>To the hand-over, and to the provider's yes being written down.</summary>
    private const string LatenessSql = """
        SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY started) AS p50, percentile_disc(0.99) WITHIN GROUP (ORDER BY started) AS p99,
               max(started) AS most, percentile_disc(0.99) WITHIN GROUP (ORDER BY ended) AS p99_taken, count(*) AS sent, count(DISTINCT id) AS messages
          FROM (SELECT m.id, extract(epoch FROM a.at - m.scheduled_at) * 1000 AS started, extract(epoch FROM a.finished_at - m.scheduled_at) * 1000 AS ended
                  FROM messages m JOIN delivery_attempts a ON a.message_id = m.id
                 WHERE m.conversation_id IN (SELECT md5(@run || 'lane' || n)::uuid FROM generate_series(1, @count) AS n)) late
        """;

    public static async Task RunAsync(BenchNode node, int count)
    {
        Table.Heading($"Scheduled: {count:N0} messages due");
        node.Simulator.Carrier.Switch(now => now with { LostCallbacksPercent = 100 });
        await RowAsync(node, count, seconds: 60, "evenly in one minute", "628");
        await RowAsync(node, count, seconds: 0.0, "at one instant", "629");
    }

    private static async Task RowAsync(BenchNode node, int count, double seconds, string name, string area)
    {
        var carrier = node.Simulator.Carrier;
        var before = carrier.AcceptedCount;
        var from = TimeProvider.System.GetUtcNow().AddSeconds(20);
        await node.Db.ExecuteAsync(ScheduleSql, new { run = area, area, count, seconds, from }, CancellationToken.None);
        if (TimeProvider.System.GetUtcNow() >= from) throw new InvalidOperationException("Writing them took longer than they were to wait.");
        await carrier.WaitForAsync(simulator => simulator.AcceptedCount - before >= count, TimeSpan.FromMinutes(10));
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System); // the last outcomes
        var late = await node.Db.FindAsync<Late>(LatenessSql, new { run = area, count }, CancellationToken.None);
        Table.Row(name, ("p50 ms", (double)late!.P50), ("p99 ms", (double)late.P99), ("most ms", (double)late.Most), ("p99 taken ms", (double)late.P99Taken),
            ("attempts", late.Sent), ("messages", late.Messages));
    }

    private sealed record Late
    {
        public decimal P50 { get; init; }

        public decimal P99 { get; init; }

        public decimal Most { get; init; }

        public decimal P99Taken { get; init; }

        public long Sent { get; init; }

        public long Messages { get; init; }
    }
}
