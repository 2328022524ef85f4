using Dapper;
using Npgsql;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;
using UnifiedInbox.Messages;

namespace UnifiedInbox.Scheduling;

/// <summary>What makes a recurring message recur, written in the transaction that writes the first of them.</summary>
internal static class WriteSchedule
{
    private const string Sql = """
        INSERT INTO schedules (id, contact_id, inbox_id, channel, to_address, rule, time_zone, starts, latest, cancel_on_reply, created_at, updated_at)
        VALUES (@id, @contactId, @inboxId, @channel, @to, @rule, @timeZone, @starts, @starts, @cancelOnReply, @now, @now)
        """;

    /// <summary>Its id; null for a message that is sent once.</summary>
    public static async Task<Guid?> RunAsync(NpgsqlConnection connection, NewMessage message, Messages.Route route, DateTimeOffset now, CancellationToken ct)
    {
        if (message.SendAt is not { Repeat: { } rule } time) return null;
        var id = NewId.Next();
        await connection.ExecuteAsync(new CommandDefinition(
            Sql,
            new
            {
                id,
                contactId = message.ContactId,
                inboxId = route.InboxId,
                channel = ChannelName.Of(message.Channel),
                to = route.ToAddress,
                rule = rule.ToString(),
                timeZone = time.TimeZone,
                starts = WallClock.Local(time.At, time.Zone),
                cancelOnReply = time.CancelOnReply,
                now,
            },
            cancellationToken: ct));
        return id;
    }
}
