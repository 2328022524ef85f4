using UnifiedInbox.Accounts;
using UnifiedInbox.Attachments;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Messages;
using UnifiedInbox.Web;

namespace UnifiedInbox.Scheduling;

/// <summary>What programs do with one scheduled message; each answers the message as it is now.</summary>
internal static class ScheduledApi
{
    /// <summary><c>PATCH /api/scheduled/{id}</c></summary>
    public static async Task<IResult> EditAsync(Guid id, ScheduledChange change, HttpContext http, EditScheduled edit, Db db, CancellationToken ct) =>
        await edit.RunAsync(http.Caller(), id, change, ct) switch
        {
            EditOutcome.Refused { Why: var why } => Problem.Invalid(why.Field, why.Text, why.Code),
            var outcome => await AnswerAsync(outcome is EditOutcome.Done, id, http, db, ct),
        };

    /// <summary><c>DELETE /api/scheduled/{id}</c>: it does not leave, and none of its schedule after it.</summary>
    public static async Task<IResult> CancelAsync(Guid id, HttpContext http, Db db, ChangeNotifier changes, TimeProvider time, CancellationToken ct) =>
        await FindMessage.RunAsync(db, http.Caller(), id, ct) is { Status: "scheduled" or "held" }
            ? await AnswerAsync(await CancelMessage.RunAsync(db, http.Caller(), id, changes, time, ct), id, http, db, ct)
            : await AnswerAsync(false, id, http, db, ct);

    /// <summary><c>POST /api/scheduled/{id}/send</c></summary>
    public static async Task<IResult> SendAsync(
        Guid id, HttpContext http, Db db, DispatchSignal dispatcher, ChangeNotifier changes, TimeProvider time, CancellationToken ct) =>
        await AnswerAsync(await SendNow.RunAsync(db, http.Caller(), id, dispatcher, changes, time, ct), id, http, db, ct);

    /// <summary><c>POST /api/scheduled/{id}/skip</c>: recurring ones only.</summary>
    public static async Task<IResult> SkipAsync(
        Guid id, HttpContext http, Db db, DispatchSignal dispatcher, ChangeNotifier changes, TimeProvider time, CancellationToken ct) =>
        await AnswerAsync(await SkipOccurrence.RunAsync(db, http.Caller(), id, dispatcher, changes, time, ct), id, http, db, ct);

    private static async Task<IResult> AnswerAsync(bool done, Guid id, HttpContext http, Db db, CancellationToken ct)
    {
        if (await FindMessage.RunAsync(db, http.Caller(), id, ct) is not { } message) return GetMessage.NotFound();
        if (!done)
        {
            return Problem.Of(
                StatusCodes.Status409Conflict, "not_scheduled",
                message.Status == "scheduled" ? "This message does not recur." : $"This message is {message.Status} already, and not scheduled any more.",
                ("messageStatus", message.Status));
        }
        await AttachmentsOf.FillAsync(db, [message], ct);
        return TypedResults.Ok(MessageJson.Of(message));
    }
}
