using UnifiedInbox.Accounts;
using UnifiedInbox.Conversations.List;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations.Threads;

/// <summary>What a form in the head of a thread is answered with: the head as it is now and a word about it, or why not.</summary>
internal sealed class ThreadAnswer(ReadThread read)
{
    public async Task<IResult> OfAsync(
        HttpContext http, string id, Func<Guid, Task<ChangeOutcome>> act, Func<Conversation, string> words, CancellationToken ct)
    {
        if (!Guid.TryParse(id, out var known)) return TypedResults.NotFound();
        var outcome = await act(known);
        if (outcome is ChangeOutcome.NotFound) return TypedResults.NotFound();
        var (text, kind) = outcome switch
        {
            ChangeOutcome.Done done => (words(done.Conversation), "success"),
            ChangeOutcome.Invalid invalid => (invalid.Message, "error"),
            _ => ("This contact has another conversation going in the same inbox. Go on there.", "error"),
        };
        if (!TurboStream.IsAskedBy(http.Request))
        {
            LeftToast.Leave(http, text);
            return TurboStream.SeeOther(ListChoice.OfPage(http.Request).UrlOf(known));
        }
        return await read.RunAsync(http.Caller(), known, ListChoice.OfPage(http.Request), null, ct) is { } thread
            ? TurboStream.Answer(TurboStream.MorphTo<ThreadHeader>("thread-header", new { Thread = thread }), TurboStream.Toast(text, kind))
            : TypedResults.NotFound();
    }
}
