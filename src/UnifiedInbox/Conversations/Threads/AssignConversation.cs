using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;

namespace UnifiedInbox.Conversations.Threads;

/// <summary><c>POST /inbox/{id}/assign</c>: to <c>me</c>, a teammate's id, or <c>none</c>.</summary>
internal static class AssignConversation
{
    public static async Task<IResult> EndpointAsync(
        string id, [FromForm] string? assignee, HttpContext http, ChangeConversation change, ThreadAnswer answer, CancellationToken ct)
    {
        Guid? teammate = assignee switch
        {
            "me" => http.Caller().UserId,
            "none" => null,
            _ => Guid.TryParse(assignee, out var chosen) ? chosen : Guid.Empty,
        };
        return await answer.OfAsync(http, id, known => change.RunAsync(
            http.Caller(), known, new ConversationChange { SetAssignee = true, AssigneeId = teammate }, ct),
            done => done.AssigneeName is { } name ? $"Assigned to {name}" : "Assigned to nobody", ct);
    }
}
