using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace UnifiedInbox.Bench;

/// <summary>
/// A list of contacts through the whole import (upload, reading, matching, writing, report), beside a bare COPY of as many rows into a
/// table with the same unique index, in the same run; and the most memory the process took meanwhile.
/// </summary>
internal static class ImportBench
{
    public static async Task RunAsync(BenchNode node, int rows)
    {
        Table.Heading($"Import of {rows:#,0} contacts");
        var bare = await BareCopyAsync(node, rows);
        var file = Path.Combine(Path.GetTempPath(), $"import-bench-{Environment.ProcessId}.csv");
        try
        {
            await WriteListAsync(file, rows);
            var (seconds, megabytes) = await ImportAsync(node, file);
            Table.Row("bare COPY, one unique index", ("rows/s", rows / bare));
            Table.Row("import", ("rows/s", rows / seconds), ("seconds", seconds), ("ratio to bare", bare / seconds), ("peak MB above idle", megabytes));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<double> BareCopyAsync(BenchNode node, int rows)
    {
        await node.Db.ExecuteAsync("CREATE TABLE bench_people (name text NOT NULL, phone text NOT NULL UNIQUE, email text)", null, CancellationToken.None);
        var watch = Stopwatch.StartNew();
        await using (var connection = await node.Db.OpenAsync(CancellationToken.None))
        await using (var copy = await connection.BeginBinaryImportAsync("COPY bench_people FROM STDIN (FORMAT binary)"))
        {
            for (var i = 0; i < rows; i++)
            {
                await copy.StartRowAsync();
                await copy.WriteAsync(Name(i));
                await copy.WriteAsync(Phone(i));
                await copy.WriteAsync($"person{i}@example.com");
            }
            await copy.CompleteAsync();
        }
        return watch.Elapsed.TotalSeconds;
    }

    private static async Task WriteListAsync(string file, int rows)
    {
        await using var text = new StreamWriter(file, false, new UTF8Encoding(false));
        await text.WriteLineAsync("name,phone,email,time zone,plan,shoe size");
        for (var i = 0; i < rows; i++) await text.WriteLineAsync($"{Name(i)},{Phone(i)},person{i}@example.com,Europe/Berlin,Solo,{36 + (i % 12)}");
    }

    private static async Task<(double Seconds, double Megabytes)> ImportAsync(BenchNode node, string file)
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var (idle, peak) = (process.WorkingSet64, 0L);
        var watch = Stopwatch.StartNew();
        await using var content = File.OpenRead(file);
        using var form = new MultipartFormDataContent { { new StreamContent(content), "file", "bench.csv" } };
        var answer = await node.Api.PostAsync("/api/contacts/import", form);
        answer.EnsureSuccessStatusCode();
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        while (true)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            process.Refresh();
            peak = Math.Max(peak, process.WorkingSet64);
            var import = await node.Api.GetFromJsonAsync<JsonElement>($"/api/contacts/imports/{id}");
            if (import.GetProperty("status").GetString() is "queued" or "running") continue;
            if (import.GetProperty("refused").GetInt64() > 0) Console.WriteLine($"  {import.GetProperty("refused")} rows were refused");
            return (watch.Elapsed.TotalSeconds, (peak - idle) / 1048576.0);
        }
    }

    private static string Name(int i) => $"Person Number {i}";

    private static string Phone(int i) => $"+1{4_150_000_000L + (i / 1000 * 10_000L) + 2000 + (i % 1000)}";
}
