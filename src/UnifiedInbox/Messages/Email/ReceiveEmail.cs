using System.Text.Encodings.Web;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using UnifiedInbox.Attachments;
using UnifiedInbox.Contacts;
using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Messages.Email;

/// <summary>
/// The one door for mail that comes in, whatever brought it. The raw mail is a file first, then taken apart, then kept and written by one
/// statement (<c>receive_emails</c>): dedupe, contact, thread, conversation, message, files, journal, change.
/// </summary>
internal sealed class ReceiveEmail(Db db, AttachmentStore store, ReadEmail read, OptedOutMemory memory, ChangeNotifier changes, DispatchSignal dispatcher, TimeProvider time)
{
    private const string Sql = "SELECT ord, outcome, message_id, conversation_id, contact_id FROM receive_emails($1)";

    /// <summary>Files of a mail that was known already are nobody's.</summary>
    private const string DoomSql = "INSERT INTO doomed_files (sha256) SELECT unnest(@files) ON CONFLICT DO NOTHING";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Takes one mail in.</summary>
    /// <param name="source">Where it came from.</param>
    /// <param name="raw">The mail's bytes, read to their end.</param>
    /// <param name="ct">Gives up; a repeat is harmless.</param>
    public async Task<ReceivedEmail> RunAsync(EmailSource source, Stream raw, CancellationToken ct)
    {
        var incoming = await store.ReceiveAsync(raw, EmailLimits.LargestMail, ct)
            ?? throw new InvalidDataException("The mail is larger than " + (EmailLimits.LargestMail >> 20) + " MB.");
        return (await CommitAsync([await ReadAsync(source, incoming, ct)], ct))[0];
    }

    /// <summary>The first half: what is in a mail. The file belongs to the answer, or is gone.</summary>
    public Task<InboundEmail> ReadAsync(EmailSource source, IncomingFile incoming, CancellationToken ct) => read.RunAsync(source, incoming, ct);

    /// <summary>The second half, for many at once: in their order, in one transaction. Keep it to about 50.</summary>
    public async Task<IReadOnlyList<ReceivedEmail>> CommitAsync(IReadOnlyList<InboundEmail> mails, CancellationToken ct)
    {
        var received = new ReceivedEmail[mails.Count];
        // Files first: a row without its file would be a loss, a file without its row is only room.
        await store.KeepAsync([.. mails.SelectMany(mail => mail.Incoming)], ct);
        await db.UseAsync(async connection =>
        {
            await using var command = new NpgsqlCommand(Sql, connection);
            command.Parameters.Add(new NpgsqlParameter { Value = Json(mails), NpgsqlDbType = NpgsqlDbType.Jsonb });
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) received[reader.GetInt32(0) - 1] = Read(reader);
        }, ct);
        changes.Wake();
        if (mails.Any(mail => mail.Report is not null)) dispatcher.Poke();
        await DoomAsync(mails, received, ct);
        return received;
    }

    private async Task DoomAsync(IReadOnlyList<InboundEmail> mails, ReceivedEmail[] received, CancellationToken ct)
    {
        var files = mails.Zip(received)
            .Where(pair => pair.Second.Outcome is not (ReceivedOutcome.Stored or ReceivedOutcome.Spam))
            .SelectMany(pair => pair.First.Files.Select(file => file.File).OfType<StoredFile>().Append(pair.First.Raw))
            .Select(file => file.Sha256)
            .ToArray();
        if (files.Length > 0) await db.ExecuteAsync(DoomSql, new { files }, ct);
    }

    private static ReceivedEmail Read(NpgsqlDataReader row) => new(
        row.GetString(1) switch
        {
            "stored" => ReceivedOutcome.Stored,
            "spam" => ReceivedOutcome.Spam,
            "duplicate" => ReceivedOutcome.Duplicate,
            "own" => ReceivedOutcome.Own,
            "deleted" => ReceivedOutcome.Deleted,
            _ => ReceivedOutcome.Ignored,
        },
        Id(row, 2),
        Id(row, 3),
        Id(row, 4));

    private static Guid? Id(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column);

    private byte[] Json(IReadOnlyList<InboundEmail> mails)
    {
        using var buffer = new MemoryStream(mails.Count * 4096);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartArray();
            foreach (var mail in mails) InboundEmailJson.Write(json, mail, memory, time);
            json.WriteEndArray();
        }
        return buffer.ToArray();
    }
}
