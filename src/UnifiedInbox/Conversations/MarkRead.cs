using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations;

/// <summary>
/// Remembers what the caller has seen of a conversation: up to its newest inbound message, not up to the clock, so that one
/// that was taken in late but is dated earlier than this moment still shows as unread.
/// </summary>
internal sealed class MarkRead(Db db, ChangeNotifier changes)
{
    internal const string Read = """
        WITH seen AS (
            INSERT INTO conversation_reads AS r (user_id, conversation_id, last_read_at)
            SELECT @userId,
                   c.id,
                   c.last_inbound_at
              FROM conversations c
             WHERE c.id = ANY (@ids)
               AND c.last_inbound_at IS NOT NULL
               AND can_use_inbox(@userId, c.inbox_id)
                ON CONFLICT (user_id, conversation_id) DO UPDATE
               SET last_read_at = excluded.last_read_at
             WHERE r.last_read_at < excluded.last_read_at
         RETURNING r.conversation_id
        )
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, user_id)
        SELECT 'read',
               c.inbox_id,
               c.id,
               c.contact_id,
               @userId
          FROM seen
          JOIN conversations c ON c.id = seen.conversation_id
        """;

    /// <summary>Only the newest inbound message is new again, so that the line in the thread stands before it.</summary>
    private const string Unread = """
        WITH unseen AS (
            UPDATE conversation_reads r
               SET last_read_at = c.last_inbound_at - interval '1 microsecond'
              FROM conversations c
             WHERE r.user_id = @userId
               AND r.conversation_id = @id
               AND c.id = @id
               AND c.last_inbound_at IS NOT NULL
               AND can_use_inbox(@userId, c.inbox_id)
         RETURNING c.id,
                   c.inbox_id,
                   c.contact_id
        )
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, user_id)
        SELECT 'read',
               inbox_id,
               id,
               contact_id,
               @userId
          FROM unseen
        """;

    /// <summary>The contact's conversations that one timeline shows together.</summary>
    private const string OfSameContact = """
        SELECT c.id
          FROM conversations c
          JOIN conversations opened ON opened.contact_id = c.contact_id
         WHERE opened.id = @id
        """;

    public Task RunAsync(Caller caller, Guid id, CancellationToken ct) =>
        WriteAsync(Read, new { ids = new[] { id }, userId = caller.UserId }, ct);

    /// <summary>For the page, whose timeline holds all channels of the contact: reading it reads them all.</summary>
    public async Task WholeTimelineAsync(Caller caller, Guid id, CancellationToken ct)
    {
        var ids = await db.ListAsync<Guid>(OfSameContact, new { id }, ct);
        await WriteAsync(Read, new { ids = ids.ToArray(), userId = caller.UserId }, ct);
    }

    public Task UndoAsync(Caller caller, Guid id, CancellationToken ct) =>
        WriteAsync(Unread, new { id, userId = caller.UserId }, ct);

    private async Task WriteAsync(string sql, object parameters, CancellationToken ct)
    {
        if (await db.ExecuteAsync(sql, parameters, ct) > 0) changes.Wake();
    }

    /// <summary><c>POST /api/conversations/{id}/read</c></summary>
    public static async Task<IResult> EndpointAsync(string id, HttpContext http, MarkRead mark, FindConversation find, CancellationToken ct)
    {
        if (!Guid.TryParse(id, out var known) || await find.RunAsync(http.Caller(), known, ct) is null) return FindConversation.NotFound();
        await mark.RunAsync(http.Caller(), known, ct);
        return TypedResults.Ok(ConversationView.Of((await find.RunAsync(http.Caller(), known, ct))!));
    }

    /// <summary><c>POST /inbox/{id}/read</c>, sent by an opened thread that is looked at.</summary>
    public static async Task<IResult> ReadAsync(string id, HttpContext http, MarkRead mark, CancellationToken ct)
    {
        if (!Guid.TryParse(id, out var known)) return TypedResults.NotFound();
        await mark.WholeTimelineAsync(http.Caller(), known, ct);
        return TurboStream.OrRedirect(http.Request, $"/inbox/{known}");
    }

    /// <summary><c>POST /inbox/{id}/unread</c></summary>
    public static async Task<IResult> UnreadAsync(string id, HttpContext http, MarkRead mark, CancellationToken ct)
    {
        if (!Guid.TryParse(id, out var known)) return TypedResults.NotFound();
        await mark.UndoAsync(http.Caller(), known, ct);
        return TurboStream.OrRedirect(http.Request, "/inbox", TurboStream.Toast("Marked as unread"));
    }
}
