using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Attachments;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;

namespace UnifiedInbox.Messages.Files;

/// <summary>
/// The files of a text or WhatsApp message: uploads of one's own, and files of messages one may see, that are passed on. They are
/// the same bytes in the store; the message gets rows of its own.
/// </summary>
internal sealed record FilesToSend(IReadOnlyList<FileToSend> Files)
{
    /// <summary>
    /// Joins to <c>f (named)</c> what <c>@userId</c> may send under that id, as <c>s</c>: uploads of one's own or of a shared draft, and files of
    /// messages one may see (forwarding). Several inboxes may hold the same bytes.
    /// </summary>
    public const string MaySend = """

          JOIN LATERAL (
               SELECT u.name, u.content_type, u.size, u.sha256 FROM uploads u WHERE u.id = f.named AND may_use_upload(@userId, u.id)
               UNION ALL
               SELECT a.name, a.content_type, a.size, a.sha256
                 FROM attachments a
                 JOIN messages m ON m.id = a.message_id
                WHERE a.id = f.named AND a.status = 'stored' AND can_use_inbox(@userId, m.inbox_id)) s ON true

        """;

    private const string FindSql = """
        SELECT s.name,
               s.content_type,
               s.size,
               s.sha256
          FROM unnest(@named) WITH ORDINALITY AS f (named, position)
        """ + MaySend + "ORDER BY f.position";

    private const string WriteSql = """
        INSERT INTO attachments (id, message_id, position, name, content_type, size, sha256, status, next_attempt_at, created_at)
        SELECT f.id, @messageId, f.position - 1, f.name, f.content_type, f.size, f.sha256, 'stored', NULL, @now
          FROM unnest(@ids, @names, @types, @sizes, @hashes) WITH ORDINALITY AS f (id, name, content_type, size, sha256, position)
        """;

    public static FilesToSend None { get; } = new([]);

    public static EnqueueOutcome.Refused Missing { get; } =
        new("attachment_missing", "attachments", "One of the files is not there any more, or is not yours to send: attach it again.");

    /// <summary>What the message row says of them.</summary>
    public IReadOnlyList<string> Marks => [.. Files.Select(file => FileMark.Of(file.Sha256))];

    /// <summary>Null where one of them is not there, or not the caller's to send.</summary>
    public static async Task<FilesToSend?> FindAsync(NpgsqlConnection connection, Caller caller, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0) return None;
        var named = ids.Distinct().ToArray();
        var files = await connection.QueryAsync<FileToSend>(new CommandDefinition(FindSql, new { named, userId = caller.UserId }, cancellationToken: ct));
        return files.AsList() is { } found && found.Count == named.Length ? new FilesToSend(found) : null;
    }

    /// <summary>Why the channel does not carry them; null when it does.</summary>
    public EnqueueOutcome.Refused? Check(Channel channel) =>
        ChannelFiles.Of(channel).Refuse([.. Files.Select(file => (file.Name, file.ContentType, file.Size))]) is { } problem
            ? new EnqueueOutcome.Refused(problem.Code, "attachments", problem.Text)
            : null;

    public async Task WriteAsync(NpgsqlConnection connection, Guid messageId, DateTimeOffset now, CancellationToken ct)
    {
        if (Files.Count == 0) return;
        await connection.ExecuteAsync(new CommandDefinition(
            WriteSql,
            new
            {
                messageId,
                ids = Files.Select(_ => NewId.Next()).ToArray(),
                names = Files.Select(file => file.Name).ToArray(),
                types = Files.Select(file => file.ContentType).ToArray(),
                sizes = Files.Select(file => file.Size).ToArray(),
                hashes = Files.Select(file => file.Sha256).ToArray(),
                now,
            },
            cancellationToken: ct));
    }
}

internal sealed record FileToSend
{
    public string Name { get; init; } = "";

    public string ContentType { get; init; } = "";

    /// <summary>Bytes.</summary>
    public long Size { get; init; }

    public byte[] Sha256 { get; init; } = [];
}
