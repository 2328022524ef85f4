using UnifiedInbox.Accounts;
using UnifiedInbox.Conversations.Composing;
using UnifiedInbox.Conversations.Emails;
using UnifiedInbox.Conversations.List;
using UnifiedInbox.Conversations.Profiles;
using UnifiedInbox.Conversations.Threads;
using UnifiedInbox.Database;
using UnifiedInbox.Messages;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations;

/// <summary>The inbox page, with or without a conversation opened in it.</summary>
internal sealed class OpenInbox(ReadList list, ReadThread threads, AnswerEmail answer)
{
    /// <summary><c>GET /inbox</c></summary>
    public static Task<IResult> ListAsync(HttpContext http, OpenInbox inbox, CancellationToken ct) =>
        inbox.AnswerAsync(http, ListChoice.Read(http.Request.Query), null, null, ct);

    /// <summary><c>GET /inbox/{id}</c></summary>
    public static Task<IResult> ThreadAsync(string id, HttpContext http, OpenInbox inbox, CancellationToken ct) =>
        Guid.TryParse(id, out var known)
            ? inbox.AnswerAsync(http, ListChoice.Read(http.Request.Query), known, null, ct)
            : Task.FromResult<IResult>(TypedResults.NotFound());

    /// <summary><c>GET /inbox/{id}/header</c>, as it is now.</summary>
    public static async Task<IResult> HeaderAsync(string id, HttpContext http, ReadThread threads, CancellationToken ct) =>
        await FindAsync(id, http, threads, ct) is { } thread ? Page.Of<ThreadHeader>(new { Thread = thread }) : TypedResults.NotFound();

    /// <summary><c>GET /inbox/{id}/profile</c>, as it is now.</summary>
    public static async Task<IResult> ProfileAsync(string id, HttpContext http, ReadThread threads, CancellationToken ct) =>
        await FindAsync(id, http, threads, ct) is { } thread ? Page.Of<ContactProfile>(new { Thread = thread }) : TypedResults.NotFound();

    /// <summary>The page. <paramref name="refused"/>: a reply that was not taken, for browsers without scripts.</summary>
    public async Task<IResult> AnswerAsync(HttpContext http, ListChoice choice, Guid? id, RefusedReply? refused, CancellationToken ct)
    {
        var query = http.Request.Query;
        OpenThread? thread = null;
        if (id is { } known)
        {
            var before = TimelineKey.TryParse(query["before"], out var key) ? key : null;
            thread = await threads.RunAsync(http.Caller(), known, choice, before, ct);
            if (thread is null) return TypedResults.NotFound();
            thread = thread with
            {
                ShowsProfile = query["pane"] == "profile",
                Draft = Guid.TryParse(query["answer"], out var answered) ? await answer.RunAsync(http.Caller(), answered, query["how"], ct) : null,
            };
        }
        // Turbo asks for the frame: the list beside it stays as it is on the screen.
        var frameOnly = thread is not null && http.Request.Headers["Turbo-Frame"] == "conversation";
        _ = Cursor.TryParse(query["cursor"], out var after);
        return Page.Of<InboxPage>(new
        {
            List = frameOnly ? null : await list.RunAsync(http.Caller(), choice, id, after, ct),
            Thread = thread,
            Refused = refused,
        }, refused is null ? 200 : 422);
    }

    private static async Task<OpenThread?> FindAsync(string id, HttpContext http, ReadThread threads, CancellationToken ct) =>
        Guid.TryParse(id, out var known) ? await threads.RunAsync(http.Caller(), known, ListChoice.OfPage(http.Request), null, ct) : null;
}
