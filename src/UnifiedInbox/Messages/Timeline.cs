using UnifiedInbox.Accounts;
using UnifiedInbox.Attachments;
using UnifiedInbox.Database;

namespace UnifiedInbox.Messages;

/// <summary>A place in a list ordered by time: everything before it comes next.</summary>
internal sealed record TimelineKey(DateTimeOffset At, Guid Id)
{
    /// <summary>As it travels in addresses: ticks and id.</summary>
    public override string ToString() => At.UtcTicks.ToString(System.Globalization.CultureInfo.InvariantCulture) + "_" + Id.ToString("N");

    public static bool TryParse(string? text, out TimelineKey? key)
    {
        key = null;
        var parts = (text ?? "").Split('_');
        if (parts.Length != 2 || !long.TryParse(parts[0], out var ticks) || !Guid.TryParseExact(parts[1], "N", out var id)) return false;
        if (ticks < 0 || ticks > DateTimeOffset.MaxValue.UtcTicks) return false;
        key = new TimelineKey(new DateTimeOffset(ticks, TimeSpan.Zero), id);
        return true;
    }
}

/// <summary>One person's messages on all channels, newest first, a page at a time by key: the cost does not grow with history.</summary>
internal static class Timeline
{
    /// <summary>A mail may be a megabyte of words: its card shows so many, and says where the others are.</summary>
    private const string Sql = "SELECT " + Message.Columns + ",\n" + Message.MeaningColumn + """
        ,
               left(m.content, 20001) AS content,
               u.name AS author_name
          FROM messages m
          LEFT JOIN users u ON u.id = m.author_id
         WHERE m.contact_id = @contactId
           AND (m.at, m.id) < (@beforeAt, @beforeId)
           AND m.error_code IS DISTINCT FROM 'undone'
           AND m.inbox_id = ANY (ARRAY(SELECT i.id FROM inboxes i WHERE can_use_inbox(@userId, i.id)))
         ORDER BY m.at DESC, m.id DESC
         LIMIT @limit
        """;

    public static async Task<List<Message>> RunAsync(Db db, Caller caller, Guid contactId, TimelineKey? before, int limit, CancellationToken ct)
    {
        var messages = await db.ListAsync<Message>(
            Sql,
            new
            {
                userId = caller.UserId,
                contactId,
                beforeAt = before?.At ?? DateTimeOffset.MaxValue,
                beforeId = before?.Id ?? Guid.AllBitsSet,
                limit,
            },
            ct);
        await AttachmentsOf.FillAsync(db, messages, ct);
        return messages;
    }
}
