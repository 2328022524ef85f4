using Dapper;
using Npgsql;

namespace UnifiedInbox.Live;

/// <summary>
/// How writers tell the feed: a row in the same transaction as the change (here, or an INSERT of their own into
/// <c>changes</c>), and <see cref="ChangeNotifier.Wake"/> after the commit. Keep the transaction short: the feed reads in
/// commit order, and an open one holds it back for everyone.
/// </summary>
internal static class Changes
{
    private const string Insert = """
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id, user_id, note_id)
        VALUES (@Kind, @InboxId, @ConversationId, @ContactId, @MessageId, @UserId, @NoteId)
        """;

    public static Task RecordAsync(NpgsqlConnection connection, Change change, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(Insert, change, cancellationToken: ct));
}
