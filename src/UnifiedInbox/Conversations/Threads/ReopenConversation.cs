using UnifiedInbox.Accounts;

namespace UnifiedInbox.Conversations.Threads;

/// <summary><c>POST /inbox/{id}/reopen</c>: a closed or snoozed conversation is open again.</summary>
internal static class ReopenConversation
{
    public static Task<IResult> EndpointAsync(string id, HttpContext http, ChangeConversation change, ThreadAnswer answer, CancellationToken ct) =>
        answer.OfAsync(http, id, known => change.RunAsync(http.Caller(), known, new ConversationChange { Status = "open" }, ct), _ => "Open again", ct);
}
