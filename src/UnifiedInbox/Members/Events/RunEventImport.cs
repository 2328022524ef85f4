using Microsoft.Extensions.Options;
using UnifiedInbox.Contacts;
using UnifiedInbox.Contacts.Importing;
using UnifiedInbox.Csv;
using UnifiedInbox.Live;

namespace UnifiedInbox.Members.Events;

/// <summary>Runs the import of one list of events, batch by batch, from the row it has come to.</summary>
internal sealed class RunEventImport(
    ImportFiles files, WriteEvents write, DefaultCountry country, ChangeNotifier changes, IOptions<ImportOptions> options, TimeProvider time) : IRunImport
{
    public string Kind => ImportKind.Events;

    public async Task<bool> RunAsync(Import import, Guid node, CancellationToken ct)
    {
        await using var file = files.Open(import.Id);
        using var text = new StreamReader(file, CsvEncoding.Of(import.Plan.Encoding), detectEncodingFromByteOrderMarks: false, bufferSize: 64 * 1024);
        var reader = new CsvReader(text, import.Plan.Delimiter);
        if (await reader.ReadAsync(ct) is not { } heading) return true;
        var rows = new ReadEventRow(heading.Cells, await country.GetAsync(ct), time);
        var state = new State(import, node, new ImportPace(options.Value.BatchRows, changes, time));
        var read = 0L;
        while (read < import.RowsDone && await reader.ReadAsync(ct) is not null) read++;
        while (true)
        {
            while (state.Waiting.Count < options.Value.BatchRows && await reader.ReadAsync(ct) is { } record) state.Waiting.Add(rows.Of(record, ++read));
            if (state.Waiting.Count == 0) return true;
            if (!await WriteAsync(state, file.Position, ct)) return false;
        }
    }

    private Task<bool> WriteAsync(State state, long position, CancellationToken ct)
    {
        var records = state.Waiting.GetRange(0, Math.Min(state.Pace.Most, state.Waiting.Count));
        return state.Pace.StepAsync(
            records.Count,
            async tells =>
            {
                var batch = new ImportBatch
                {
                    Import = state.Import, Node = state.Node, Lease = options.Value.Lease, Rows = [.. records.Select(record => record.Row)],
                    RowsDone = state.Done, BytesDone = position, Tells = tells,
                };
                if (!await write.RunAsync(batch, records, ct)) return false;
                state.Done = records[^1].Row.Number;
                state.Waiting.RemoveRange(0, records.Count);
                return true;
            },
            () => state.Waiting[0] = state.Waiting[0] with { Row = state.Waiting[0].Row with { Error = ImportRow.NotStorable } });
    }

    private sealed class State(Import import, Guid node, ImportPace pace)
    {
        public Import Import => import;
        public Guid Node => node;
        public ImportPace Pace => pace;

        /// <summary>Rows read and not written.</summary>
        public List<EventRecord> Waiting { get; } = [];
        public long Done { get; set; } = import.RowsDone;
    }
}
