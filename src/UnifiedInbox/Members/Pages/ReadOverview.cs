using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Meaning.Scores;
using UnifiedInbox.Members.Events;

namespace UnifiedInbox.Members.Pages;

/// <summary>What stands out about a member, of inboxes the caller may use.</summary>
public sealed record Overview
{
    public DateTimeOffset? LastInboundAt { get; init; }
    public string? LastInboundChannel { get; init; }
    public DateTimeOffset? LastOutboundAt { get; init; }
    public string? LastOutboundChannel { get; init; }

    /// <summary>The conversation under way, the latest; null where none is.</summary>
    public Guid? OpenId { get; init; }
    public string? OpenStatus { get; init; }
    public string? OpenPreview { get; init; }
    public DateTimeOffset? OpenAt { get; init; }
    public DateTimeOffset? WaitingSince { get; init; }
    public string? Assignee { get; init; }
    public string? InboxName { get; init; }

    public string? LastFeature { get; init; }
    public DateTimeOffset? LastFeatureAt { get; init; }

    /// <summary>Whether they can sign in, or were asked to.</summary>
    public string? AccountEmail { get; init; }
    public DateTimeOffset? InvitedUntil { get; init; }

    /// <summary>What is left of their payments after refunds, one for each currency.</summary>
    public IReadOnlyList<Money> LifetimeValue { get; set; } = [];

    /// <summary>Engagement, risk and mood.</summary>
    public MemberMeaning? Meaning { get; set; }
}

internal sealed class ReadOverview(Db db, FindMemberMeaning meaning, TimeProvider time)
{
    private const string Sql = """
        SELECT i.at AS last_inbound_at,
               i.channel AS last_inbound_channel,
               o.at AS last_outbound_at,
               o.channel AS last_outbound_channel,
               c.id AS open_id,
               c.status AS open_status,
               c.last_preview AS open_preview,
               c.last_at AS open_at,
               c.waiting_since,
               c.assignee,
               c.inbox_name,
               f.name AS last_feature,
               f.at AS last_feature_at,
               (SELECT u.email::text FROM users u WHERE u.contact_id = @id AND u.role = 'member' AND u.deactivated_at IS NULL ORDER BY u.created_at LIMIT 1) AS account_email,
               (SELECT max(l.expires_at) FROM account_links l WHERE l.contact_id = @id AND l.used_at IS NULL AND l.expires_at > @now) AS invited_until
          FROM (SELECT 1) one
          LEFT JOIN LATERAL (SELECT m.at, m.channel FROM messages m
                              WHERE m.contact_id = @id AND m.direction = 'inbound' AND can_use_inbox(@userId, m.inbox_id)
                              ORDER BY m.at DESC, m.id DESC LIMIT 1) i ON true
          LEFT JOIN LATERAL (SELECT m.at, m.channel FROM messages m
                              WHERE m.contact_id = @id AND m.direction = 'outbound' AND m.status IN ('sent', 'delivered', 'read') AND can_use_inbox(@userId, m.inbox_id)
                              ORDER BY m.at DESC, m.id DESC LIMIT 1) o ON true
          LEFT JOIN LATERAL (SELECT v.id, v.status, v.last_preview, v.last_at, v.waiting_since, u.name AS assignee, b.name AS inbox_name
                               FROM conversations v
                               JOIN inboxes b ON b.id = v.inbox_id
                               LEFT JOIN users u ON u.id = v.assignee_id
                              WHERE v.contact_id = @id AND v.status <> 'closed' AND can_use_inbox(@userId, v.inbox_id)
                              ORDER BY v.last_at DESC, v.id DESC LIMIT 1) c ON true
          LEFT JOIN LATERAL (SELECT e.name, e.at FROM member_events e
                              WHERE e.contact_id = @id AND e.type = 'feature_used'
                              ORDER BY e.at DESC, e.id DESC LIMIT 1) f ON true
        """;

    public async Task<Overview> RunAsync(Caller caller, Guid id, CancellationToken ct)
    {
        var overview = (await db.FindAsync<Overview>(Sql, new { id, userId = caller.UserId, now = time.GetUtcNow() }, ct))!;
        overview.LifetimeValue = [.. (await ReadRevenue.TotalsAsync(db, id, ct)).Select(total => total.Value)];
        overview.Meaning = await meaning.RunAsync(caller, id, ct);
        return overview;
    }
}
