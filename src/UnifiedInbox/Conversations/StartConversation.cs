using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Channels;
using UnifiedInbox.Conversations.Composing;
using UnifiedInbox.Conversations.Profiles;
using UnifiedInbox.Database;
using UnifiedInbox.Messages;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations;

/// <summary>
/// Writing to a contact first. Where there was a conversation it goes on there; else a page with a composer, and the
/// conversation begins with its first message: following a link must not make anything, because browsers fetch ahead.
/// </summary>
internal sealed class StartConversation(Db db, ListRoutes routes, FindProfile profiles)
{
    private const string Latest = """
        SELECT c.id
          FROM conversations c
          JOIN inboxes i ON i.id = c.inbox_id
         WHERE c.contact_id = @contactId
           AND (@channel::text IS NULL OR i.channel = @channel)
           AND can_use_inbox(@userId, i.id)
         ORDER BY c.status = 'closed', c.last_at DESC, c.id DESC
         LIMIT 1
        """;

    /// <summary>The conversation to go on in, or null.</summary>
    public Task<Guid?> RunAsync(Caller caller, Guid contactId, Channel? channel, CancellationToken ct) =>
        db.FindAsync<Guid?>(Latest, new { contactId, channel = channel is { } named ? ChannelName.Of(named) : null, userId = caller.UserId }, ct);

    /// <summary><c>GET /inbox/start?contactId=&amp;channel=</c></summary>
    public static async Task<IResult> OpenAsync(string? contactId, string? channel, HttpContext http, StartConversation start, CancellationToken ct)
    {
        if (!Guid.TryParse(contactId, out var contact)) return TypedResults.NotFound();
        return await start.RunAsync(http.Caller(), contact, ChannelName.Parse(channel), ct) is { } id
            ? TurboStream.SeeOther($"/inbox/{id}")
            : await start.PageAsync(http.Caller(), contact, channel, null, ct);
    }

    /// <summary><c>POST /inbox/start?contactId=</c>: the first message.</summary>
    public static async Task<IResult> SendAsync(
        string? contactId, [FromForm] ReplyForm form, HttpContext http, StartConversation start, SendReply send, CancellationToken ct)
    {
        if (!Guid.TryParse(contactId, out var contact)) return TypedResults.NotFound();
        form.ReadVariables(http.Request.Form);
        switch (await send.RunAsync(http.Caller(), contact, null, form, ViewerZone.Of(http), ct))
        {
            case EnqueueOutcome.Queued queued:
                return TurboStream.SeeOther($"/inbox/{queued.Message.ConversationId}");
            case EnqueueOutcome.Refused refused:
                var reply = RefusedReply.Of(refused, form);
                return TurboStream.IsAskedBy(http.Request) ? SendReply.Refuse(reply) : await start.PageAsync(http.Caller(), contact, null, reply, ct);
            default:
                return TypedResults.NotFound();
        }
    }

    private async Task<IResult> PageAsync(Caller caller, Guid contactId, string? channel, RefusedReply? refused, CancellationToken ct) =>
        await profiles.RunAsync(caller, contactId, ct) is { } profile
            ? Page.Of<StartPage>(
                new { Profile = profile, Routes = await routes.RunAsync(caller, contactId, ct), Channel = channel, Refused = refused },
                refused is null ? 200 : 422)
            : TypedResults.NotFound();
}
