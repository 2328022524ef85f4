using System.Diagnostics;
using System.Globalization;

namespace UnifiedInbox.Bench;

/// <summary>A process of the product: from its start to the first page, with the database there, and its memory when idle.</summary>
internal static class StartBench
{
    public static async Task RunAsync(int times)
    {
        Table.Heading("Start to first page (own process, embedded PostgreSQL, database exists)");
        var folder = Path.Combine(Path.GetTempPath(), "unified-inbox-start-" + Environment.ProcessId);
        try
        {
            Table.Row("first start ever", ("s", (await StartAsync(folder, TimeSpan.Zero)).Seconds));
            var seconds = new Stats();
            double memory = 0;
            for (var i = 0; i < times; i++)
            {
                var (took, megabytes) = await StartAsync(folder, i == times - 1 ? TimeSpan.FromSeconds(20) : TimeSpan.Zero);
                seconds.Add(TimeSpan.FromSeconds(took));
                memory = megabytes;
            }
            Table.Row("later starts", ("median s", seconds.Percentile(.5) / 1000), ("worst s", seconds.Percentile(1) / 1000));
            Table.Row("memory of the app, idle for 20 s", ("MB", memory));
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(double Seconds, double Megabytes)> StartAsync(string folder, TimeSpan idle)
    {
        const string Port = "3977";
        var start = new ProcessStartInfo("dotnet", [typeof(Database.Db).Assembly.Location]) { RedirectStandardOutput = true };
        start.Environment["PORT"] = Port;
        start.Environment["DATA_DIR"] = folder;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        try
        {
            using var http = new HttpClient();
            while (true)
            {
                try
                {
                    using var page = await http.GetAsync(new Uri($"http://localhost:{Port}/sign-in"));
                    if (page.IsSuccessStatusCode) break;
                }
                catch (HttpRequestException) when (!process.HasExited && watch.Elapsed < TimeSpan.FromMinutes(2))
                {
                    // not listening yet
                }
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            }
            var took = watch.Elapsed.TotalSeconds;
            await Task.Delay(idle, TimeProvider.System);
            process.Refresh();
            return (took, process.WorkingSet64 / 1024d / 1024d);
        }
        finally
        {
            using var stop = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync();
        }
    }
}
