using System.Text.Json;
using UnifiedInbox.Accounts;
using UnifiedInbox.Conversations.Labels;
using UnifiedInbox.Database;
using UnifiedInbox.Meaning.Scores;
using UnifiedInbox.Web;

namespace UnifiedInbox.Meaning.Learning;

/// <summary>A model and how well it did.</summary>
/// <param name="Kind">sentiment, category or churn.</param>
/// <param name="TrainedAt">Null for the one that ships.</param>
/// <param name="Examples">What it learned from.</param>
/// <param name="OwnExamples">Of them, the team's own.</param>
/// <param name="Measured">On held-back data; its members depend on the kind. Null where there is too little.</param>
public sealed record ModelReport(string Kind, DateTimeOffset? TrainedAt, int Examples, int OwnExamples, JsonElement? Measured);

/// <summary>A label and how many of the team's messages teach it.</summary>
public sealed record LabelReport(Guid Id, string Name, string Colour, bool IsTold, int Examples);

/// <summary>What <c>/settings/meaning</c> shows.</summary>
public sealed record MeaningReport(
    IReadOnlyList<ModelReport> Models, IReadOnlyList<LabelReport> Labels, long Told, long Corrected, bool HistoryDone, IReadOnlyList<AtRisk> AtRisk);

/// <summary>The models in use and how well each did on data it had not seen.</summary>
internal sealed class ListModels(Db db, OwnExamples own, ListLabels labels, ListAtRisk atRisk)
{
    private const string Newest = """
        SELECT DISTINCT ON (kind)
               kind,
               trained_at,
               examples,
               own_examples,
               measured::text AS measured
          FROM meaning_models
         ORDER BY kind, trained_at DESC, id DESC
        """;

    /// <summary>Of the last 30 days: the count must not grow with history.</summary>
    private const string Counts = """
        SELECT (SELECT count(*) FROM messages m JOIN message_meanings y ON y.message_id = m.id WHERE m.at > @since AND m.direction = 'inbound') AS told,
               (SELECT count(*) FROM messages m JOIN message_meanings y ON y.message_id = m.id WHERE m.at > @since AND y.said_at IS NOT NULL) AS corrected,
               (SELECT history_done FROM meaning_progress) AS history_done
        """;

    public async Task<List<ModelReport>> RunAsync(CancellationToken ct)
    {
        var rows = await db.ListAsync<Row>(Newest, null, ct);
        var shipped = ModelKind.All.Where(kind => rows.All(row => row.Kind != kind)).Select(Shipped);
        return [.. rows.Select(row => new ModelReport(row.Kind, row.TrainedAt, row.Examples, row.OwnExamples, row.Measured is null ? null : JsonElement.Parse(row.Measured))).Concat(shipped).OrderByDescending(row => row.Kind)];
    }

    public async Task<MeaningReport> ReportAsync(Caller caller, DateTimeOffset now, CancellationToken ct)
    {
        var counts = await db.FindAsync<CountRow>(Counts, new { since = now.AddDays(-30) }, ct) ?? new CountRow();
        var told = await own.LabelsAsync(ct);
        var examples = (await own.ReadAsync(ModelKind.Category, ct)).CountBy(example => example.Label).ToDictionary();
        var names = (await labels.RunAsync(ct)).Select(label => new LabelReport(label.Id, label.Name, label.Colour, told.Contains(label.Id), examples.GetValueOrDefault(label.Id.ToString()))).ToList();
        return new MeaningReport(await RunAsync(ct), names, counts.Told, counts.Corrected, counts.HistoryDone, await atRisk.RunAsync(caller, ListAtRisk.Shown, ct));
    }

    /// <summary><c>GET /api/meaning/models</c></summary>
    public static async Task<IResult> EndpointAsync(ListModels list, CancellationToken ct) => TypedResults.Ok(new ListPage<ModelReport>(await list.RunAsync(ct), null));

    /// <summary><c>GET /settings/meaning</c></summary>
    public static async Task<IResult> PageAsync(HttpContext http, ListModels list, TimeProvider time, CancellationToken ct) =>
        Page.Of<MeaningPage>(new { Report = await list.ReportAsync(http.Caller(), time.GetUtcNow(), ct) });

    private static ModelReport Shipped(string kind)
    {
        var measured = JsonElement.Parse(string.Concat(Text.Resource.Lines("measured.json"))).GetProperty(kind);
        return new ModelReport(kind, null, measured.GetProperty("examples").GetInt32(), 0, measured.Clone());
    }

    private sealed record Row
    {
        public string Kind { get; init; } = "";
        public DateTimeOffset TrainedAt { get; init; }
        public int Examples { get; init; }
        public int OwnExamples { get; init; }
        public string? Measured { get; init; }
    }

    private sealed record CountRow
    {
        public long Told { get; init; }
        public long Corrected { get; init; }
        public bool HistoryDone { get; init; }
    }
}
