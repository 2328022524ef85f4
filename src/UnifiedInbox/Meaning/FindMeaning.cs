using UnifiedInbox.Accounts;
using UnifiedInbox.Conversations.Labels;
using UnifiedInbox.Database;
using UnifiedInbox.Meaning.Learning;
using UnifiedInbox.Web;

namespace UnifiedInbox.Meaning;

/// <summary>What a message the caller may see means.</summary>
internal sealed class FindMeaning(Db db)
{
    private const string Sql = """
        SELECT (to_jsonb(y) || jsonb_build_object('label', (SELECT l.name FROM labels l WHERE l.id::text = coalesce(y.said_category, y.category))))::text
          FROM messages m
          JOIN message_meanings y ON y.message_id = m.id
         WHERE m.id = @id AND can_use_inbox(@userId, m.inbox_id)
        """;

    public async Task<MessageMeaning?> RunAsync(Caller caller, Guid id, CancellationToken ct) =>
        MessageMeaning.Of(await db.FindAsync<string>(Sql, new { id, userId = caller.UserId }, ct));

    /// <summary><c>GET /api/messages/{id}/meaning</c></summary>
    public static async Task<IResult> EndpointAsync(Guid id, HttpContext http, FindMeaning find, CancellationToken ct) =>
        await find.RunAsync(http.Caller(), id, ct) is { } meaning ? TypedResults.Ok(meaning) : NotFound();

    /// <summary><c>GET /messages/{id}/meaning</c>: the inside of its menu.</summary>
    public static async Task<IResult> MenuAsync(Guid id, HttpContext http, FindMeaning find, ListLabels labels, OwnExamples own, CancellationToken ct)
    {
        if (await find.RunAsync(http.Caller(), id, ct) is not { } meaning) return TypedResults.NotFound();
        var told = (await own.LabelsAsync(ct)).Select(label => label.ToString()).ToHashSet();
        return Page.Of<MeaningMenu>(new { Meaning = meaning, Labels = (await labels.RunAsync(ct)).Where(label => told.Contains(label.Id.ToString()) || label.Id.ToString() == meaning.Category.Value).ToList() });
    }

    public static IResult NotFound() =>
        Problem.Of(404, "not_found", "There is no such message, or it has not been looked at (only what people write to you is).");
}
