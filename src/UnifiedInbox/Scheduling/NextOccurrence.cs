using Dapper;
using Npgsql;
using UnifiedInbox.Database;
using UnifiedInbox.Mail.Threads;
using UnifiedInbox.Messages;

namespace UnifiedInbox.Scheduling;

/// <summary>
/// Writes the message that follows a recurring one, in the transaction that takes the former: whatever happens to the program, each
/// is made once. After a stop longer than the interval what was missed is sent once and not once for each time.
/// </summary>
internal static class NextOccurrence
{
    /// <summary>Messages are locked before their schedules everywhere.</summary>
    private const string SchedulesSql = """
        SELECT s.id, s.rule, s.time_zone, s.starts, s.latest, s.made
          FROM schedules s
         WHERE s.id = ANY (@ids) AND s.ended_at IS NULL
         ORDER BY s.id
           FOR UPDATE
        """;

    private const string AdvanceSql = "UPDATE schedules SET latest = $2, made = made + 1, updated_at = $3 WHERE id = $1";

    private const string EndSql = "UPDATE schedules SET ended_at = $2, end_reason = $3, updated_at = $2 WHERE id = $1 AND ended_at IS NULL";

    private const string MessageSql = """
        WITH made AS (
            INSERT INTO messages (id, contact_id, conversation_id, inbox_id, author_id, channel, direction, status, subject, content, html, reply_text,
                                  from_address, from_name, to_address, to_all, cc, bcc, reply_to, media_urls, provider, rfc_message_id, in_reply_to,
                                  rfc_references, thread_id, joined_by, metadata, scheduled_at, at, created_at, updated_at, schedule_id,
                                  occurrence, cancel_on_reply, content_sid, content_variables)
            SELECT $2, m.contact_id, m.conversation_id, m.inbox_id, m.author_id, m.channel, 'outbound', 'scheduled', m.subject, m.content, m.html, m.reply_text,
                   m.from_address, m.from_name, m.to_address, m.to_all, m.cc, m.bcc, m.reply_to, m.media_urls, m.provider, $3, m.in_reply_to,
                   m.rfc_references, m.thread_id, m.joined_by, m.metadata - '{sendAnyway,overrulesQuietHours}'::text[], $4, $4, $5, $5, m.schedule_id,
                   $6, m.cancel_on_reply, m.content_sid, m.content_variables
              FROM messages m
             WHERE m.id = $1
            RETURNING id, inbox_id, conversation_id, contact_id),
        files AS (
            INSERT INTO attachments (id, message_id, position, name, content_type, size, sha256, content_id, is_inline, status, source_url, next_attempt_at, created_at)
            SELECT gen_random_uuid(), $2, a.position, a.name, a.content_type, a.size, a.sha256, a.content_id, a.is_inline, a.status, a.source_url,
                   a.next_attempt_at, $5
              FROM attachments a
             WHERE a.message_id = $1),
        known AS (
            INSERT INTO email_ids (key, message_id) SELECT $7, $2 WHERE $7::text IS NOT NULL ON CONFLICT DO NOTHING)
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
        SELECT 'message', inbox_id, conversation_id, contact_id, id FROM made
        """;

    public static async Task<Dictionary<Guid, Schedule>> LockAsync(NpgsqlConnection connection, Guid[] ids, CancellationToken ct) => ids.Length == 0
        ? []
        : (await connection.QueryAsync<Schedule>(new CommandDefinition(SchedulesSql, new { ids }, cancellationToken: ct))).ToDictionary(schedule => schedule.Id);

    /// <summary>Adds what makes the next one; nothing where it was made already. Answers when it will be, or null where the former was the last.</summary>
    public static DateTimeOffset? Add(NpgsqlBatch batch, Schedule schedule, OccurredMessage former, DateTimeOffset now)
    {
        if (schedule.Made > former.Occurrence) return null;
        if (schedule.Next(now) is not var (local, at))
        {
            End(batch, schedule.Id, "done", now);
            return null;
        }
        var id = NewId.Next();
        var rfcId = former.Channel == "email" ? id.ToString("N") + "@" + former.FromAddress[(former.FromAddress.LastIndexOf('@') + 1)..] : null;
        batch.Add(AdvanceSql, schedule.Id, local, now);
        batch.Add(MessageSql, former.Id, id, rfcId, at, now, former.Occurrence + 1, rfcId is null ? null : MessageIds.Key(rfcId));
        return at;
    }

    public static void End(NpgsqlBatch batch, Guid scheduleId, string reason, DateTimeOffset now) => batch.Add(EndSql, scheduleId, now, reason);
}

/// <summary>A message of a schedule whose turn has come.</summary>
/// <param name="Occurrence">1 is the first.</param>
internal sealed record OccurredMessage(Guid Id, string Channel, string FromAddress, int Occurrence);

/// <summary>A row of <c>schedules</c> that has not ended.</summary>
internal sealed record Schedule
{
    public Guid Id { get; init; }

    public string Rule { get; init; } = "";

    public string TimeZone { get; init; } = "";

    /// <summary>Wall clock of the zone, as is <see cref="Latest"/>.</summary>
    public DateTime Starts { get; init; }

    public DateTime Latest { get; init; }

    /// <summary>Messages made so far.</summary>
    public int Made { get; init; }

    /// <summary>The first time after the latest that is still to come; null where it ends before.</summary>
    public (DateTime Local, DateTimeOffset At)? Next(DateTimeOffset now)
    {
        if (!ReadSendTime.TryZone(TimeZone, out var zone) || !Recurrence.TryParse(Rule, zone, out var rule, out _) || Made >= rule.Count) return null;
        var latest = WallClock.Instant(Latest, zone);
        for (var local = rule.After(Starts, Latest); local is { } time; local = rule.After(Starts, time))
        {
            var at = WallClock.Instant(time, zone);
            if (at > now && at > latest) return (time, at);
        }
        return null;
    }
}
