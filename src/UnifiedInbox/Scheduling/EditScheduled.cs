using System.Text.Json.Serialization;
using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Channels;
using UnifiedInbox.Conversations.Emails;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Mail.Html;
using UnifiedInbox.Mail.Replies;
using UnifiedInbox.Messages;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Scheduling;

/// <summary>What is to become of a scheduled message; null leaves a field as it is.</summary>
internal sealed record ScheduledChange
{
    /// <summary>ISO 8601, as in <see cref="SendMessageRequest"/>.</summary>
    public string? ScheduledAt { get; init; }

    /// <summary>IANA name.</summary>
    public string? TimeZone { get; init; }

    public string? Content { get; init; }

    /// <summary>Email only, as is <see cref="Html"/>.</summary>
    public string? Subject { get; init; }

    public string? Html { get; init; }

    /// <summary>The mail that is answered stays below; <see cref="Html"/> is the words above it alone.</summary>
    [JsonIgnore]
    public bool KeepsBelow { get; init; }

    /// <summary>A rule as in <see cref="SendMessageRequest"/>; empty = this is the last one.</summary>
    public string? Repeat { get; init; }

    public bool? CancelOnReply { get; init; }
}

internal abstract record EditOutcome
{
    public sealed record Done : EditOutcome;

    public sealed record Refused(EnqueueOutcome.Refused Why) : EditOutcome;

    /// <summary>There is none the caller may see, or it has left, or was canceled.</summary>
    public sealed record Gone : EditOutcome;
}

/// <summary>
/// Changes the time and the words of a scheduled message. Of a recurring one this is what the later ones are made from: they follow in
/// words and time. A message that is being sent is not scheduled any more; who comes second is told.
/// </summary>
internal sealed class EditScheduled(Db db, AskedTime asked, DispatchSignal dispatcher, ChangeNotifier changes, TimeProvider time)
{
    private const string MessageSql = """
        UPDATE messages
           SET content = $2,
               reply_text = CASE WHEN content = $2 THEN reply_text ELSE $10 END,
               subject = $3,
               html = $4,
               scheduled_at = $5,
               at = CASE WHEN attempts = 0 THEN $5 ELSE at END,
               metadata = metadata || jsonb_build_object('timeZone', $6::text),
               cancel_on_reply = $7,
               schedule_id = $8,
               occurrence = CASE WHEN $8::uuid IS NULL THEN NULL ELSE coalesce(occurrence, 1) END,
               wait_reason = CASE WHEN scheduled_at = $5 THEN wait_reason END,
               updated_at = $9
         WHERE id = $1
        """;

    /// <summary>The lane is looked at no later than that; where it is a later time now, looking finds nothing and goes on waiting.</summary>
    private const string LaneSql = "UPDATE send_lanes SET due_at = least(due_at, $3) WHERE conversation_id = $1 AND channel = $2";

    private const string ScheduleSql = """
        UPDATE schedules SET rule = coalesce($2, rule), time_zone = $3, starts = $4, latest = $4, cancel_on_reply = $5, updated_at = $6 WHERE id = $1
        """;

    private const string ChangeSql = """
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id, user_id) VALUES ('message', $1, $2, $3, $4, $5)
        """;

    public async Task<EditOutcome> RunAsync(Caller caller, Guid id, ScheduledChange change, CancellationToken ct)
    {
        var usual = await asked.UsualAsync(caller, ct);
        var outcome = await db.InTransactionAsync<EditOutcome>(
            async connection =>
            {
                if (await FindScheduled.LockAsync(connection, caller, id, ct) is not { } row) return new EditOutcome.Gone();
                var (sendAt, wrong) = Time(row, change, usual);
                if (wrong is not null) return new EditOutcome.Refused(wrong);
                var edited = Words(row, change, change.Html is null ? [] : await FilesAsync(connection, id, ct));
                if (Check(edited, row) is { } refused) return new EditOutcome.Refused(refused);
                await WriteAsync(connection, caller, edited, change, sendAt!, ct);
                return new EditOutcome.Done();
            },
            ct);
        if (outcome is not EditOutcome.Done) return outcome;
        dispatcher.Poke();
        changes.Wake();
        return outcome;
    }

