using System.Text;
using System.Text.Json;
using UnifiedInbox.Database;

namespace UnifiedInbox.Meaning.Scores;

/// <summary>What was learned about who falls silent; without a model, why.</summary>
internal sealed record LearnedChurn(ChurnModel? Model, string? Because);

/// <summary>
/// Learns once a day, from what became of the people here, who falls silent: looks at up to 5,000 of them as they stood 30, 60 … 180 days
/// ago and at the 30 days after. What is kept learned from all; what is shown was measured by one that learned from the older looks only
/// and was asked about the latest.
/// </summary>
internal sealed partial class LearnChurn(Db db, TimeProvider time, ILogger<LearnChurn> logger) : BackgroundService
{
    public const string Kind = "churn";

    private const int Looks = 6;
    private const int MostPeople = 5_000;
    private const int FewestRows = 100;
    private const int FewestOfEach = 10;
    private const int FewestTested = 30;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private const string Claim = "UPDATE meaning_progress SET scoring_until = @until WHERE scoring_until < @now RETURNING true";
    private const string Release = "UPDATE meaning_progress SET scoring_until = '-infinity'";

    private const string Latest = "SELECT max(trained_at) FROM meaning_models WHERE kind = 'churn'";

    private const string NewestSql = "SELECT model FROM meaning_models WHERE kind = 'churn' ORDER BY trained_at DESC, id DESC LIMIT 1";

    /// <summary>A sample that does not depend on when people came: by the hash of their id.</summary>
    private const string People = """
        SELECT p.contact_id,
               array_agg(DISTINCT date_trunc('day', m.at AT TIME ZONE 'UTC') ORDER BY date_trunc('day', m.at AT TIME ZONE 'UTC')) AS days
          FROM (SELECT DISTINCT s.contact_id, md5(s.contact_id::text) AS place
                  FROM member_scores s
                 ORDER BY place
                 LIMIT 4 * @most) p
          JOIN messages m ON m.contact_id = p.contact_id
         WHERE m.at > @from AND m.at <= @now AND m.direction = 'inbound' AND m.automatic IS NULL AND NOT m.is_spam
         GROUP BY p.contact_id
        HAVING count(DISTINCT date_trunc('day', m.at AT TIME ZONE 'UTC')) >= 3
         LIMIT @most
        """;

    private const string Save = """
        UPDATE meaning_models SET model = NULL WHERE kind = 'churn' AND model IS NOT NULL;
        DELETE FROM meaning_models WHERE kind = 'churn' AND id NOT IN (SELECT id FROM meaning_models WHERE kind = 'churn' ORDER BY trained_at DESC LIMIT 50);
        INSERT INTO meaning_models (id, kind, trained_at, fingerprint, examples, own_examples, measured, model)
        VALUES (@id, 'churn', @now, '', @examples, @examples, @measured::jsonb, @model);
        UPDATE member_scores SET due_at = @now WHERE due_at > @now
        """;

    /// <summary>What the newest learning came to.</summary>
    public async Task<LearnedChurn> NewestAsync(CancellationToken ct) =>
        await db.FindAsync<byte[]>(NewestSql, null, ct) is { } bytes && JsonSerializer.Deserialize<LearnedChurn>(bytes, JsonSerializerOptions.Web) is { } learned
            ? learned
            : new LearnedChurn(null, "It is not known yet who falls silent here: this is learned once a day.");

    /// <summary>Learns where the last time is a day ago.</summary>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (await db.FindAsync<DateTimeOffset?>(Latest, null, ct) is { } latest && latest > now.AddDays(-1)) return false;
        if (await db.FindAsync<bool?>(Claim, new { now, until = now + Lease }, ct) is null) return false;
        try
        {
            var people = await db.ListAsync<Person>(People, new { most = MostPeople, now, from = now.AddDays(-Silence.Window - (Looks * Silence.Horizon)) }, ct);
            var (learned, measured, rows) = Learn([.. people.Select(person => person.Days)], now.UtcDateTime);
            await db.ExecuteAsync(Save, new
            {
                id = NewId.Next(time),
                now,
                examples = rows,
                measured = measured is null ? null : JsonSerializer.Serialize(measured, JsonSerializerOptions.Web),
                model = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(learned, JsonSerializerOptions.Web)),
            }, ct);
            LogLearned(logger, people.Count, rows);
            return true;
        }
        finally
        {
            await db.ExecuteAsync(Release, null, CancellationToken.None);
        }
    }

    /// <summary>Learns from days of writing alone.</summary>
    internal static (LearnedChurn Learned, BackTest? Measured, int Rows) Learn(IReadOnlyList<DateTime[]> people, DateTime now)
    {
        var looks = Enumerable.Range(1, Looks).Select(look => Look(people, now.AddDays(-look * Silence.Horizon))).ToList();
        var all = looks.SelectMany(look => look).ToList();
        if (!IsEnough(all, FewestRows))
            return (new LearnedChurn(null, $"Too few people have written here for long enough to learn from ({all.Count} of {FewestRows} looks at somebody's past)."), null, all.Count);
        var older = looks.Skip(1).SelectMany(look => look).ToList();
        BackTest? measured = null;
        if (IsEnough(older, FewestRows / 2) && looks[0].Count >= FewestTested)
        {
            var probe = ChurnModel.Train(older);
            measured = BackTest.Of(now.AddDays(-Silence.Horizon), [.. looks[0].Select(row => (probe.Chance(row.Features), row.Silent))]);
        }
        return (new LearnedChurn(ChurnModel.Train(all), null), measured, all.Count);
    }

    private static List<(double[] Features, bool Silent)> Look(IReadOnlyList<DateTime[]> people, DateTime at) =>
        [.. people.Select(days => (Silence.At(days, at).Silence, Silent: Silence.Followed(days, at))).Where(row => row.Silence is not null).Select(row => (row.Silence!.Features, row.Silent))];

    private static bool IsEnough(List<(double[] Features, bool Silent)> rows, int fewest) =>
        rows.Count >= fewest && rows.Count(row => row.Silent) >= FewestOfEach && rows.Count(row => !row.Silent) >= FewestOfEach;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMinutes(1), time, stoppingToken);
            await RunAsync(stoppingToken);
            await Task.Delay(Interval, time, stoppingToken);
        }
    }

    [LoggerMessage(LogLevel.Information, "Who falls silent was learned from {People} people, {Rows} looks at their past")]
    private static partial void LogLearned(ILogger logger, int people, int rows);

    private sealed record Person
    {
        public DateTime[] Days { get; init; } = [];
    }
}
