using UnifiedInbox.Accounts;
using UnifiedInbox.Attachments;
using UnifiedInbox.Conversations.Composing;
using UnifiedInbox.Database;
using UnifiedInbox.Messages;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations.Emails;

/// <summary>
/// <c>GET /messages/{id}/answer?how=reply|all|forward</c>: the composer's fields made ready for it. Without scripts the conversation
/// is opened with them.
/// </summary>
internal sealed class AnswerEmail(Db db)
{
    /// <summary>Nobody answers to our own mailboxes, nor to the contact twice.</summary>
    private const string KnownAddresses = """
        SELECT i.address FROM inboxes i WHERE i.channel = 'email'
         UNION ALL
        SELECT a.value FROM contact_addresses a WHERE a.contact_id = @contactId AND a.kind = 'email'
        """;

    /// <summary>Null where there is no such mail the caller may see.</summary>
    public async Task<EmailDraft?> RunAsync(Caller caller, Guid id, string? how, CancellationToken ct)
    {
        if (await FindMessage.RunAsync(db, caller, id, ct) is not { Channel: "email" } message) return null;
        if (how == "all") return EmailDraft.ReplyToAll(message, await db.ListAsync<string>(KnownAddresses, new { contactId = message.ContactId }, ct));
        if (how != "forward") return EmailDraft.Reply(message);
        await AttachmentsOf.FillAsync(db, [message], ct);
        return EmailDraft.Forward(message);
    }

    public static async Task<IResult> EndpointAsync(Guid id, string? how, string? quiet, HttpContext http, AnswerEmail answer, Db db, CancellationToken ct)
    {
        if (await answer.RunAsync(http.Caller(), id, how, ct) is not { } draft) return TypedResults.NotFound();
        if (TurboStream.IsAskedBy(http.Request))
            return TurboStream.Answer(TurboStream.Replace<EmailFields>(EmailFields.Id, new { Draft = draft with { IsQuiet = quiet == "1" } }));
        var message = await FindMessage.RunAsync(db, http.Caller(), id, ct);
        return TurboStream.SeeOther($"/inbox/{message!.ConversationId}?answer={id}&how={(how is "all" or "forward" ? how : "reply")}");
    }
}
