using Dapper;
using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Conversations.Threads;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Messages;
using UnifiedInbox.Web;

namespace UnifiedInbox.Policies.Consent;

/// <summary>The body of <c>POST /api/messages/{id}/opt-out-wish</c>.</summary>
/// <param name="Answer"><c>opt_out</c> or <c>dismiss</c>.</param>
internal sealed record OptOutWishRequest(string? Answer);

/// <summary>
/// Someone wrote that they want no more (<see cref="OptOutWish"/>): a teammate opts them out with these words as evidence, or says that
/// it was not meant so.
/// </summary>
internal sealed class AnswerOptOutWish(Db db, ChangeNotifier changes, TimeProvider time)
{
    private const string Sql = """
        UPDATE messages m
           SET metadata = jsonb_set(m.metadata, '{optOutWish}', to_jsonb(CASE WHEN @optOut THEN 'opted_out' ELSE 'dismissed' END)), updated_at = @now
         WHERE m.id = @id AND m.direction = 'inbound' AND m.metadata ->> 'optOutWish' = 'suggested' AND can_use_inbox(@userId, m.inbox_id)
        RETURNING m.inbox_id,
                  m.channel,
                  m.from_address,
                  coalesce(nullif(m.reply_text, ''), nullif(m.content, ''), m.subject, '') AS content,
                  m.conversation_id,
                  m.contact_id
        """;

    private const string RecordSql = "SELECT 1 FROM (SELECT record_consent(@id, @inboxId, @channel, @address, 'opted_out', 'agent', @wording, @userId, @now)) done";

    /// <summary>False where there is no such message the caller may see, or it has been answered.</summary>
    public async Task<bool> RunAsync(Caller caller, Guid id, bool optOut, CancellationToken ct)
    {
        var done = await db.InTransactionAsync(
            async connection =>
            {
                var now = time.GetUtcNow();
                if (await connection.QuerySingleOrDefaultAsync<Wish>(new CommandDefinition(
                        Sql, new { id, optOut, userId = caller.UserId, now }, cancellationToken: ct)) is not { } wish)
                    return false;
                if (optOut)
                    await connection.ExecuteAsync(new CommandDefinition(
                        RecordSql,
                        new { id = NewId.Next(time), wish.InboxId, wish.Channel, address = wish.FromAddress, wording = wish.Content, userId = caller.UserId, now },
                        cancellationToken: ct));
                await Changes.RecordAsync(connection, new Change("message", wish.InboxId, wish.ConversationId, wish.ContactId, id, caller.UserId), ct);
                if (optOut) await Changes.RecordAsync(connection, new Change("contact", ContactId: wish.ContactId, UserId: caller.UserId), ct);
                return true;
            },
            ct);
        if (done) changes.Wake();
        return done;
    }

    public static async Task<IResult> EndpointAsync(Guid id, OptOutWishRequest request, HttpContext http, AnswerOptOutWish answer, Db db, CancellationToken ct)
    {
        if (request.Answer is not ("opt_out" or "dismiss")) return Problem.Invalid("answer", "Answer opt_out or dismiss.");
        if (await FindMessage.RunAsync(db, http.Caller(), id, ct) is null) return GetMessage.NotFound();
        return await answer.RunAsync(http.Caller(), id, request.Answer == "opt_out", ct)
            ? TypedResults.Ok(MessageJson.Of((await FindMessage.RunAsync(db, http.Caller(), id, ct))!))
            : Problem.Of(StatusCodes.Status409Conflict, "nothing_suggested", "Nothing is suggested for this message, or it has been answered.");
    }

    /// <summary><c>POST /messages/{id}/opt-out-wish</c>: the buttons in the thread.</summary>
    public static async Task<IResult> FormAsync(
        Guid id, [FromForm] string? answer, HttpContext http, AnswerOptOutWish wish, Db db, CancellationToken ct)
    {
        if (answer is "opt_out" or "dismiss") await wish.RunAsync(http.Caller(), id, answer == "opt_out", ct);
        return await MessageForms.ShowAsync(http, db, id, ct);
    }

    private sealed record Wish
    {
        public Guid InboxId { get; init; }

        public string Channel { get; init; } = "";

        public string FromAddress { get; init; } = "";

        public string Content { get; init; } = "";

        public Guid ConversationId { get; init; }

        public Guid ContactId { get; init; }
    }
}
