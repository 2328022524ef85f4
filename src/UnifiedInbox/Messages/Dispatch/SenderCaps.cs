using Dapper;
using Npgsql;
using UnifiedInbox.Policies;

namespace UnifiedInbox.Messages;

/// <summary>
/// How many messages of today each capped sender has sent, during one claim: the rows are locked, so all nodes count together. A message
/// counts once, when it is first handed over. Senders without a cap are not counted, and cost nothing.
/// </summary>
internal sealed class SenderCaps
{
    private const string Sql = """
        INSERT INTO sender_days (inbox_id, day)
        SELECT unnest(@inboxes), @today::date ON CONFLICT DO NOTHING;
        SELECT d.inbox_id, d.sent
          FROM sender_days d
         WHERE d.inbox_id = ANY (@inboxes) AND d.day = @today::date
         ORDER BY d.inbox_id
           FOR UPDATE
        """;

    private readonly Dictionary<Guid, (int Sent, bool Counted)> senders;
    private readonly string today;

    private SenderCaps(Dictionary<Guid, (int Sent, bool Counted)> senders, string today) => (this.senders, this.today) = (senders, today);

    public static async Task<SenderCaps> ReadAsync(NpgsqlConnection connection, PendingMessage[] pending, PolicySettings policy, CancellationToken ct)
    {
        var inboxes = pending.Where(message => message.DailyCap is not null).Select(message => message.InboxId).Distinct().Order().ToArray();
        if (inboxes.Length == 0) return new SenderCaps([], policy.Today);
        var rows = await connection.QueryAsync<(Guid InboxId, int Sent)>(new CommandDefinition(Sql, new { inboxes, today = policy.Today }, cancellationToken: ct));
        return new SenderCaps(rows.ToDictionary(row => row.InboxId, row => (row.Sent, false)), policy.Today);
    }

    public int SentBy(PendingMessage message) => senders.TryGetValue(message.InboxId, out var sender) ? sender.Sent : 0;

    public void Take(PendingMessage message)
    {
        if (message.Attempts == 0 && senders.TryGetValue(message.InboxId, out var sender)) senders[message.InboxId] = (sender.Sent + 1, true);
    }

    public void Write(ClaimWrites writes)
    {
        foreach (var (inboxId, sender) in senders)
            if (sender.Counted) writes.Count(inboxId, today, sender.Sent);
    }
}
