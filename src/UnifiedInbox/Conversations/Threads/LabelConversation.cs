using UnifiedInbox.Accounts;

namespace UnifiedInbox.Conversations.Threads;

/// <summary><c>POST /inbox/{id}/labels</c>: the ticked labels and no others.</summary>
internal static class LabelConversation
{
    public static Task<IResult> EndpointAsync(
        string id, IFormCollection form, HttpContext http, ChangeConversation change, ThreadAnswer answer, CancellationToken ct) =>
        answer.OfAsync(http, id, known => change.RunAsync(
            http.Caller(), known, new ConversationChange { Labels = [.. form["label"].OfType<string>()] }, ct), _ => "Labels saved", ct);
}
