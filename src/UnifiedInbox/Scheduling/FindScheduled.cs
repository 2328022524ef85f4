using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;

namespace UnifiedInbox.Scheduling;

/// <summary>A scheduled message, locked to be changed: lane first, then the message, as everywhere.</summary>
internal static class FindScheduled
{
    private const string LaneSql = """
        SELECT 1
          FROM messages m
          JOIN send_lanes l ON l.conversation_id = m.conversation_id AND l.channel = m.channel
         WHERE m.id = @id
           FOR UPDATE OF l
        """;

    private const string Sql = """
        SELECT m.id,
               m.conversation_id,
               m.contact_id,
               m.inbox_id,
               m.channel,
               m.subject,
               m.content,
               m.html,
               m.from_address,
               m.to_address,
               m.media_urls,
               EXISTS (SELECT 1 FROM attachments a WHERE a.message_id = m.id) AS has_files,
               m.scheduled_at,
               m.metadata ->> 'timeZone' AS time_zone,
               m.cancel_on_reply,
               m.schedule_id,
               m.occurrence
          FROM messages m
         WHERE m.id = @id AND m.status = 'scheduled' AND can_use_inbox(@userId, m.inbox_id)
           FOR UPDATE OF m
        """;

    /// <summary>Null where there is none that the caller may see, or it is no longer scheduled.</summary>
    public static async Task<LockedMessage?> LockAsync(NpgsqlConnection connection, Caller caller, Guid id, CancellationToken ct)
    {
        await connection.ExecuteAsync(new CommandDefinition(LaneSql, new { id }, cancellationToken: ct));
        return await connection.QuerySingleOrDefaultAsync<LockedMessage>(new CommandDefinition(Sql, new { id, userId = caller.UserId }, cancellationToken: ct));
    }
}

internal sealed record LockedMessage
{
    public Guid Id { get; init; }

    public Guid ConversationId { get; init; }

    public Guid ContactId { get; init; }

    public Guid InboxId { get; init; }

    public string Channel { get; init; } = "";

    public string? Subject { get; init; }

    public string Content { get; init; } = "";

    public string? Html { get; init; }

    public string FromAddress { get; init; } = "";

    public string ToAddress { get; init; } = "";

    public string[] MediaUrls { get; init; } = [];

    public bool HasFiles { get; init; }

    public DateTimeOffset ScheduledAt { get; init; }

    public string? TimeZone { get; init; }

    public bool CancelOnReply { get; init; }

    public Guid? ScheduleId { get; init; }

    public int? Occurrence { get; init; }
}
