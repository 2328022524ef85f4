using Dapper;
using Npgsql;
using UnifiedInbox.Database;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>How a batch ended.</summary>
/// <param name="Taken">How many of its rows are dealt with; those behind are to come again.</param>
/// <param name="Outcomes">Of the rows taken.</param>
internal sealed record BatchResult(int Taken, ImportOutcomes Outcomes);

/// <summary>
/// Brings a batch of rows into the database, together with how far the import has come: both are committed, or neither. A dry run
/// does the same up to the writing.
/// </summary>
internal sealed class WriteBatch(Db db, OptedOutMemory memory, TimeProvider time)
{
    private const string TellList = "INSERT INTO changes (kind) VALUES ('contact')";

    /// <summary>Null where the import is another node's by now, or is to end.</summary>
    /// <param name="batch">What to write, and from where.</param>
    /// <param name="seen">For a dry run: who was in the file before.</param>
    /// <param name="ct">Gives up.</param>
    public Task<BatchResult?> RunAsync(ImportBatch batch, SeenAddresses? seen, CancellationToken ct) =>
        db.InTransactionAsync(async connection =>
        {
            if (!await KeepProgress.HoldAsync(connection, batch, ct)) return null;
            var outcomes = new ImportOutcomes();
            var taken = seen is null ? await WriteAsync(connection, batch, outcomes, ct) : await CheckAsync(connection, batch, seen, outcomes, ct);
            await KeepProgress.WriteAsync(connection, batch, taken, outcomes, time.GetUtcNow(), ct);
            return new BatchResult(taken, outcomes);
        }, ct);

    private async Task<int> WriteAsync(NpgsqlConnection connection, ImportBatch batch, ImportOutcomes outcomes, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var plan = batch.Import.Plan;
        var rows = batch.Readable(outcomes);
        await MatchRows.LockAsync(connection, rows, ct);
        rows = await NameLabels.RunAsync(connection, rows, now, write: true, outcomes, ct);
        var matched = await MatchRows.RunAsync(connection, rows, outcomes, ct);
        // Two rows about one contact come one after the other, as the file has them: the batch ends before the second.
        var people = new HashSet<Guid>();
        if (plan.Existing != ImportPlan.Skip && matched.Known.Find(one => !people.Add(one.ContactId)).Row is { } second)
        {
            outcomes.Clear();
            return await WriteAsync(connection, batch.CutBefore(second), outcomes, ct);
        }
        await AddContacts.RunAsync(connection, matched.Fresh, now, outcomes, ct);
        await ChangeContacts.RunAsync(connection, matched.Known, plan, now, outcomes, ct);
        var written = plan.Existing == ImportPlan.Skip ? matched.Fresh : [.. matched.Fresh, .. matched.Known.Select(one => one.Row)];
        await memory.RestoreAsync(connection, [.. written.SelectMany(row => row.Addresses).Select(typed => typed.Address!.Value)], now, ct);
        await RecordConsents.RunAsync(connection, written, plan, batch.Import.CreatedBy, now, ct);
        if (matched.Fresh.Count > 0 && batch.Tells) await connection.ExecuteAsync(new CommandDefinition(TellList, null, cancellationToken: ct));
        return batch.Rows.Count;
    }

    private static async Task<int> CheckAsync(NpgsqlConnection connection, ImportBatch batch, SeenAddresses seen, ImportOutcomes outcomes, CancellationToken ct)
    {
        var skips = batch.Import.Plan.Existing == ImportPlan.Skip;
        var rows = await NameLabels.RunAsync(connection, batch.Readable(outcomes), default, write: false, outcomes, ct);
        var matched = await MatchRows.RunAsync(connection, rows, outcomes, ct);
        foreach (var (row, contactId) in matched.Known)
        {
            if (skips) outcomes.Skipped(row, "There is such a contact already.", contactId);
            else outcomes.Updated(row, contactId);
        }
        foreach (var row in matched.Fresh)
        {
            if (seen.Add(row)) outcomes.Created(row, null);
            else if (skips) outcomes.Skipped(row, "An earlier row is about the same contact.");
            else outcomes.Updated(row, null, "An earlier row is about the same contact.");
        }
        return batch.Rows.Count;
    }
}
