using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Attachments;
using UnifiedInbox.Channels;
using UnifiedInbox.Conversations.Threads;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Messages;
using UnifiedInbox.Web;

namespace UnifiedInbox.Scheduling;

/// <summary>The page of what is scheduled, and the buttons under scheduled messages there and in threads.</summary>
internal static class ScheduledForms
{
    private const string NamesSql = """
        SELECT c.id, coalesce(nullif(c.name, ''), c.phone, c.email, 'Someone') AS name FROM contacts c WHERE c.id = ANY (@ids)
        """;

    /// <summary><c>GET /scheduled?mine=&amp;channel=&amp;cursor=</c></summary>
    public static async Task<IResult> ListAsync(string? mine, string? channel, string? cursor, HttpContext http, Db db, CancellationToken ct)
    {
        var filter = new ScheduledFilter(null, ChannelName.Parse(channel) is { } known ? ChannelName.Of(known) : null, mine == "true");
        _ = Cursor.TryParse(cursor, out var after);
        var page = await ListScheduled.RunAsync(db, http.Caller(), filter, after, Paging.Default, ct);
        return Page.Of<ScheduledPage>(new { Page = page, Filter = filter, Names = await NamesAsync(db, page.Items, ct) });
    }

    /// <summary><c>POST /scheduled/{id}/send</c></summary>
    public static async Task<IResult> SendAsync(
        Guid id, HttpContext http, Db db, DispatchSignal dispatcher, ChangeNotifier changes, TimeProvider time, CancellationToken ct) =>
        Answer(http, id, await SendNow.RunAsync(db, http.Caller(), id, dispatcher, changes, time, ct), "It is being sent.");

    /// <summary><c>POST /scheduled/{id}/skip</c></summary>
    public static async Task<IResult> SkipAsync(
        Guid id, HttpContext http, Db db, DispatchSignal dispatcher, ChangeNotifier changes, TimeProvider time, CancellationToken ct) =>
        Answer(http, id, await SkipOccurrence.RunAsync(db, http.Caller(), id, dispatcher, changes, time, ct), "Left out this time; the next one is scheduled.");

    /// <summary><c>POST /scheduled/{id}/cancel</c></summary>
    public static async Task<IResult> CancelAsync(Guid id, HttpContext http, Db db, ChangeNotifier changes, TimeProvider time, CancellationToken ct) =>
        Answer(http, id, await CancelMessage.RunAsync(db, http.Caller(), id, changes, time, ct), "Canceled. It will not be sent.");

    /// <summary><c>POST /messages/{id}/send-now</c>, in a thread.</summary>
    public static async Task<IResult> SendInThreadAsync(
        Guid id, HttpContext http, Db db, DispatchSignal dispatcher, ChangeNotifier changes, TimeProvider time, CancellationToken ct)
    {
        await SendNow.RunAsync(db, http.Caller(), id, dispatcher, changes, time, ct);
        return await MessageForms.ShowAsync(http, db, id, ct);
    }

    /// <summary><c>POST /messages/{id}/skip</c>, in a thread.</summary>
    public static async Task<IResult> SkipInThreadAsync(
        Guid id, HttpContext http, Db db, DispatchSignal dispatcher, ChangeNotifier changes, TimeProvider time, CancellationToken ct)
    {
        await SkipOccurrence.RunAsync(db, http.Caller(), id, dispatcher, changes, time, ct);
        return await MessageForms.ShowAsync(http, db, id, ct);
    }

    /// <summary><c>POST /messages/{id}/undo</c>: the words go back to the composer; too late, and it is said.</summary>
    public static async Task<IResult> UndoAsync(Guid id, HttpContext http, Db db, ChangeNotifier changes, TimeProvider time, CancellationToken ct)
    {
        var done = await UndoSend.RunAsync(db, http.Caller(), id, changes, time, ct);
        if (await FindMessage.RunAsync(db, http.Caller(), id, ct) is not { } message) return TypedResults.NotFound();
        var url = $"/inbox/{message.ConversationId}";
        if (!done) return TurboStream.OrRedirect(http.Request, url, TurboStream.Toast("Too late: it is on its way already.", "error"));
        await AttachmentsOf.FillAsync(db, [message], ct);
        return TurboStream.OrRedirect(
            http.Request, url, TurboStream.Remove(TimelineMessageId(id)), TurboStream.Append<TakenBack>("toasts", new { Message = message }));
    }

