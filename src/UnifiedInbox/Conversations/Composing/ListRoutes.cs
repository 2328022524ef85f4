using UnifiedInbox.Accounts;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;
using UnifiedInbox.Messages.Texts;

namespace UnifiedInbox.Conversations.Composing;

/// <summary>One of our senders, and whether it can reach a contact.</summary>
public sealed record ReplyRoute
{
    public Guid InboxId { get; init; }
    public string InboxName { get; init; } = "";
    public string Channel { get; init; } = "";
    public string FromAddress { get; init; } = "";

    /// <summary>Where it would go; null where the contact has no address of the kind.</summary>
    public string? ToAddress { get; init; }
    public string? Consent { get; init; }

    /// <summary>SMS: what a segment to them costs, in the main unit of <see cref="Currency"/>; null where the team entered no price.</summary>
    public decimal? SegmentPrice { get; init; }
    public string? Currency { get; init; }

    /// <summary>Why this sender cannot be used, in words; null when it can.</summary>
    public string? Obstacle => (ToAddress, Channel, Consent) switch
    {
        (null, "email", _) => "no email address known",
        (null, _, _) => "no phone number known",
        (_, _, "opted_out") => "they opted out of this sender",
        (_, _, "suppressed") => "mail to this address came back for good, or was called spam",
        _ => null,
    };
}

/// <summary>
/// What the composer offers: every enabled inbox the caller may use, with the address it would write to. The choice of the
/// address is the outbox's own (where they last wrote from, else their primary one); the gate decides again when sending.
/// </summary>
internal sealed class ListRoutes(Db db, SettingsStore settings)
{
    private const string Sql = """
        SELECT i.id AS inbox_id,
               i.name AS inbox_name,
               i.channel,
               i.address AS from_address,
               t.value AS to_address,
               consent_state(i.id, t.value, i.channel) AS consent
          FROM inboxes i
          LEFT JOIN LATERAL (
                SELECT a.value
                  FROM contact_addresses a
                  LEFT JOIN LATERAL (
                        SELECT CASE m.direction WHEN 'inbound' THEN m.from_address ELSE m.to_address END AS value
                          FROM messages m
                         WHERE m.contact_id = @contactId
                           AND m.channel = i.channel
                           AND m.inbox_id = i.id
                         ORDER BY m.at DESC, m.id DESC
                         LIMIT 1) AS last ON true
                 WHERE a.contact_id = @contactId
                   AND a.kind = ANY (CASE i.channel
                           WHEN 'sms' THEN ARRAY['phone', 'short_code']
                           WHEN 'whatsapp' THEN ARRAY['phone', 'whatsapp_id']
                           ELSE ARRAY['email'] END)
                 ORDER BY a.value = last.value DESC NULLS LAST, a.is_primary DESC, a.created_at, a.id
                 LIMIT 1) AS t ON true
         WHERE i.disabled_at IS NULL
           AND can_use_inbox(@userId, i.id)
         ORDER BY array_position(ARRAY['sms', 'whatsapp', 'email'], i.channel), i.is_default DESC, i.created_at, i.id
        """;

    public async Task<List<ReplyRoute>> RunAsync(Caller caller, Guid contactId, CancellationToken ct)
    {
        var routes = await db.ListAsync<ReplyRoute>(Sql, new { contactId, userId = caller.UserId }, ct);
        var prices = await TextPrices.ReadAsync(settings, ct);
        return [.. routes.Select(route => route.Channel == ChannelName.Of(Channel.Sms) && prices.Of(route.ToAddress) is { } price
            ? route with { SegmentPrice = price, Currency = prices.Currency }
            : route)];
    }

    /// <summary>The channels that no inbox speaks, so that the picker can say so.</summary>
    public static IEnumerable<string> ChannelsWithoutInbox(IReadOnlyList<ReplyRoute> routes) =>
        new[] { Channel.Sms, Channel.WhatsApp, Channel.Email }.Select(ChannelName.Of).Except(routes.Select(route => route.Channel));
}
