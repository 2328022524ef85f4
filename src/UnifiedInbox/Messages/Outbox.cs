using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Attachments;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Mail.Html;
using UnifiedInbox.Messages.Email;
using UnifiedInbox.Messages.Files;
using UnifiedInbox.Policies;
using UnifiedInbox.Scheduling;

namespace UnifiedInbox.Messages;

/// <summary>
/// The one door for messages that go out. Composer and API call it alike: it picks the sender, asks the gate, writes the message as
/// queued (the row is the job), wakes the dispatcher. Nothing is sent here.
/// </summary>
internal sealed class Outbox(Db db, SettingsStore settings, TakeMediaUrls urls, ChangeNotifier changes, DispatchSignal dispatcher, TimeProvider time)
{
    /// <summary>A conversation that is not closed, else the latest closed within a week, else a new one.</summary>
    private const string ConversationSql = """
        WITH live AS (
            SELECT c.id
              FROM conversations c
             WHERE c.contact_id = @contactId AND c.inbox_id = @inboxId
               AND (c.status <> 'closed' OR c.closed_at > @now - interval '7 days')
             ORDER BY c.status = 'closed', c.last_at DESC
             LIMIT 1
               FOR UPDATE),
        made AS (
            INSERT INTO conversations (id, contact_id, inbox_id, last_at, created_at, updated_at)
            SELECT @freshId, @contactId, @inboxId, @now, @now, @now
             WHERE NOT EXISTS (SELECT 1 FROM live)
            RETURNING id)
        SELECT id FROM live UNION ALL SELECT id FROM made
        """;

    /// <summary>A scheduled one waits apart: the conversation's last word it becomes when it leaves.</summary>
    private const string WriteSql = """
        INSERT INTO messages (id, contact_id, conversation_id, inbox_id, author_id, channel, direction, status, content, from_address,
                              to_address, media_urls, provider, in_reply_to, metadata, wait_reason, next_attempt_at, scheduled_at, at,
                              created_at, updated_at, schedule_id, occurrence, cancel_on_reply, undo, content_sid, content_variables)
        VALUES (@id, @contactId, @conversationId, @inboxId, @userId, @channel, 'outbound', @status, @content, @from,
                @to, @mediaUrls, @provider, @replyToId,
                jsonb_strip_nulls(jsonb_build_object('sendAnyway', nullif(@sendAnyway, false), 'timeZone', @timeZone,
                                                      'overrulesQuietHours', nullif(@overrulesQuietHours, false), 'template', @template)), @waitReason,
                CASE WHEN @status = 'queued' THEN @due END, CASE WHEN @status = 'scheduled' THEN @due END,
                CASE WHEN @status = 'scheduled' THEN @due ELSE @now END, @now, @now,
                @scheduleId, CASE WHEN @scheduleId IS NOT NULL THEN 1 END, @cancelOnReply,
                CASE WHEN @status = 'queued' AND @due > @now THEN
                    (SELECT jsonb_build_object('status', c.status, 'snoozed_until', c.snoozed_until, 'closed_at', c.closed_at,
                                               'waiting_since', c.waiting_since, 'last_message_id', c.last_message_id,
                                               'last_preview', c.last_preview, 'last_direction', c.last_direction,
                                               'last_channel', c.last_channel, 'last_at', c.last_at, 'last_outbound_at', c.last_outbound_at)
                       FROM conversations c WHERE c.id = @conversationId) END,
                @contentSid, @contentVariables::jsonb);

        UPDATE conversations
           SET status = 'open',
               snoozed_until = NULL,
               closed_at = NULL,
               waiting_since = NULL,
               last_message_id = @id,
               last_preview = left(CASE WHEN @content <> '' THEN @content ELSE 'Attachment' END, 200),
               last_direction = 'outbound',
               last_channel = @channel,
               last_at = @now,
               last_outbound_at = @now,
               updated_at = @now
         WHERE id = @conversationId AND @status = 'queued';

        INSERT INTO send_lanes (conversation_id, channel, due_at)
        VALUES (@conversationId, @channel, @due)
        ON CONFLICT (conversation_id, channel) DO UPDATE SET due_at = least(send_lanes.due_at, excluded.due_at);

        INSERT INTO policy_decisions (id, message_id, contact_id, stage, outcome, rule, reason, until, at)
        VALUES (@decisionId, @id, @contactId, 'enqueue', @outcome, @rule, @waitReason, @until, @now);

        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id, user_id)
        VALUES ('message', @inboxId, @conversationId, @contactId, @id, @userId);
        """;

    private const string RefuseSql = """
        INSERT INTO policy_decisions (id, contact_id, stage, outcome, rule, reason, at)
        VALUES (@id, @contactId, 'enqueue', @outcome, @rule, @reason, @now)
        """;

    /// <summary>
    /// The same id comes twice when somebody sends twice in a moment: the second waits for the first and then finds it, before the gate is
    /// asked, which would see the same text twice.
    /// </summary>
    private const string OneAfterTheOther = "SELECT pg_advisory_xact_lock(hashtextextended(@id::text, 11))";

