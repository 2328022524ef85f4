using System.Text.Json;
using Dapper;
using Npgsql;
using UnifiedInbox.Contacts.Importing;
using UnifiedInbox.Database;

namespace UnifiedInbox.Members.Events;

/// <summary>Brings a batch of a list's events in by the one door of events, together with how far the import has come.</summary>
internal sealed class WriteEvents(Db db, TakeEvents take, TimeProvider time)
{
    /// <summary>Whose the refused rows are: their words are in the report, and go with the person.</summary>
    private const string WhoseSql = """
        SELECT r.number,
               find_member(ARRAY(SELECT jsonb_array_elements_text(r.keys))) AS contact_id
          FROM jsonb_to_recordset(@rows::jsonb) AS r (number bigint, keys jsonb)
        """;

    /// <summary>False where the import is another node's by now, or is to end.</summary>
    public Task<bool> RunAsync(ImportBatch batch, IReadOnlyList<EventRecord> records, CancellationToken ct) => db.InTransactionAsync(async connection =>
    {
        if (!await KeepProgress.HoldAsync(connection, batch, ct)) return false;
        var outcomes = new ImportOutcomes();
        var whose = await WhoseAsync(connection, records, ct);
        foreach (var (row, _, _) in records)
        {
            if (row.IsEmpty) outcomes.Skipped(row, "The row is empty.");
            else if (row.Error is not null) outcomes.Refused(row, row.Error, whose.GetValueOrDefault(row.Number));
        }
        var readable = records.Where(record => record.Row is { IsEmpty: false, Error: null }).ToList();
        var isNew = await take.RunAsync(connection, "csv", [.. readable.Select(record => record.Event!)], ct);
        foreach (var (index, record) in readable.Index())
        {
            if (isNew[index]) outcomes.Created(record.Row, null);
            else outcomes.Known(record.Row);
        }
        await KeepProgress.WriteAsync(connection, batch, batch.Rows.Count, outcomes, time.GetUtcNow(), ct);
        return true;
    }, ct);

    private static async Task<Dictionary<long, Guid?>> WhoseAsync(NpgsqlConnection connection, IReadOnlyList<EventRecord> records, CancellationToken ct)
    {
        var refused = records.Where(record => record.Row.Error is not null && record.Keys.Length > 0).Select(record => new { number = record.Row.Number, keys = record.Keys }).ToList();
        if (refused.Count == 0) return [];
        var found = await connection.QueryAsync<(long Number, Guid? ContactId)>(new CommandDefinition(WhoseSql, new { rows = JsonSerializer.Serialize(refused) }, cancellationToken: ct));
        return found.ToDictionary(row => row.Number, row => row.ContactId);
    }
}
