using Dapper;
using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Conversations.Threads;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Web;

namespace UnifiedInbox.Meaning;

/// <summary>What a person says a message means. A side that is left out stays; <c>auto</c> takes a correction back.</summary>
public sealed record MeaningCorrection(string? Sentiment, string? Category);

/// <summary>
/// A person says what a message means. Their word counts from now on whatever a later model would tell, and the next training learns it.
/// Whoever may read the message may correct it.
/// </summary>
internal sealed class CorrectMeaning(Db db, ChangeNotifier changes, TimeProvider time)
{
    /// <summary>Back to what the program tells.</summary>
    public const string Auto = "auto";

    private const string LabelExists = "SELECT EXISTS (SELECT FROM labels WHERE id = @id)";

    private const string Sql = """
        WITH corrected AS (
            UPDATE message_meanings y
               SET said_sentiment = CASE WHEN @sentiment IS NULL THEN y.said_sentiment WHEN @sentiment = 'auto' THEN NULL ELSE @sentiment END,
                   said_category = CASE WHEN @category IS NULL THEN y.said_category WHEN @category = 'auto' THEN NULL ELSE @category END,
                   said_by = @userId,
                   said_at = @now
              FROM messages m
             WHERE m.id = @id AND y.message_id = m.id AND can_use_inbox(@userId, m.inbox_id)
            RETURNING m.id, m.inbox_id, m.conversation_id, m.contact_id)
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
        SELECT 'meaning', inbox_id, conversation_id, contact_id, id FROM corrected
        """;

    /// <summary>Nothing said any more is no correction.</summary>
    private const string Forget = """
        UPDATE message_meanings SET said_by = NULL, said_at = NULL
         WHERE message_id = @id AND said_sentiment IS NULL AND said_category IS NULL AND said_at IS NOT NULL
        """;

    /// <returns>What is wrong with it; or null where there is no such message.</returns>
    public async Task<FieldErrors?> RunAsync(Caller caller, Guid id, MeaningCorrection said, CancellationToken ct)
    {
        var (sentiment, category) = (Named(said.Sentiment), Named(said.Category));
        if (sentiment is null && category is null) return FieldErrors.Of("sentiment", "Say a sentiment, a category or both.");
        if (sentiment is not (null or Auto) && !MeaningWords.Sentiments.Contains(sentiment))
            return FieldErrors.Of("sentiment", $"A sentiment is one of {string.Join(", ", MeaningWords.Sentiments)}, or auto.");
        if (category is not (null or Auto) && !MeaningWords.Categories.Contains(category) && !await IsLabelAsync(category, ct))
            return FieldErrors.Of("category", $"A category is one of {string.Join(", ", MeaningWords.Categories)}, the id of a label, or auto.");
        var done = await db.InTransactionAsync(
            async connection =>
            {
                var rows = await connection.ExecuteAsync(new CommandDefinition(Sql, new { id, userId = caller.UserId, sentiment, category, now = time.GetUtcNow() }, cancellationToken: ct));
                await connection.ExecuteAsync(new CommandDefinition(Forget, new { id }, cancellationToken: ct));
                return rows;
            },
            ct);
        if (done == 0) return null;
        changes.Wake();
        return [];
    }

    private async Task<bool> IsLabelAsync(string category, CancellationToken ct) =>
        Guid.TryParse(category, out var label) && await db.FindAsync<bool>(LabelExists, new { id = label }, ct);

    /// <summary>Ids as the models have them.</summary>
    private static string? Named(string? value) => value?.Trim() is { Length: > 0 } text ? Guid.TryParse(text, out var id) ? id.ToString() : text.ToLowerInvariant() : null;

    /// <summary><c>PATCH /api/messages/{id}/meaning</c></summary>
    public static async Task<IResult> EndpointAsync(Guid id, MeaningCorrection said, HttpContext http, CorrectMeaning correct, FindMeaning find, CancellationToken ct) =>
        await correct.RunAsync(http.Caller(), id, said, ct) switch
        {
            null => FindMeaning.NotFound(),
            { Any: true } errors => Problem.Invalid(errors),
            _ => await FindMeaning.EndpointAsync(id, http, find, ct),
        };

    /// <summary><c>POST /messages/{id}/meaning</c>, the menu under a message.</summary>
    public static async Task<IResult> FormAsync(
        Guid id, [FromForm] string? sentiment, [FromForm] string? category, HttpContext http, CorrectMeaning correct, Db db, CancellationToken ct) =>
        await correct.RunAsync(http.Caller(), id, new MeaningCorrection(sentiment, category), ct) switch
        {
            null => TypedResults.NotFound(),
            { Any: true } errors => TurboStream.Answer(TurboStream.Toast(errors.Values.First()[0], "error")),
            _ => await MessageForms.ShowAsync(http, db, id, ct),
        };
}
