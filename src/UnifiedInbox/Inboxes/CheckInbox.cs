using UnifiedInbox.Database;

namespace UnifiedInbox.Inboxes;

public enum FindingKind
{
    Good,
    Note,
    Problem,
}

/// <param name="Title">What was looked at, in a few words.</param>
/// <param name="Text">What was found and, where something is wrong, what to do.</param>
public sealed record Finding(FindingKind Kind, string Title, string Text);

/// <summary>Looks at one provider's side of an inbox. One a provider folder.</summary>
internal interface IInboxCheck
{
    string Provider { get; }

    /// <summary>Whether it has something to look at here: usually the inboxes of its provider.</summary>
    bool Concerns(Inbox inbox) => inbox.Provider == Provider;

    Task<IReadOnlyList<Finding>> RunAsync(Inbox inbox, CancellationToken ct);
}

/// <summary>The self-check of an inbox: says in words what is wrong, before a customer does.</summary>
internal sealed class CheckInbox(Db db, InboxDirectory inboxes, IEnumerable<IInboxCheck> checks, TimeProvider time)
{
    private const string QueueSql = """
        SELECT count(*) AS waiting,
               min(w.created_at) AS oldest,
               (array_agg(w.wait_reason ORDER BY w.created_at))[1] AS reason
          FROM (SELECT m.created_at, m.wait_reason
                  FROM messages m
                 WHERE m.inbox_id = @id AND m.status IN ('queued', 'sending', 'unconfirmed')
                 ORDER BY m.created_at
                 LIMIT 1000) w
        """;

    private const string FailedSql = """
        SELECT m.error_code AS code,
               max(m.error_text) AS text,
               count(*) AS count
          FROM (SELECT m.error_code, m.error_text
                  FROM messages m
                 WHERE m.at > @since AND m.inbox_id = @id AND m.direction = 'outbound' AND m.status = 'failed'
                 LIMIT 1000) m
         GROUP BY m.error_code
         ORDER BY count(*) DESC
         LIMIT 3
        """;

    private const string SweptSql = """
        SELECT count(*)
          FROM inbound_events e
          JOIN messages m ON m.id = e.id
         WHERE e.at > @since AND e.kind = 'sweep' AND m.inbox_id = @id
        """;

    /// <summary>Null where there is no such inbox.</summary>
    public async Task<IReadOnlyList<Finding>?> RunAsync(Guid id, CancellationToken ct)
    {
        if (await inboxes.FindAsync(id, ct) is not { } inbox) return null;
        var findings = new List<Finding>();
        if (inbox.DisabledAt is not null) findings.Add(new(FindingKind.Note, "Switched off", "Nothing leaves from this inbox. Switch it on below to use it."));
        foreach (var check in checks)
            if (check.Concerns(inbox)) findings.AddRange(await check.RunAsync(inbox, ct));
        var since = time.GetUtcNow() - TimeSpan.FromDays(1);
        findings.Add(Queue(await db.FindAsync<QueueRow>(QueueSql, new { id }, ct) ?? new QueueRow()));
        foreach (var failed in await db.ListAsync<FailedRow>(FailedSql, new { id, since }, ct))
            findings.Add(new(FindingKind.Problem, failed.Count + (failed.Count == 1 ? " message" : " messages") + " failed today", failed.Text ?? failed.Code ?? "No reason was given."));
        var swept = await db.FindAsync<long>(SweptSql, new { id, since }, ct);
        if (swept > 0)
            findings.Add(new(
                FindingKind.Problem,
                "Webhooks do not arrive",
                swept + " of the last day's messages came in by asking the provider, not by its webhook. They were late. Check the webhook address."));
        return findings;
    }

    private Finding Queue(QueueRow queue)
    {
        if (queue.Waiting == 0) return new(FindingKind.Good, "Nothing is waiting", "Everything written has been handed over.");
        var age = time.GetUtcNow() - (queue.Oldest ?? time.GetUtcNow());
        var text = queue.Waiting + (queue.Waiting == 1 ? " message waits" : " messages wait") + ", the oldest for " + Words(age) + ". " + queue.Reason;
        return new(age > TimeSpan.FromMinutes(2) ? FindingKind.Problem : FindingKind.Note, "Messages are waiting", text.Trim());
    }

    private static string Words(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => "less than a minute",
        { TotalHours: < 1 } => (int)age.TotalMinutes + " min",
        { TotalDays: < 1 } => (int)age.TotalHours + " h",
        _ => (int)age.TotalDays + " days",
    };

    private sealed record QueueRow
    {
        public long Waiting { get; init; }

        public DateTimeOffset? Oldest { get; init; }

        public string? Reason { get; init; }
    }

    private sealed record FailedRow
    {
        public string? Code { get; init; }

        public string? Text { get; init; }

        public long Count { get; init; }
    }
}
