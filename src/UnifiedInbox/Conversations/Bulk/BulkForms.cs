using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Conversations.List;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations.Bulk;

/// <summary>The fields of the bar above the list: one button is pressed, and says what it is for.</summary>
internal sealed class BulkForm
{
    public List<Guid>? Ids { get; set; }

    /// <summary>close, reopen, read, unread or label.</summary>
    public string? Act { get; set; }

    /// <summary>me, none or a teammate's id.</summary>
    public string? Assignee { get; set; }

    /// <summary>One of <see cref="SnoozeTimes"/>, or custom.</summary>
    public string? Until { get; set; }
    public string? Custom { get; set; }

    /// <summary>Ids of labels, put on or (with act unlabel) taken off.</summary>
    public List<string>? Label { get; set; }
}

/// <summary><c>POST /inbox/bulk</c></summary>
internal static class BulkForms
{
    public static async Task<IResult> EndpointAsync(
        [FromForm] BulkForm form, HttpContext http, ChangeMany change, TimeProvider time, CancellationToken ct)
    {
        var (wanted, words) = Read(form, http, time);
        var outcome = await change.RunAsync(http.Caller(), wanted, ct);
        if (outcome is not BulkOutcome.Done done) return Answer(http, ((BulkOutcome.Invalid)outcome).Text, null, "error");
        var said = done.Changed switch { 0 => "Nothing was changed", 1 => $"1 conversation {words}", _ => $"{done.Changed} conversations {words}" };
        var left = done.Skipped.GroupBy(one => one.Code).Select(group => Why(group.Key, group.Count()));
        return Answer(http, string.Join(". ", left.Prepend(said)), done.UndoId, done.Changed == 0 ? "error" : "success");
    }

    private static (BulkChange Change, string Words) Read(BulkForm form, HttpContext http, TimeProvider time)
    {
        var change = new BulkChange { Ids = [.. (form.Ids ?? []).Distinct()] };
        if (form.Assignee is { Length: > 0 } assignee)
        {
            Guid? teammate = assignee switch { "me" => http.Caller().UserId, "none" => null, _ => Guid.TryParse(assignee, out var id) ? id : Guid.Empty };
            return (change with { SetAssignee = true, AssigneeId = teammate }, teammate is null ? "assigned to nobody" : "assigned");
        }
        if (form.Until is { Length: > 0 } until) return (change with { Status = "snoozed", SnoozedUntil = Due(until, form.Custom, http, time) }, "snoozed");
        return form.Act switch
        {
            "close" => (change with { Status = "closed" }, "closed"),
            "reopen" => (change with { Status = "open" }, "open again"),
            "read" => (change with { Read = true }, "marked as read"),
            "unread" => (change with { Read = false }, "marked as unread"),
            "label" => (change with { AddLabels = form.Label ?? [] }, "labelled"),
            "unlabel" => (change with { RemoveLabels = form.Label ?? [] }, "no longer labelled so"),
            _ => (change, ""),
        };
    }

    private static DateTimeOffset? Due(string until, string? custom, HttpContext http, TimeProvider time)
    {
        var zone = ViewerZone.Of(http);
        if (until != "custom") return SnoozeTimes.From(time.GetUtcNow(), zone).Where(preset => preset.Name == until).Select(preset => (DateTimeOffset?)preset.Time).FirstOrDefault();
        return DateTime.TryParseExact(custom, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            ? SnoozeTimes.In(zone, local)
            : null;
    }

    private static string Why(string code, int count) => code switch
    {
        "conversation_live" => $"{count} stayed closed: another conversation with them is under way",
        "assignee_without_access" => $"{count} stayed: the teammate may not use their inbox",
        _ => $"{count} stayed as they were",
    };

    private static IResult Answer(HttpContext http, string text, Guid? undo, string kind)
    {
        if (TurboStream.IsAskedBy(http.Request))
            return TurboStream.Answer(TurboStream.Append<UndoToast>("toasts", new { Text = text, Kind = kind, Undo = undo is { } id ? $"/inbox/bulk/{id}/undo" : null }));
        LeftToast.Leave(http, text);
        return TurboStream.SeeOther(ListChoice.OfPage(http.Request).Url("/inbox"));
    }
}
