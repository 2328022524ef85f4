using UnifiedInbox.Database;
using UnifiedInbox.Messages;

namespace UnifiedInbox.Attachments;

/// <summary>Reads the files of a page of messages in one go.</summary>
internal static class AttachmentsOf
{
    private const string Sql = """
        SELECT a.id,
               a.message_id,
               a.name,
               a.content_type,
               a.size,
               a.status,
               a.content_id,
               a.is_inline,
               a.error_text
          FROM attachments a
         WHERE a.message_id = ANY (@ids)
         ORDER BY a.message_id, a.position
        """;

    /// <summary>Fills <see cref="Message.Attachments"/> of <paramref name="messages"/>, which the caller was allowed to see.</summary>
    public static async Task FillAsync(Db db, IReadOnlyList<Message> messages, CancellationToken ct)
    {
        if (messages.Count == 0) return;
        var files = await db.ListAsync<Attachment>(Sql, new { ids = messages.Select(message => message.Id).ToArray() }, ct);
        if (files.Count == 0) return;
        var byMessage = files.ToLookup(file => file.MessageId);
        foreach (var message in messages) message.Attachments = [.. byMessage[message.Id]];
    }
}
