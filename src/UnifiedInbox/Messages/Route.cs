using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Channels;

namespace UnifiedInbox.Messages;

/// <summary>Which of our senders a message leaves from, and which of the contact's addresses it goes to.</summary>
internal sealed record Route
{
    public Guid? InboxId { get; init; }

    public string? FromAddress { get; init; }

    public string? Provider { get; init; }

    /// <summary>What an email's From shows beside the address: the inbox's name, or who writes.</summary>
    public string? FromName { get; init; }

    /// <summary>Null where the contact has no address this channel can reach.</summary>
    public string? ToAddress { get; init; }

    /// <summary>
    /// The sender asked for; else that of the message answered; else the one they last wrote to on this channel, so that a reply
    /// leaves from the number that was written to; else the channel's default. The address likewise: where the mail that is answered
    /// asks answers to go (unless that is ourselves), else where they last wrote from, else their primary one. No row = no such contact.
    /// </summary>
    private const string Sql = """
        WITH last_talk AS (
            SELECT m.inbox_id,
                   CASE m.direction WHEN 'inbound' THEN m.from_address ELSE m.to_address END AS address
              FROM messages m
             WHERE m.contact_id = @contactId AND m.channel = @channel
               AND (@replyToId::uuid IS NULL OR m.id = @replyToId)
               AND (@inboxId::uuid IS NULL OR m.inbox_id = @inboxId)
             ORDER BY m.direction = 'inbound' DESC, m.at DESC, m.id DESC
             LIMIT 1),
        sender AS (
            SELECT i.id, i.address, i.provider, i.settings ->> 'fromName' AS from_name
              FROM inboxes i
              LEFT JOIN last_talk t ON t.inbox_id = i.id
             WHERE i.channel = @channel AND i.disabled_at IS NULL
               AND (@inboxId::uuid IS NULL OR i.id = @inboxId)
               AND can_use_inbox(@userId, i.id)
             ORDER BY t.inbox_id IS NOT NULL DESC, i.is_default DESC, i.created_at, i.id
             LIMIT 1)
        SELECT s.id AS inbox_id,
               s.address AS from_address,
               s.provider,
               coalesce(s.from_name, (SELECT u.name FROM users u WHERE u.id = @userId)) AS from_name,
               coalesce(
                   (SELECT a.value FROM contact_addresses a WHERE a.contact_id = c.id AND a.kind = ANY (@kinds) AND a.value = @to),
                   (SELECT m.reply_to FROM messages m
                     WHERE m.id = @replyToId AND m.contact_id = c.id AND m.channel = 'email' AND @channel = 'email' AND m.direction = 'inbound'
                       AND m.reply_to LIKE '%_@_%'
                       AND NOT EXISTS (SELECT 1 FROM inboxes o WHERE o.channel = 'email' AND lower(o.address) = m.reply_to)),
                   (SELECT a.value FROM contact_addresses a JOIN last_talk t ON t.address = a.value
                     WHERE a.contact_id = c.id AND a.kind = ANY (@kinds)),
                   (SELECT a.value FROM contact_addresses a
                     WHERE a.contact_id = c.id AND a.kind = ANY (@kinds)
                     ORDER BY array_position(@kinds, a.kind), a.is_primary DESC, a.created_at, a.id
                     LIMIT 1)) AS to_address
          FROM contacts c
          LEFT JOIN sender s ON true
         WHERE c.id = @contactId
        """;

    public static Task<Route?> FindAsync(NpgsqlConnection connection, Caller caller, NewMessage message, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<Route>(new CommandDefinition(
            Sql,
            new
            {
                userId = caller.UserId,
                contactId = message.ContactId,
                channel = ChannelName.Of(message.Channel),
                inboxId = message.InboxId,
                replyToId = message.ReplyToId,
                to = message.ToAddress,
                kinds = KindsOf(message.Channel),
            },
            cancellationToken: ct))!;

    /// <summary>The kinds of address a channel can reach, best first. An alphanumeric sender cannot be answered.</summary>
    private static string[] KindsOf(Channel channel) => channel switch
    {
        Channel.Sms => ["phone", "short_code"],
        Channel.WhatsApp => ["phone", "whatsapp_id"],
        _ => ["email"],
    };
}
