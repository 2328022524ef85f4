using System.Diagnostics;

namespace UnifiedInbox.Bench;

/// <summary>Queued messages of many conversations, until the simulator has them all; its rate limits are off.</summary>
internal static class DispatchBench
{
    /// <summary>As the outbox writes them: message, lane, decision.</summary>
    private const string QueueSql = """
        INSERT INTO contacts (id, name, phone)
        SELECT md5('receiver' || n)::uuid, 'Receiver ' || n, '+1628' || lpad(n::text, 7, '0') FROM generate_series(1, @people) AS n;
        INSERT INTO contact_addresses (id, contact_id, kind, value, is_primary)
        SELECT md5('receiver-address' || n)::uuid, md5('receiver' || n)::uuid, 'phone', '+1628' || lpad(n::text, 7, '0'), true FROM generate_series(1, @people) AS n;
        INSERT INTO conversations (id, contact_id, inbox_id)
        SELECT md5('receiving' || n)::uuid, md5('receiver' || n)::uuid, (SELECT id FROM inboxes WHERE channel = 'sms' LIMIT 1) FROM generate_series(1, @people) AS n;
        INSERT INTO messages (id, contact_id, conversation_id, inbox_id, channel, direction, status, content, from_address, to_address, provider, next_attempt_at, at, created_at)
        SELECT md5('out' || n || '-' || k)::uuid, c.contact_id, c.id, c.inbox_id, 'sms', 'outbound', 'queued', 'Message ' || k, '+15005550006',
               '+1628' || lpad(n::text, 7, '0'), 'twilio', now(), now(), now() + k * interval '1 microsecond'
          FROM generate_series(1, @people) AS n JOIN conversations c ON c.id = md5('receiving' || n)::uuid, generate_series(1, @each) AS k;
        INSERT INTO send_lanes (conversation_id, channel, due_at)
        SELECT md5('receiving' || n)::uuid, 'sms', now() FROM generate_series(1, @people) AS n;
        SELECT pg_notify('changes', '');
        """;

    public static async Task RunAsync(BenchNode node, int people, int each)
    {
        var total = people * each;
        Table.Heading($"Dispatcher: {total:N0} messages in {people:N0} conversations");
        var carrier = node.Simulator.Carrier;
        carrier.Switch(now => now with { LostCallbacksPercent = 100 });
        var before = carrier.AcceptedCount;
        await node.Db.ExecuteAsync(QueueSql, new { people, each }, CancellationToken.None);
        var watch = Stopwatch.StartNew();
        await carrier.WaitForAsync(simulator => simulator.AcceptedCount - before >= total, TimeSpan.FromMinutes(10));
        var took = watch.Elapsed;
        Table.Row("sent, callbacks off", ("per s", total / took.TotalSeconds), ("s", took.TotalSeconds));
        Table.Row("accepted by the carrier", ("messages", carrier.AcceptedCount - before), ("expected", total));
        carrier.Switch(now => now with { LostCallbacksPercent = 0 });
    }
}
