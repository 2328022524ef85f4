using UnifiedInbox.Database;

namespace UnifiedInbox.Attachments.Links;

/// <summary>The addresses of a message's files, for the provider that is about to get it.</summary>
internal sealed class LinksOfMessage(Db db, FileLink link)
{
    private const string Sql = """
        SELECT a.id
          FROM attachments a
         WHERE a.message_id = @messageId AND a.status = 'stored'
         ORDER BY a.position
        """;

    public async Task<IReadOnlyList<string>> RunAsync(Uri home, Guid messageId, CancellationToken ct) =>
        [.. (await db.ListAsync<Guid>(Sql, new { messageId }, ct)).Select(id => link.Of(home, id))];
}
