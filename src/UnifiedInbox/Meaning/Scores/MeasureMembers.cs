using System.Text.Json;
using Dapper;
using Npgsql;
using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Meaning.Scores;

/// <summary>
/// Counts engagement and risk of whoever is due: after something of theirs happened, and once a day, since silence counts too. A row of
/// <c>member_scores</c> is the job; several nodes take different ones.
/// </summary>
internal sealed partial class MeasureMembers(Db db, LearnChurn churn, MeaningSignal signal, ChangeNotifier changes, TimeProvider time, ILogger<MeasureMembers> logger) : BackgroundService
{
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(30);

    /// <summary>Who writes ten messages in a row is counted once or twice, not ten times.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private const int BatchSize = 200;

    private const string Claim = "SELECT id, contact_id FROM member_scores WHERE due_at <= @now ORDER BY due_at LIMIT @limit FOR UPDATE SKIP LOCKED";

    /// <summary>The same person's other rows, from before they were made one of two, go.</summary>
    private const string Save = """
        DELETE FROM member_scores s USING unnest(@ids, @contacts) AS t (id, contact_id) WHERE s.contact_id = t.contact_id AND s.id <> ALL (@ids);
        UPDATE member_scores s
           SET engagement = t.engagement,
               parts = t.parts::jsonb,
               churn = t.churn,
               churn_unknown = t.churn_unknown,
               churn_parts = t.churn_parts::jsonb,
               computed_at = @now,
               due_at = @next
          FROM unnest(@ids, @engagements, @parts, @churns, @unknowns, @churnParts) AS t (id, engagement, parts, churn, churn_unknown, churn_parts)
         WHERE s.id = t.id
        """;

    private const string Extra = "DELETE FROM member_scores WHERE id = ANY (@ids)";

    private const string Tell = "INSERT INTO changes (kind, contact_id) SELECT 'score', c FROM unnest(@contacts) c";

    /// <summary>One batch; how many people were counted.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var learned = await churn.NewestAsync(ct);
        var done = await db.InTransactionAsync(connection => BatchAsync(connection, learned, ct), ct);
        if (done > 0) changes.Wake();
        return done;
    }

    private async Task<int> BatchAsync(NpgsqlConnection connection, LearnedChurn learned, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var due = (await connection.QueryAsync<Due>(new CommandDefinition(Claim, new { now, limit = BatchSize }, cancellationToken: ct))).AsList();
        if (due.Count == 0) return 0;
        var rows = due.DistinctBy(row => row.ContactId).ToList();
        await connection.ExecuteAsync(new CommandDefinition(Extra, new { ids = due.Except(rows).Select(row => row.Id).ToArray() }, cancellationToken: ct));
        var contacts = rows.Select(row => row.ContactId).ToArray();
        var facts = (await connection.QueryAsync<MemberFacts>(new CommandDefinition(MemberFacts.Sql, new { contacts, now }, cancellationToken: ct))).ToDictionary(fact => fact.ContactId);
        var scores = rows.ConvertAll(row => facts.TryGetValue(row.ContactId, out var fact) ? fact : new MemberFacts { ContactId = row.ContactId });
        var engagements = scores.ConvertAll(fact => Engagement.Of(fact, now));
        var risks = scores.ConvertAll(fact => fact.Messages == 0 ? new ChurnRisk(null, "Nothing was written in the last year.", []) : ChurnRisk.Of(fact.Days, now, learned));
        await connection.ExecuteAsync(new CommandDefinition(Save, new
        {
            ids = rows.Select(row => row.Id).ToArray(),
            contacts,
            engagements = engagements.Select(score => (short?)score?.Score).ToArray(),
            parts = engagements.Select(score => Json(score?.Parts)).ToArray(),
            churns = risks.Select(risk => (float?)risk.Chance).ToArray(),
            unknowns = risks.Select(risk => risk.Because).ToArray(),
            churnParts = risks.Select(risk => Json(risk.Parts)).ToArray(),
            now,
            next = now.AddDays(1),
        }, cancellationToken: ct));
        if (rows.Count < BatchSize) await connection.ExecuteAsync(new CommandDefinition(Tell, new { contacts }, cancellationToken: ct));
        return rows.Count;
    }

    private static string Json(IReadOnlyList<ScorePart>? parts) => JsonSerializer.Serialize(parts ?? [], JsonSerializerOptions.Web);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            try
            {
                while (await RunAsync(stoppingToken) == BatchSize) stoppingToken.ThrowIfCancellationRequested();
            }
            catch (PostgresException e)
            {
                LogFailed(logger, e);
            }
            await Rest.AfterAsync(began, Pause, time, stoppingToken);
            await signal.WaitAsync(AtLeast, time, stoppingToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Members could not be counted; trying again soon")]
    private static partial void LogFailed(ILogger logger, Exception e);

    private sealed record Due
    {
        public Guid Id { get; init; }
        public Guid ContactId { get; init; }
    }
}
