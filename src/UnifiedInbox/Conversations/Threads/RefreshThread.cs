using UnifiedInbox.Accounts;
using UnifiedInbox.Attachments;
using UnifiedInbox.Database;
using UnifiedInbox.Messages;
using UnifiedInbox.Notes;
using UnifiedInbox.Scheduling;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations.Threads;

/// <summary>
/// <c>GET /inbox/{id}/thread</c>: what has to change in a timeline that is on the screen. With <c>before</c> the stretch before
/// that place; with <c>messages</c> (and notes) those put in their place, a note
/// that is none any more taken away; with neither the newest stretch, put into place.
/// </summary>
internal static class RefreshThread
{
    private const int Most = 30;

    public static async Task<IResult> EndpointAsync(string id, HttpContext http, Db db, FindConversation find, FindNotes notes, ListNotes noteList, CancellationToken ct)
    {
        var caller = http.Caller();
        if (!Guid.TryParse(id, out var known) || await find.RunAsync(caller, known, ct) is not { } conversation) return TypedResults.NotFound();
        var query = http.Request.Query;
        var ids = query["messages"].ToString().Split(',').Select(word => Guid.TryParse(word, out var message) ? message : Guid.Empty)
            .Where(message => message != Guid.Empty).Distinct().ToArray();
        if (ids.Length is > 0 and <= Most) return await SomeAsync(db, notes, caller, conversation, ids, ct);
        var before = TimelineKey.TryParse(query["before"], out var key) ? key : null;
        var page = await TimelinePage.ReadAsync(db, noteList, caller, conversation.ContactId, before, ct);
        return before is null
            ? TurboStream.Answer(Place(page))
            : TurboStream.Answer(Place(page), TurboStream.Replace<OlderMessages>(OlderMessages.Id, new { ConversationId = known, page.Before }));
    }

    private static async Task<IResult> SomeAsync(Db db, FindNotes notes, Caller caller, Conversation conversation, Guid[] ids, CancellationToken ct)
    {
        var messages = new List<Message>();
        foreach (var id in ids)
            if (await FindMessage.RunAsync(db, caller, id, ct) is { } message && message.ContactId == conversation.ContactId) messages.Add(message);
        var undone = messages.Where(message => message.ErrorCode == UndoSend.Code).Select(message => message.Id).ToArray();
        messages.RemoveAll(message => message.ErrorCode == UndoSend.Code);
        await AttachmentsOf.FillAsync(db, messages, ct);
        var others = ids.Except(messages.Select(message => message.Id)).Except(undone).ToArray();
        var found = others.Length == 0 ? [] : (await notes.RunAsync(caller, others, ct)).Where(note => note.ContactId == conversation.ContactId).ToList();
        // Deleted, or not for the caller any more.
        var gone = others.Except(found.Select(note => note.Id)).Select(id => TurboStream.Remove(NoteRow.IdOf(id)));
        var page = new TimelinePage([.. messages.OrderBy(message => message.At)], await QuotedMessage.ReadAsync(db, caller, messages, ct), null) { Notes = found };
        return TurboStream.Answer([Place(page), .. gone, .. undone.Select(id => TurboStream.Remove(TimelineMessage.IdOf(id)))]);
    }

    public static TurboStream Place(TimelinePage page) => TurboStream.Append<TimelineMessages>("timeline", new { Page = page }) with { Action = "place" };
}