    private static string TimelineMessageId(Guid id) => Conversations.Threads.TimelineMessage.IdOf(id);

    public static async Task<Dictionary<Guid, string>> NamesAsync(Db db, IEnumerable<Message> messages, CancellationToken ct) =>
        (await db.ListAsync<Named>(NamesSql, new { ids = messages.Select(message => message.ContactId).Distinct().ToArray() }, ct)).ToDictionary(one => one.Id, one => one.Name);

    private static IResult Answer(HttpContext http, Guid id, bool done, string words)
    {
        var (text, kind) = done ? (words, "success") : ("It has left already, or somebody else changed it.", "error");
        if (!TurboStream.IsAskedBy(http.Request)) LeftToast.Leave(http, text);
        return TurboStream.OrRedirect(http.Request, "/scheduled", TurboStream.Remove($"s-{id:N}"), TurboStream.Toast(text, kind));
    }

    private sealed record Named
    {
        public Guid Id { get; init; }

        public string Name { get; init; } = "";
    }
}

/// <summary>The page that changes one scheduled message.</summary>
internal static class EditScheduledForms
{
    /// <summary><c>GET /scheduled/{id}?from=</c></summary>
    public static async Task<IResult> OpenAsync(Guid id, string? from, HttpContext http, Db db, CancellationToken ct)
    {
        if (await FindAsync(http, db, id, ct) is not { } message) return Gone(http, from == "thread" ? await FindMessage.RunAsync(db, http.Caller(), id, ct) : null);
        return await ShownAsync(db, message, EditedSchedule.Of(message, ViewerZone.Of(http)), null, from == "thread", ct);
    }

    /// <summary><c>POST /scheduled/{id}?from=</c></summary>
    public static async Task<IResult> SaveAsync(
        Guid id, string? from, [FromForm] EditedSchedule form, HttpContext http, EditScheduled edit, Db db, CancellationToken ct)
    {
        if (await FindAsync(http, db, id, ct) is not { } message) return Gone(http, from == "thread" ? await FindMessage.RunAsync(db, http.Caller(), id, ct) : null);
        switch (await edit.RunAsync(http.Caller(), id, form.ToChange(message), ct))
        {
            case EditOutcome.Refused refused:
                return await ShownAsync(db, message, form, refused.Why, from == "thread", ct);
            case EditOutcome.Gone:
                return Gone(http, from == "thread" ? message : null);
            default:
                LeftToast.Leave(http, "Saved");
                return TurboStream.SeeOther(from == "thread" ? $"/inbox/{message.ConversationId}" : "/scheduled");
        }
    }

    private static async Task<Message?> FindAsync(HttpContext http, Db db, Guid id, CancellationToken ct)
    {
        if (await FindMessage.RunAsync(db, http.Caller(), id, ct) is not { Status: "scheduled" } message) return null;
        await AttachmentsOf.FillAsync(db, [message], ct);
        return message;
    }

    private static IResult Gone(HttpContext http, Message? message)
    {
        LeftToast.Leave(http, "This message is not scheduled any more.");
        return TurboStream.SeeOther(message is null ? "/scheduled" : $"/inbox/{message.ConversationId}");
    }

    private static async Task<IResult> ShownAsync(Db db, Message message, EditedSchedule typed, EnqueueOutcome.Refused? wrong, bool fromThread, CancellationToken ct)
    {
        var names = await ScheduledForms.NamesAsync(db, [message], ct);
        return Page.Of<EditScheduledPage>(
            new { Message = message, Name = names.GetValueOrDefault(message.ContactId, message.ToAddress), Typed = typed, Errors = wrong is null ? [] : FieldErrors.Of(wrong.Field, wrong.Text), FromThread = fromThread },
            wrong is null ? 200 : 422);
    }
}
