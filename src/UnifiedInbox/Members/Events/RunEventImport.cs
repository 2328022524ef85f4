using Microsoft.Extensions.Options;
using Npgsql;
using UnifiedInbox.Contacts;
using UnifiedInbox.Contacts.Importing;
using UnifiedInbox.Csv;
using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Members.Events;

/// <summary>Runs the import of one list of events, batch by batch, from the row it has come to.</summary>
internal sealed class RunEventImport(
    ImportFiles files, WriteEvents write, DefaultCountry country, ChangeNotifier changes, IOptions<ImportOptions> options, TimeProvider time) : IRunImport
{
    private static readonly TimeSpan BetweenTellings = TimeSpan.FromMilliseconds(400);
    private const int MostTries = 5;

    public string Kind => ImportKind.Events;

    public async Task<bool> RunAsync(Import import, Guid node, CancellationToken ct)
    {
        await using var file = files.Open(import.Id);
        using var text = new StreamReader(file, CsvEncoding.Of(import.Plan.Encoding), detectEncodingFromByteOrderMarks: false, bufferSize: 64 * 1024);
        var reader = new CsvReader(text, import.Plan.Delimiter);
        if (await reader.ReadAsync(ct) is not { } heading) return true;
        var rows = new ReadEventRow(heading.Cells, await country.GetAsync(ct), time);
        var state = new State(import, node) { Most = options.Value.BatchRows };
        var read = 0L;
        while (read < import.RowsDone && await reader.ReadAsync(ct) is not null) read++;
        while (true)
        {
            while (state.Waiting.Count < options.Value.BatchRows && await reader.ReadAsync(ct) is { } record) state.Waiting.Add(rows.Of(record, ++read));
            if (state.Waiting.Count == 0) return true;
            if (!await WriteAsync(state, file.Position, ct)) return false;
        }
    }

    private async Task<bool> WriteAsync(State state, long position, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var tells = now - state.ToldAt >= BetweenTellings;
        var records = state.Waiting.GetRange(0, Math.Min(state.Most, state.Waiting.Count));
        var batch = new ImportBatch
        {
            Import = state.Import, Node = state.Node, Lease = options.Value.Lease, Rows = [.. records.Select(record => record.Row)],
            RowsDone = state.Done, BytesDone = position, Tells = tells,
        };
        try
        {
            if (!await write.RunAsync(batch, records, ct)) return false;
            state.Done = records[^1].Row.Number;
            state.Waiting.RemoveRange(0, records.Count);
            (state.Tries, state.Most) = (0, Math.Min(options.Value.BatchRows, state.Most * 2));
        }
        catch (PostgresException error) when (IsCollision(error) && ++state.Tries < MostTries)
        {
            return true; // who was in the way has committed
        }
        catch (PostgresException error) when (!DatabaseErrors.IsUnavailable(error))
        {
            Narrow(state, records.Count);
            return true;
        }
        if (!tells) return true;
        state.ToldAt = now;
        changes.Wake();
        return true;
    }

    /// <summary>The database will not have one of these rows: fewer at a time, until it stands alone and is refused.</summary>
    private static void Narrow(State state, int count)
    {
        state.Tries = 0;
        state.Most = Math.Max(1, count / 2);
        if (count == 1) state.Waiting[0] = state.Waiting[0] with { Row = state.Waiting[0].Row with { Error = "The database could not store this row." } };
    }

    private static bool IsCollision(PostgresException error) => error.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    private sealed class State(Import import, Guid node)
    {
        public Import Import => import;
        public Guid Node => node;

        /// <summary>Rows read and not written.</summary>
        public List<EventRecord> Waiting { get; } = [];
        public long Done { get; set; } = import.RowsDone;
        public int Most { get; set; }
        public int Tries { get; set; }
        public DateTimeOffset ToldAt { get; set; }
    }
}
