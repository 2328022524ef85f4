using UnifiedInbox.Accounts;
using UnifiedInbox.Attachments;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Messages;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations.Threads;

/// <summary>The buttons under a message, as plain forms: each ends in the message as it is now, in its place.</summary>
internal static class MessageForms
{
    private const string MessageOfAttachment = "SELECT message_id FROM attachments WHERE id = @id";

    /// <summary><c>POST /messages/{id}/retry</c></summary>
    public static async Task<IResult> RetryAsync(
        Guid id, HttpContext http, Db db, DispatchSignal dispatcher, ChangeNotifier changes, TimeProvider time, CancellationToken ct)
    {
        await RetryMessage.RunAsync(db, http.Caller(), id, dispatcher, changes, time, ct);
        return await ShowAsync(http, db, id, ct);
    }

    /// <summary><c>POST /messages/{id}/cancel</c></summary>
    public static async Task<IResult> CancelAsync(Guid id, HttpContext http, Db db, ChangeNotifier changes, TimeProvider time, CancellationToken ct)
    {
        await CancelMessage.RunAsync(db, http.Caller(), id, changes, time, ct);
        return await ShowAsync(http, db, id, ct);
    }

    /// <summary><c>POST /messages/{id}/mark-as-sent</c></summary>
    public static async Task<IResult> MarkAsSentAsync(
        Guid id, HttpContext http, Db db, DispatchSignal dispatcher, ChangeNotifier changes, TimeProvider time, CancellationToken ct)
    {
        await MarkAsSent.RunAsync(db, http.Caller(), id, dispatcher, changes, time, ct);
        return await ShowAsync(http, db, id, ct);
    }

    /// <summary><c>POST /attachments/{id}/retry</c></summary>
    public static async Task<IResult> RetryAttachmentAsync(
        Guid id, HttpContext http, Db db, AttachmentSignal signal, ChangeNotifier changes, TimeProvider time, CancellationToken ct)
    {
        await RetryAttachment.RunAsync(db, http.Caller(), id, signal, changes, time, ct);
        return await db.FindAsync<Guid?>(MessageOfAttachment, new { id }, ct) is { } message
            ? await ShowAsync(http, db, message, ct)
            : TypedResults.NotFound();
    }

    /// <summary>Whatever came of it: where somebody else was faster, the message shows what it became.</summary>
    public static async Task<IResult> ShowAsync(HttpContext http, Db db, Guid id, CancellationToken ct)
    {
        if (await FindMessage.RunAsync(db, http.Caller(), id, ct) is not { } message) return TypedResults.NotFound();
        await AttachmentsOf.FillAsync(db, [message], ct);
        var quoted = await QuotedMessage.ReadAsync(db, http.Caller(), [message], ct);
        return TurboStream.OrRedirect(http.Request, $"/inbox/{message.ConversationId}", RefreshThread.Place(new([message], quoted, null)));
    }
}
