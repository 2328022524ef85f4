using System.Data;
using System.IO.Compression;
using System.Text;
using Dapper;
using Npgsql;
using UnifiedInbox.Attachments;
using UnifiedInbox.Database;

namespace UnifiedInbox.Contacts.Exporting;

/// <summary>
/// Writes everything about one person that somebody may see into a ZIP, as it was at one moment: JSON for what is in the database, and
/// the files and raw mails as they are. Nothing is held in memory but a row at a time.
/// </summary>
internal sealed class WritePackage(Db db, AttachmentStore store)
{
    private const string Files = """
        SELECT 'files/' || a.id || '/' AS folder,
               a.name,
               a.sha256
          FROM attachments a
          JOIN messages m ON m.id = a.message_id
         WHERE m.contact_id = @id AND a.sha256 IS NOT NULL AND can_use_inbox(@userId, m.inbox_id)
        UNION ALL
        SELECT 'mails/',
               m.id || '.eml',
               m.raw_sha256
          FROM messages m
         WHERE m.contact_id = @id AND m.raw_sha256 IS NOT NULL AND can_use_inbox(@userId, m.inbox_id)
        """;

    public async Task RunAsync(Stream target, Guid contactId, Guid userId, CancellationToken ct)
    {
        await using var archive = await ZipArchive.CreateAsync(target, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, ct);
        var files = await db.UseAsync(async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
            await connection.ExecuteAsync("SET TRANSACTION READ ONLY; SET LOCAL idle_in_transaction_session_timeout = 0");
            var parameters = new { id = contactId, userId };
            foreach (var section in PersonSection.All)
                await WriteRowsAsync(archive, section.Name + ".json", connection.QueryUnbufferedAsync<string>(section.Sql, parameters), ct);
            var found = (await connection.QueryAsync<StoredName>(new CommandDefinition(Files, parameters, cancellationToken: ct))).AsList();
            await transaction.CommitAsync(ct);
            return found;
        }, ct);
        foreach (var file in files) await CopyAsync(archive, file, ct);
    }

    private static async Task WriteRowsAsync(ZipArchive archive, string name, IAsyncEnumerable<string> rows, CancellationToken ct)
    {
        await using var entry = await archive.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(ct);
        await using var text = new StreamWriter(entry, new UTF8Encoding(false));
        var first = true;
        await text.WriteAsync("[".AsMemory(), ct);
        await foreach (var row in rows.WithCancellation(ct))
        {
            await text.WriteAsync((first ? "\n" : ",\n").AsMemory(), ct);
            await text.WriteAsync(row.AsMemory(), ct);
            first = false;
        }
        await text.WriteAsync("\n]\n".AsMemory(), ct);
    }

    private async Task CopyAsync(ZipArchive archive, StoredName file, CancellationToken ct)
    {
        await using var bytes = await store.OpenAsync(file.Sha256, ct);
        if (bytes is null) return; // deleted since the list was made
        // Pictures and sounds do not get smaller.
        await using var entry = await archive.CreateEntry(file.Folder + Tidy(file.Name), CompressionLevel.NoCompression).OpenAsync(ct);
        await bytes.CopyToAsync(entry, ct);
    }

    /// <summary>A sender chose the name: it may not lead out of its folder.</summary>
    private static string Tidy(string name)
    {
        var plain = new string([.. name.Select(sign => char.IsControl(sign) || "/\\:*?\"<>|".Contains(sign, StringComparison.Ordinal) ? '_' : sign)]).Trim(' ', '.');
        return plain.Length == 0 ? "file" : plain.Length > 120 ? plain[^120..] : plain;
    }

    private sealed record StoredName
    {
        public string Folder { get; init; } = "";
        public string Name { get; init; } = "";
        public byte[] Sha256 { get; init; } = [];
    }
}
