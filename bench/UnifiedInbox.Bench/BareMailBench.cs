using System.Diagnostics;
using System.Globalization;
using Dapper;

namespace UnifiedInbox.Bench;

/// <summary>What no mailbox can be read faster than: a file for each mail, on the disk, and a row of its text, fifty in a transaction.</summary>
internal static class BareMailBench
{
    private const int Together = 50;

    /// <returns>Mails a second.</returns>
    public static async Task<double> RunAsync(BenchNode node, int count, int size)
    {
        var folder = Directory.CreateTempSubdirectory("unified-inbox-bare-bench-").FullName;
        var (bytes, text) = (new byte[size], new string('x', size));
        await using var connection = await node.Db.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync("CREATE TEMPORARY TABLE bare (id int PRIMARY KEY, content text)");
        var watch = Stopwatch.StartNew();
        for (var at = 0; at < count; at += Together)
        {
            var numbers = Enumerable.Range(at, Together).ToArray();
            foreach (var number in numbers)
            {
                using var file = File.OpenHandle(Path.Combine(folder, number.ToString(CultureInfo.InvariantCulture)), FileMode.CreateNew, FileAccess.Write);
                RandomAccess.Write(file, bytes, 0);
                RandomAccess.FlushToDisk(file);
            }
            await using var transaction = await connection.BeginTransactionAsync();
            foreach (var number in numbers) await connection.ExecuteAsync("INSERT INTO bare VALUES (@number, @text)", new { number, text });
            await transaction.CommitAsync();
        }
        var rate = count / watch.Elapsed.TotalSeconds;
        Directory.Delete(folder, recursive: true);
        Table.Row("bare: a file on the disk and a row each", ("messages/s", rate));
        return rate;
    }
}
