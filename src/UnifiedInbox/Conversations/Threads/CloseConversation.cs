using UnifiedInbox.Accounts;

namespace UnifiedInbox.Conversations.Threads;

/// <summary><c>POST /inbox/{id}/close</c></summary>
internal static class CloseConversation
{
    public static Task<IResult> EndpointAsync(string id, HttpContext http, ChangeConversation change, ThreadAnswer answer, CancellationToken ct) =>
        answer.OfAsync(http, id, known => change.RunAsync(http.Caller(), known, new ConversationChange { Status = "closed" }, ct), _ => "Closed", ct);
}
