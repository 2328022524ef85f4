using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations.Threads;

/// <summary><c>POST /inbox/{id}/snooze</c>: until one of <see cref="SnoozeTimes"/>, or a <c>custom</c> time of the viewer's zone.</summary>
internal static class SnoozeConversation
{
    public static async Task<IResult> EndpointAsync(
        string id, [FromForm] string? until, [FromForm] string? custom,
        HttpContext http, ChangeConversation change, ThreadAnswer answer, TimeProvider time, CancellationToken ct)
    {
        var zone = ViewerZone.Of(http);
        var due = until == "custom"
            ? DateTime.TryParseExact(custom, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
                ? SnoozeTimes.In(zone, local)
                : (DateTimeOffset?)null
            : SnoozeTimes.From(time.GetUtcNow(), zone).Where(preset => preset.Name == until).Select(preset => (DateTimeOffset?)preset.Time).FirstOrDefault();
        return await answer.OfAsync(http, id, known => change.RunAsync(
            http.Caller(), known, new ConversationChange { Status = "snoozed", SnoozedUntil = due }, ct),
            done => $"Snoozed until {Times.Text("ago", done.SnoozedUntil!.Value, time.GetUtcNow(), zone)}", ct);
    }
}
