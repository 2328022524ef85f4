using Dapper;
using Npgsql;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;
using UnifiedInbox.Messages;

namespace UnifiedInbox.Scheduling;

/// <summary>What makes a message recur, written in the transaction that writes the first of them.</summary>
internal static class WriteSchedule
{
    private const string Sql = """
        INSERT INTO schedules (id, contact_id, inbox_id, channel, to_address, rule, time_zone, starts, latest, cancel_on_reply, created_at, updated_at)
        VALUES (@id, @contactId, @inboxId, @channel, @to, @rule, @timeZone, @starts, @starts, @cancelOnReply, @now, @now)
        """;

    /// <summary>Of a new message; its id, or null for one that is sent once.</summary>
    public static async Task<Guid?> RunAsync(NpgsqlConnection connection, NewMessage message, Messages.Route route, DateTimeOffset now, CancellationToken ct) =>
        message.SendAt is { Repeat: not null } time
            ? await RunAsync(connection, message.ContactId, route.InboxId!.Value, ChannelName.Of(message.Channel), route.ToAddress!, time, now, ct)
            : null;

    /// <summary>Of a message that was to be sent once until now.</summary>
    public static async Task<Guid?> RunAsync(NpgsqlConnection connection, LockedMessage row, SendTime time, DateTimeOffset now, CancellationToken ct) =>
        await RunAsync(connection, row.ContactId, row.InboxId, row.Channel, row.ToAddress, time, now, ct);

    private static async Task<Guid> RunAsync(
        NpgsqlConnection connection, Guid contactId, Guid inboxId, string channel, string to, SendTime time, DateTimeOffset now, CancellationToken ct)
    {
        var id = NewId.Next();
        await connection.ExecuteAsync(new CommandDefinition(
            Sql,
            new
            {
                id,
                contactId,
                inboxId,
                channel,
                to,
                rule = time.Repeat!.ToString(),
                timeZone = time.TimeZone,
                starts = WallClock.Local(time.At, time.Zone),
                cancelOnReply = time.CancelOnReply,
                now,
            },
            cancellationToken: ct));
        return id;
    }
}
