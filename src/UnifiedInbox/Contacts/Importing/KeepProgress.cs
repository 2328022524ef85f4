using Dapper;
using Npgsql;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>Keeps with a batch of rows how far the import has come and what became of each row: committed together, or not at all.</summary>
internal static class KeepProgress
{
    /// <summary>
    /// Held until the commit, so that another node that thinks this one dead, or who cancels, comes before or after. A crash of the
    /// server may take the last batches back, but never without their progress: nothing waits for its disk.
    /// </summary>
    private const string Hold = """
        SET LOCAL synchronous_commit = off;
        SELECT cancel_asked_at IS NOT NULL
          FROM contact_imports
         WHERE id = @id AND lease_owner = @node AND status = 'running' AND rows_done = @rowsDone
           FOR UPDATE
        """;

    private const string Report = """
        INSERT INTO contact_import_rows (import_id, number, line, outcome, reason, raw, addresses, contact_id)
        SELECT @id, r.number, r.line, r.outcome, r.reason, r.raw, string_to_array(r.addresses, ' '), r.contact_id
          FROM unnest(@numbers, @lines, @outcomes, @reasons, @raws, @addresses, @contactIds)
               AS r (number, line, outcome, reason, raw, addresses, contact_id)
        """;

    private const string Advance = """
        UPDATE contact_imports
           SET rows_done = @rowsDone,
               bytes_done = @bytesDone,
               created = created + @created,
               updated = updated + @updated,
               skipped = skipped + @skipped,
               refused = refused + @refused,
               lease_until = @leaseUntil
         WHERE id = @id
        """;

    private const string Tell = "INSERT INTO changes (kind, user_id) VALUES ('import', @userId)";

    /// <summary>False where the import is another node's by now, or is to end.</summary>
    public static async Task<bool> HoldAsync(NpgsqlConnection connection, ImportBatch batch, CancellationToken ct)
    {
        var hold = new { id = batch.Import.Id, node = batch.Node, rowsDone = batch.RowsDone };
        return await connection.QuerySingleOrDefaultAsync<bool?>(new CommandDefinition(Hold, hold, cancellationToken: ct)) is false;
    }

    /// <param name="connection">In the transaction that held the import.</param>
    /// <param name="batch">The rows.</param>
    /// <param name="taken">How many of them are dealt with.</param>
    /// <param name="outcomes">What became of those.</param>
    /// <param name="now">When.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task WriteAsync(NpgsqlConnection connection, ImportBatch batch, int taken, ImportOutcomes outcomes, DateTimeOffset now, CancellationToken ct)
    {
        await ReportAsync(connection, batch, outcomes, ct);
        await connection.ExecuteAsync(new CommandDefinition(Advance, new
        {
            id = batch.Import.Id,
            rowsDone = taken == 0 ? batch.RowsDone : batch.Rows[taken - 1].Number,
            bytesDone = batch.BytesDone,
            created = outcomes.Count("created"),
            updated = outcomes.Count("updated"),
            skipped = outcomes.Count("skipped"),
            refused = outcomes.Count("refused"),
            leaseUntil = now + batch.Lease,
        }, cancellationToken: ct));
        if (batch.Tells) await connection.ExecuteAsync(new CommandDefinition(Tell, new { userId = batch.Import.CreatedBy }, cancellationToken: ct));
    }

    private static Task ReportAsync(NpgsqlConnection connection, ImportBatch batch, ImportOutcomes outcomes, CancellationToken ct)
    {
        var entries = outcomes.Entries;
        return connection.ExecuteAsync(new CommandDefinition(Report, new
        {
            id = batch.Import.Id,
            numbers = entries.Select(entry => entry.Row.Number).ToArray(),
            lines = entries.Select(entry => entry.Row.Line).ToArray(),
            outcomes = entries.Select(entry => entry.Outcome).ToArray(),
            reasons = entries.Select(entry => entry.Reason).ToArray(),
            raws = entries.Select(entry => entry.KeepsWords ? entry.Row.Raw : null).ToArray(),
            addresses = entries.Select(entry => entry.KeepsWords && entry.Row.Addresses.Count > 0 ? string.Join(' ', entry.Row.Addresses.Select(typed => typed.Address!.Value)) : null).ToArray(),
            contactIds = entries.Select(entry => entry.ContactId).ToArray(),
        }, cancellationToken: ct));
    }
}
