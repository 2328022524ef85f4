using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Channels;
using UnifiedInbox.Policies;
using UnifiedInbox.Templates.WhatsApp;

namespace UnifiedInbox.Messages;

/// <summary>A message as it would be written: its sender, its words, and what the gate says of it.</summary>
internal sealed record PreparedMessage(NewMessage Message, Route Route, Decision Decision, FilledTemplate? Template);

/// <summary>
/// Everything between wanting a message and writing it: picks the sender, fills the template, asks the gate. The outbox writes what
/// comes of it; the dry run only tells. Reads alone, but for the lock on the conversation.
/// </summary>
internal static class PrepareMessage
{
    /// <summary>
    /// Taken before the facts are read: of two teammates who answer in the same moment the second sees the first one's. Not for a dry run.
    /// </summary>
    private const string LockSql = """
        SELECT 1 FROM conversations c WHERE c.contact_id = @contactId AND c.inbox_id = @inboxId AND c.status <> 'closed' FOR UPDATE
        """;

    private const string FactsSql = """
        SELECT f.*,
               (SELECT u.name
                  FROM messages m
                  JOIN users u ON u.id = m.author_id
                 WHERE m.contact_id = @contactId AND m.at > seen.at AND m.created_at > seen.at AND m.direction = 'outbound' AND m.author_id <> @userId
                   AND m.status NOT IN ('scheduled', 'held', 'failed', 'canceled')
                   AND m.inbox_id = ANY (ARRAY(SELECT i.id FROM inboxes i WHERE can_use_inbox(@userId, i.id)))
                 ORDER BY m.at DESC
                 LIMIT 1) AS answered_by
          FROM send_facts(@contactId, @inboxId, @channel, @to, @content, @mediaUrls, @last, @now, @scheduledAt, @contentSid, @today::date, @now) f
         CROSS JOIN (SELECT coalesce(@seenAt::timestamptz,
                                     (SELECT s.created_at FROM messages s WHERE s.id = @seenId AND s.contact_id = @contactId)) AS at) seen
        """;

    /// <summary>The message as it would be, or why there is nothing to ask the gate about.</summary>
    public static async Task<(PreparedMessage? Prepared, EnqueueOutcome? Problem)> RunAsync(
        NpgsqlConnection connection, Caller caller, NewMessage message, PolicySettings policy, DateTimeOffset now, bool forWriting, CancellationToken ct)
    {
        if (await Route.FindAsync(connection, caller, message, ct) is not { } route) return (null, new EnqueueOutcome.NotFound("contactId"));
        if (route.InboxId is not { } inboxId) return (null, NoInbox(message));
        FilledTemplate? template = null;
        if (message.Template is { } chosen)
        {
            (template, var problem) = await FillTemplate.RunAsync(connection, inboxId, chosen, ct);
            if (template is null) return (null, problem);
            message = message with { Content = template.Text, MediaUrls = [] };
        }
        if (forWriting)
            await connection.ExecuteAsync(new CommandDefinition(LockSql, new { contactId = message.ContactId, inboxId }, cancellationToken: ct));
        var facts = route.ToAddress is null
            ? new SendFacts { Channel = ChannelName.Of(message.Channel) }
            : await ReadFactsAsync(connection, caller, message, route, template, policy, now, ct);
        return (new PreparedMessage(message, route, Gate.Decide(facts, Stage.Enqueue), template), null);
    }

    private static async Task<SendFacts> ReadFactsAsync(
        NpgsqlConnection connection, Caller caller, NewMessage message, Route route, FilledTemplate? template, PolicySettings policy, DateTimeOffset now, CancellationToken ct)
    {
        var channel = ChannelName.Of(message.Channel);
        var scheduledAt = message.SendAt?.At;
        var row = await connection.QuerySingleAsync<FactsRow>(new CommandDefinition(
            FactsSql,
            new
            {
                userId = caller.UserId,
                contactId = message.ContactId,
                inboxId = route.InboxId,
                channel,
                to = route.ToAddress,
                content = message.Content,
                mediaUrls = message.MediaUrls.ToArray(),
                last = Guid.AllBitsSet,
                scheduledAt,
                contentSid = template?.Template.Sid,
                today = policy.Today,
                // What leaves later can still be taken back when a colleague answers.
                seenAt = scheduledAt is null ? message.SeenAt : null,
                seenId = scheduledAt is null ? message.SeenId : null,
                now,
            },
            cancellationToken: ct));
        return row.With(policy, channel, route.ToAddress!, message.Content, scheduledAt ?? now) with
        {
            TemplateStatus = template is null ? null : row.TemplateStatus ?? "unknown",
            SendAnyway = message.SendAnyway,
            OverrulesQuietHours = message.OverrulesQuietHours,
        };
    }

    private static EnqueueOutcome NoInbox(NewMessage message) => message.InboxId is not null
        ? new EnqueueOutcome.NotFound("inboxId")
        : new EnqueueOutcome.Refused(
            "no_inbox", "channel", "There is no " + ChannelName.Label(ChannelName.Of(message.Channel)) + " inbox you may send from.");
}
