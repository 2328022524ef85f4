using UnifiedInbox.Database;
using UnifiedInbox.Meaning.Text;

namespace UnifiedInbox.Meaning.Learning;

/// <summary>What the team itself said: corrections, and the labels it gave to conversations. It counts more than what ships.</summary>
internal sealed class OwnExamples(Db db, SettingsStore settings)
{
    /// <summary>Setting: ids of the labels that are told of messages like the categories that ship.</summary>
    public const string LabelsKey = "meaning_labels";

    /// <summary>A label with fewer examples is not told: so few say more about their senders than about the label.</summary>
    public const int FewestOfLabel = 8;

    /// <summary>One correction is worth so many shipped sentences.</summary>
    private const float CorrectionImportance = 5;
    private const float LabelImportance = 2;

    private const string Corrections = """
        SELECT left(concat_ws(E'\n', m.subject, coalesce(m.reply_text, m.content)), 4000) AS text,
               y.said_sentiment,
               y.said_category
          FROM message_meanings y
          JOIN messages m ON m.id = y.message_id
         WHERE y.said_at IS NOT NULL
         ORDER BY y.said_at DESC
         LIMIT 20000
        """;

    /// <summary>A conversation's first words say what it is about. Only where it bears one of these labels: of two, which words are whose?</summary>
    private const string Labelled = """
        SELECT left(concat_ws(E'\n', m.subject, coalesce(m.reply_text, m.content)), 4000) AS text,
               l.id::text AS said_category
          FROM unnest(@labels) AS l (id)
         CROSS JOIN LATERAL (
               SELECT c.id
                 FROM conversations c
                WHERE c.labels @> ARRAY[l.id]
                  AND NOT EXISTS (SELECT FROM unnest(c.labels) o WHERE o <> l.id AND o = ANY (@labels))
                ORDER BY c.last_at DESC
                LIMIT 500) c
         CROSS JOIN LATERAL (
               SELECT f.subject, f.reply_text, f.content
                 FROM messages f
                 LEFT JOIN message_meanings y ON y.message_id = f.id
                WHERE f.conversation_id = c.id AND f.direction = 'inbound' AND f.automatic IS NULL AND NOT f.is_spam AND y.said_category IS NULL
                ORDER BY f.at, f.id
                LIMIT 2) m
        """;

    private const string FingerprintSql = """
        SELECT concat_ws('.', count(*), max(y.said_at), md5(coalesce(string_agg(concat(y.message_id, y.said_sentiment, y.said_category), ',' ORDER BY y.message_id), '')),
                         (SELECT concat_ws('.', count(*), max(c.updated_at)) FROM conversations c WHERE c.labels && @labels))
          FROM message_meanings y
         WHERE y.said_at IS NOT NULL
        """;

    public async Task<Guid[]> LabelsAsync(CancellationToken ct) => await settings.GetAsync<Guid[]>(LabelsKey, [], ct);

    /// <summary>The same as long as there is nothing new to learn.</summary>
    public async Task<string> FingerprintAsync(CancellationToken ct)
    {
        var labels = await LabelsAsync(ct);
        return await db.FindAsync<string>(FingerprintSql, new { labels }, ct) + "." + string.Join('.', labels.Order());
    }

    public async Task<List<Example>> ReadAsync(string kind, CancellationToken ct)
    {
        var labels = await LabelsAsync(ct);
        var rows = await db.ListAsync<Row>(Corrections, null, ct);
        if (kind == ModelKind.Sentiment)
            return [.. rows.Where(row => IsTeaching(row.SaidSentiment)).Select(row => new Example(row.Text, row.SaidSentiment!, CorrectionImportance) { IsOwn = true })];
        var examples = rows.Where(row => IsTeaching(row.SaidCategory)).Select(row => new Example(row.Text, row.SaidCategory!, CorrectionImportance) { IsOwn = true }).ToList();
        examples.AddRange((await db.ListAsync<Row>(Labelled, new { labels }, ct)).Select(row => new Example(row.Text, row.SaidCategory!, LabelImportance) { IsOwn = true }));
        var usable = examples.GroupBy(example => example.Label).Where(group => !Guid.TryParse(group.Key, out var label) || (group.Count() >= FewestOfLabel && labels.Contains(label)));
        return [.. usable.SelectMany(group => group).Where(example => example.Text.Trim().Length > 0)];
    }

    /// <summary>"Can't tell" teaches nothing: it is no class of its own.</summary>
    private static bool IsTeaching(string? said) => said is not null and not MeaningWords.Unknown;

    private sealed record Row
    {
        public string Text { get; init; } = "";
        public string? SaidSentiment { get; init; }
        public string? SaidCategory { get; init; }
    }
}
