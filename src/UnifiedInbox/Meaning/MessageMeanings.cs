using System.Text.Json;
using Dapper;
using Npgsql;
using UnifiedInbox.Meaning.Learning;
using UnifiedInbox.Meaning.Text;

namespace UnifiedInbox.Meaning;

/// <summary>What some messages mean, told by the models and not yet written down.</summary>
internal sealed record MessageMeanings(Guid[] Ids, List<ClassifiedText> Texts, Model Sentiment, Model Category)
{
    /// <summary>What a person wrote to us and nobody told yet. Of a mail the new words and the subject, not what is quoted.</summary>
    private const string WordsSql = """
        SELECT m.id,
               left(concat_ws(E'\n', m.subject, coalesce(m.reply_text, m.content)), 4000) AS words
          FROM messages m
         WHERE m.id = ANY (@ids)
           AND m.direction = 'inbound'
           AND m.automatic IS NULL
           AND NOT m.is_spam
           AND NOT EXISTS (SELECT FROM message_meanings y WHERE y.message_id = m.id)
        """;

    /// <summary>KEY SHARE: a message that is being deleted is waited for and then not told.</summary>
    private const string InsertSql = """
        INSERT INTO message_meanings (message_id, language, sentiment, sentiment_score, sentiment_why, category, category_score, category_why, sentiment_model, category_model, classified_at)
        SELECT t.id, t.language, t.sentiment, t.sentiment_score, t.sentiment_why::jsonb, t.category, t.category_score, t.category_why::jsonb, @sentimentModel, @categoryModel, @now
          FROM unnest(@ids, @languages, @sentiments, @sentimentScores, @sentimentWhys, @categories, @categoryScores, @categoryWhys)
            AS t (id, language, sentiment, sentiment_score, sentiment_why, category, category_score, category_why)
          JOIN messages m ON m.id = t.id
           FOR KEY SHARE OF m
            ON CONFLICT DO NOTHING
        """;

    private const string TellSql = """
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
        SELECT 'meaning', m.inbox_id, m.conversation_id, m.contact_id, m.id FROM messages m WHERE m.id = ANY (@ids)
        """;

    /// <summary>Of those messages that are to be told.</summary>
    public static async Task<MessageMeanings> OfAsync(NpgsqlConnection connection, Guid[] ids, CurrentModels models, CancellationToken ct)
    {
        var (sentiment, category) = (await models.GetAsync(ModelKind.Sentiment, ct), await models.GetAsync(ModelKind.Category, ct));
        var rows = ids.Length == 0 ? [] : (await connection.QueryAsync<Row>(new CommandDefinition(WordsSql, new { ids }, cancellationToken: ct))).AsList();
        return new MessageMeanings([.. rows.Select(row => row.Id)], rows.ConvertAll(row => ClassifiedText.Of(row.Words, sentiment, category)), sentiment, category);
    }

    /// <param name="isNew">Pages show these messages now, and are told.</param>
    public async Task WriteAsync(NpgsqlConnection connection, bool isNew, DateTimeOffset now, CancellationToken ct)
    {
        if (Ids.Length == 0) return;
        await connection.ExecuteAsync(new CommandDefinition(InsertSql, new
        {
            ids = Ids,
            languages = Texts.Select(text => text.Language).ToArray(),
            sentiments = Texts.Select(text => text.Sentiment?.Label ?? MeaningWords.Unknown).ToArray(),
            sentimentScores = Texts.Select(text => text.Sentiment?.Probability).ToArray(),
            sentimentWhys = Texts.Select(text => Why(text.Sentiment)).ToArray(),
            categories = Texts.Select(text => text.Category?.Label ?? MeaningWords.Unknown).ToArray(),
            categoryScores = Texts.Select(text => text.Category?.Probability).ToArray(),
            categoryWhys = Texts.Select(text => Why(text.Category)).ToArray(),
            sentimentModel = Sentiment.Id,
            categoryModel = Category.Id,
            now,
        }, cancellationToken: ct));
        if (isNew) await connection.ExecuteAsync(new CommandDefinition(TellSql, new { ids = Ids }, cancellationToken: ct));
    }

    private static string Why(Verdict? verdict) => JsonSerializer.Serialize(verdict?.Why ?? [], JsonSerializerOptions.Web);

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string Words { get; init; } = "";
    }
}
