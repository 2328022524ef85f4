using System.Text.Json;
using UnifiedInbox.Database;
using UnifiedInbox.Meaning.Text;

namespace UnifiedInbox.Meaning.Learning;

/// <summary>How a model did on held-back texts, as it is kept and shown.</summary>
/// <param name="Count">Held-back texts.</param>
/// <param name="Accuracy">0 to 1.</param>
/// <param name="MacroF1">0 to 1.</param>
/// <param name="OwnCount">Of them, the team's own.</param>
/// <param name="OwnAccuracy">On those; null where they are fewer than <see cref="HeldBack.Fewest"/>.</param>
/// <param name="Classes">Each class by itself.</param>
internal sealed record ModelMeasurement(int Count, double Accuracy, double MacroF1, int OwnCount, double? OwnAccuracy, IReadOnlyList<ClassMeasurement> Classes);

/// <summary>
/// Trains both models anew when the team has said something new: on the shipped texts and the team's own, measured on a fifth held back.
/// Takes some seconds of one processor, on whichever node comes first, in nobody's way.
/// </summary>
internal sealed partial class TrainModels(Db db, OwnExamples own, CurrentModels models, TimeProvider time, ILogger<TrainModels> logger) : BackgroundService
{
    /// <summary>Corrections come in runs: a training learns all of one.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>A node that dies while training is waited for so long.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private const string Claim = "UPDATE meaning_progress SET training_until = @until WHERE training_until < @now RETURNING true";

    private const string Release = "UPDATE meaning_progress SET training_until = '-infinity'";

    private const string LatestFingerprint = "SELECT fingerprint FROM meaning_models WHERE kind = @kind ORDER BY trained_at DESC, id DESC LIMIT 1";

    /// <summary>Of former ones it stays known how well they did.</summary>
    private const string Save = """
        UPDATE meaning_models SET model = NULL WHERE kind = @kind AND model IS NOT NULL;
        DELETE FROM meaning_models WHERE kind = @kind AND id NOT IN (SELECT id FROM meaning_models WHERE kind = @kind ORDER BY trained_at DESC LIMIT 50);
        INSERT INTO meaning_models (id, kind, trained_at, fingerprint, examples, own_examples, measured, model)
        VALUES (@id, @kind, @now, @fingerprint, @examples, @own, @measured::jsonb, @model)
        """;

    /// <summary>Trains what has something new to learn; answers how many models that were.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var fingerprint = await own.FingerprintAsync(ct);
        var due = new List<string>();
        foreach (var kind in ModelKind.All)
            if (await db.FindAsync<string>(LatestFingerprint, new { kind }, ct) is var latest && latest != fingerprint && (latest is not null || (await own.ReadAsync(kind, ct)).Count > 0)) due.Add(kind);
        if (due.Count == 0) return 0;
        if (await db.FindAsync<bool?>(Claim, new { now = time.GetUtcNow(), until = time.GetUtcNow() + Lease }, ct) is null) return 0;
        try
        {
            foreach (var kind in due) await TrainAsync(kind, fingerprint, ct);
        }
        finally
        {
            await db.ExecuteAsync(Release, null, CancellationToken.None);
        }
        return due.Count;
    }

    private async Task TrainAsync(string kind, string fingerprint, CancellationToken ct)
    {
        var ours = await own.ReadAsync(kind, ct);
        var examples = ours.Concat(await ShippedTexts.ReadAsync(kind, ct)).ToList();
        var started = time.GetTimestamp();
        var (classifier, measured) = HeldBack.Train(examples, ct);
        var parameters = new
        {
            id = NewId.Next(time),
            kind,
            now = time.GetUtcNow(),
            fingerprint,
            examples = examples.Count,
            own = ours.Count,
            measured = measured is null ? null : JsonSerializer.Serialize(Of(measured), JsonSerializerOptions.Web),
            model = ModelFile.Write(classifier),
        };
        await db.ExecuteAsync(Save, parameters, ct);
        models.Forget();
        LogTrained(logger, kind, examples.Count, ours.Count, time.GetElapsedTime(started).TotalSeconds);
    }

    private static ModelMeasurement Of(HeldBackResult result) => new(
        result.All.Count, result.All.Accuracy, result.All.MacroF1, result.Own.Count, result.Own.Count < HeldBack.Fewest ? null : result.Own.Accuracy, result.All.Classes);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, stoppingToken);
            await RunAsync(stoppingToken);
        }
    }

    [LoggerMessage(LogLevel.Information, "The {Kind} model was trained on {Examples} texts, {Own} of them the team's own, in {Seconds:0.0} s")]
    private static partial void LogTrained(ILogger logger, string kind, int examples, int own, double seconds);
}