    public async Task<EnqueueOutcome> EnqueueAsync(Caller caller, NewMessage message, CancellationToken ct)
    {
        if (message.Template is null && NewMessageRules.Check(message) is { } problem) return problem;
        (message, var unreachable) = await urls.RunAsync(caller, message, ct);
        if (unreachable is not null) return unreachable;
        if (message is { Content: "", Email.Html: { } html }) message = message with { Content = HtmlText.Of(html) };
        var policy = await PolicySettings.ReadAsync(settings, time, ct);
        EnqueueOutcome outcome;
        try
        {
            outcome = await db.InTransactionAsync(connection => WriteAsync(connection, caller, message, policy, ct), ct);
        }
        catch (RefusedInside refused)
        {
            return refused.Outcome;
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected)
        {
            // A colleague opened the conversation, or the same id came through, in this very moment; both are there now.
            outcome = await db.InTransactionAsync(connection => WriteAsync(connection, caller, message, policy, ct), ct);
        }
        if (outcome is EnqueueOutcome.Queued { Message: var written }) await AttachmentsOf.FillAsync(db, [written], ct);
        if (outcome is EnqueueOutcome.Queued { Repeated: false })
        {
            changes.Wake();
            dispatcher.Poke();
        }
        return outcome;
    }

    private async Task<EnqueueOutcome> WriteAsync(NpgsqlConnection connection, Caller caller, NewMessage message, PolicySettings policy, CancellationToken ct)
    {
        if (message.Id is { } known && await FindAsync(connection, caller, known, ct) is { } existing)
        {
            return existing.ContactId == message.ContactId && (existing.Content == message.Content || message.Template is not null)
                ? new EnqueueOutcome.Queued(existing, Repeated: true)
                : new EnqueueOutcome.Refused("id_in_use", "id", "Another message has this id already.");
        }
        if (await FilesToSend.FindAsync(connection, caller, message.Attachments, ct) is not { } files) return FilesToSend.Missing;
        if (files.Check(message.Channel) is { } unfit) return unfit;
        message = message with { MediaUrls = files.Marks };
        var now = time.GetUtcNow();
        var (prepared, problem) = await PrepareMessage.RunAsync(connection, caller, message, policy, now, forWriting: true, ct);
        if (prepared is null) return problem!;
        (message, var route, var decision, var template) = prepared;
        var channel = ChannelName.Of(message.Channel);
        if (decision.Verdict == Verdict.Refused)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                RefuseSql,
                new { id = NewId.Next(time), contactId = message.ContactId, outcome = Decision.NameOf(decision.Verdict), rule = decision.Rule, reason = decision.Reason, now },
                cancellationToken: ct));
            return new EnqueueOutcome.Refused(decision.Rule, FieldOf(decision), decision.Reason!);
        }

        var due = decision.Until ?? message.SendAt?.At ?? now + message.UndoFor;
        var id = message.Id ?? NewId.Next(time);
        var conversationId = await connection.QuerySingleAsync<Guid>(new CommandDefinition(
            ConversationSql, new { contactId = message.ContactId, inboxId = route.InboxId, freshId = NewId.Next(time), now }, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition(
            WriteSql,
            new
            {
                id,
                contactId = message.ContactId,
                conversationId,
                inboxId = route.InboxId,
                userId = caller.UserId,
                channel,
                content = message.Content,
                from = route.FromAddress,
                to = route.ToAddress,
                mediaUrls = message.MediaUrls.ToArray(),
                provider = route.Provider,
                replyToId = message.Channel == Channel.Email ? null : message.ReplyToId?.ToString(),
                sendAnyway = message.SendAnyway,
                decisionId = NewId.Next(time),
                status = decision is { Verdict: Verdict.Held, Until: null } ? "held" : decision.Until is null && message.SendAt is null ? "queued" : "scheduled",
                overrulesQuietHours = message.OverrulesQuietHours,
                template = template?.Template.Name,
                contentSid = template?.Template.Sid,
                contentVariables = template?.Variables,
                until = decision.Until,
                due,
                timeZone = message.SendAt?.TimeZone,
                cancelOnReply = message.SendAt?.CancelOnReply ?? false,
                scheduleId = await WriteSchedule.RunAsync(connection, message, route, now, ct),
                outcome = Decision.NameOf(decision.Verdict),
                rule = decision.Rule,
                waitReason = decision.Reason,
                now,
            },
            cancellationToken: ct));
        await files.WriteAsync(connection, id, now, ct);
        if (message.Channel == Channel.Email)
        {
            var envelope = new EmailEnvelope(id, conversationId, route.InboxId!.Value, route.FromAddress!, route.FromName, WriteEmail.CleanHtml(message.Email), now);
            if (await WriteEmail.RunAsync(connection, caller, message, envelope, ct) is { } refusal) throw new RefusedInside(refusal);
        }
        if (message.Draft is { } draft) await draft.ClearAsync(connection, caller, ct);
        return new EnqueueOutcome.Queued((await FindMessage.InAsync(connection, caller, id, ct))!, Repeated: false);
    }

    private static async Task<Message?> FindAsync(NpgsqlConnection connection, Caller caller, Guid id, CancellationToken ct)
    {
        await connection.ExecuteAsync(new CommandDefinition(OneAfterTheOther, new { id }, cancellationToken: ct));
        return await FindMessage.InAsync(connection, caller, id, ct);
    }

    /// <summary>Found out in the middle of writing: the transaction is undone, the caller gets the outcome.</summary>
    private sealed class RefusedInside(EnqueueOutcome outcome) : Exception
    {
        public EnqueueOutcome Outcome => outcome;
    }

    /// <summary>The request's field that a refusal is about.</summary>
    public static string FieldOf(Decision decision) =>
        decision.Rule is "duplicate_text" or "content_too_long" or "outside_window" ? "content" : decision.Rule == "template_not_approved" ? "contentSid" : "contactId";
}
