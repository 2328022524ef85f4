using Microsoft.Extensions.Options;
using UnifiedInbox.Csv;
using UnifiedInbox.Live;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>
/// Runs one import from the row it has come to, batch by batch, until the file's end or until somebody cancels. In memory is one
/// batch and what the reader of the file holds.
/// </summary>
internal sealed class RunImport(ImportFiles files, WriteBatch write, ChangeNotifier changes, IOptions<ImportOptions> options, TimeProvider time) : IRunImport
{
    public string Kind => ImportKind.Contacts;

    public async Task<bool> RunAsync(Import import, Guid node, CancellationToken ct)
    {
        await using var file = files.Open(import.Id);
        using var text = new StreamReader(file, CsvEncoding.Of(import.Plan.Encoding), detectEncodingFromByteOrderMarks: false, bufferSize: 64 * 1024);
        var state = new State(import, node, new CsvReader(text, import.Plan.Delimiter), import.IsDryRun ? new SeenAddresses() : null, new ImportPace(options.Value.BatchRows, changes, time));
        if (import.Plan.HasHeader) await state.Reader.ReadAsync(ct);
        while (state.Read < import.RowsDone && await state.Reader.ReadAsync(ct) is not null) state.Read++;
        while (await FillAsync(state, ct))
        {
            if (!await WriteAsync(state, file.Position, ct)) return false;
        }
        return true;
    }

    /// <summary>Up to a batch of rows that wait; false at the end.</summary>
    private async Task<bool> FillAsync(State state, CancellationToken ct)
    {
        while (state.Waiting.Count < options.Value.BatchRows && await state.Reader.ReadAsync(ct) is { } record)
            state.Waiting.Add(state.Rows.Of(record, ++state.Read));
        return state.Waiting.Count > 0;
    }

    private Task<bool> WriteAsync(State state, long position, CancellationToken ct)
    {
        var count = state.Seen is null ? ImportBatch.UpToRepeat(state.Waiting, state.Pace.Most) : state.Waiting.Count;
        return state.Pace.StepAsync(
            count,
            async tells =>
            {
                var batch = new ImportBatch
                {
                    Import = state.Import, Node = state.Node, Lease = options.Value.Lease, Rows = state.Waiting.GetRange(0, count),
                    RowsDone = state.Done, BytesDone = position, Tells = tells,
                };
                if (await write.RunAsync(batch, state.Seen, ct) is not { } result) return false;
                state.Done = batch.Rows[result.Taken - 1].Number;
                state.Waiting.RemoveRange(0, result.Taken);
                return true;
            },
            () => state.Waiting[0] = state.Waiting[0] with { Error = ImportRow.NotStorable });
    }

    private sealed class State(Import import, Guid node, CsvReader reader, SeenAddresses? seen, ImportPace pace)
    {
        public Import Import => import;
        public Guid Node => node;
        public CsvReader Reader => reader;
        public ImportPace Pace => pace;

        /// <summary>Set in a dry run.</summary>
        public SeenAddresses? Seen => seen;

        public ReadRow Rows { get; } = new(import.Plan);

        /// <summary>Rows read and not written.</summary>
        public List<ImportRow> Waiting { get; } = [];

        /// <summary>Records read, and records written.</summary>
        public long Read { get; set; }
        public long Done { get; set; } = import.RowsDone;
    }
}