    /// <summary>What stays as it is may have come due meanwhile, and is not asked about.</summary>
    private (SendTime? Time, EnqueueOutcome.Refused? Wrong) Time(LockedMessage row, ScheduledChange change, TimeZoneInfo usual)
    {
        var zone = change.TimeZone ?? row.TimeZone;
        if (string.IsNullOrWhiteSpace(change.ScheduledAt))
        {
            if (!string.IsNullOrEmpty(change.TimeZone) && !ReadSendTime.TryZone(change.TimeZone, out _))
                return ReadSendTime.Read("x", change.TimeZone, null, false, usual, time.GetUtcNow());
            var kept = zone is not null && ReadSendTime.TryZone(zone, out var known) ? known : usual;
            return ReadSendTime.Repeating(new SendTime(row.ScheduledAt, kept), change.Repeat);
        }
        return ReadSendTime.Read(change.ScheduledAt, zone, change.Repeat, false, usual, time.GetUtcNow());
    }

    private static async Task<List<(Guid, string)>> FilesAsync(NpgsqlConnection connection, Guid id, CancellationToken ct) => [.. await connection.QueryAsync<(Guid, string)>(
        new CommandDefinition("SELECT id, content_id FROM attachments WHERE message_id = @id AND content_id IS NOT NULL", new { id }, cancellationToken: ct))];

    private static LockedMessage Words(LockedMessage row, ScheduledChange change, List<(Guid, string)> files)
    {
        var html = change.Html is { } written ? ScheduledPictures.Name(WriteEmail.CleanHtml(new NewEmail { Html = written, Below = change.KeepsBelow ? QuoteEmail.Split(row.Html ?? "").Below : null }), files) : change.Content is null ? row.Html : null;
        return row with
        {
            Content = change.Content?.ReplaceLineEndings("\n").Trim() ?? (change.Html is null ? row.Content : HtmlText.Of(html ?? "")),
            Subject = row.Channel == "email" ? change.Subject ?? row.Subject : row.Subject,
            Html = row.Channel == "email" ? html : null,
            CancelOnReply = change.CancelOnReply ?? row.CancelOnReply,
        };
    }

    private static EnqueueOutcome.Refused? Check(LockedMessage edited, LockedMessage row)
    {
        if (edited.Content.Length == 0 && row.HasFiles) return null;
        var channel = ChannelName.Parse(row.Channel) ?? Channel.Sms;
        // A new message hears this from the gate; this one would hear it only when it is to leave.
        if (channel != Channel.Email && edited.Content.Length > NewMessageRules.MostCharacters)
            return new EnqueueOutcome.Refused("content_too_long", "content", "A text can have at most 1,600 characters; this one has " + edited.Content.Length + ".");
        return NewMessageRules.Check(new NewMessage
        {
            ContactId = row.ContactId,
            Channel = channel,
            Content = edited.Content,
            MediaUrls = row.MediaUrls,
            Email = channel == Channel.Email ? new NewEmail { Subject = edited.Subject ?? "", Html = edited.Html } : null,
        });
    }

    /// <summary>What a timeline shows of a mail with signature or history below; null where all of it is new.</summary>
    private static string? NewWords(LockedMessage row)
    {
        if (row.Channel != "email") return null;
        var above = row.Html is { } html && QuoteEmail.Split(html) is { Below: not null, Words: var own } ? HtmlText.Of(own) : row.Content;
        return ReplyText.Of(above).Visible.Trim() is { Length: > 0 } words && words != row.Content ? words : null;
    }

    private async Task WriteAsync(NpgsqlConnection connection, Caller caller, LockedMessage row, ScheduledChange change, SendTime sendAt, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var local = WallClock.Local(sendAt.At, sendAt.Zone);
        var schedule = row.ScheduleId;
        await using var batch = new NpgsqlBatch(connection);
        if (change.Repeat is "" && schedule is { } ending) NextOccurrence.End(batch, ending, "changed", now);
        if (schedule is null && sendAt.Repeat is { } rule) schedule = await WriteSchedule.RunAsync(connection, row, sendAt with { Repeat = rule, CancelOnReply = row.CancelOnReply }, now, ct);
        else if (schedule is not null && (sendAt.Repeat is not null || sendAt.At != row.ScheduledAt || change.CancelOnReply is not null))
            batch.Add(ScheduleSql, schedule, sendAt.Repeat?.ToString(), sendAt.TimeZone, local, row.CancelOnReply, now);
        batch.Add(MessageSql, row.Id, row.Content, row.Subject, row.Html, sendAt.At, sendAt.TimeZone, row.CancelOnReply, schedule, now, NewWords(row));
        batch.Add(LaneSql, row.ConversationId, row.Channel, sendAt.At);
        batch.Add(ChangeSql, row.InboxId, row.ConversationId, row.ContactId, row.Id, caller.UserId);
        await batch.ExecuteNonQueryAsync(ct);
    }
}
