using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using UnifiedInbox.Database;
using UnifiedInbox.Database.Embedded;

namespace UnifiedInbox.Bench.Vectors;

/// <summary>The order of statuses as the product's own SQL has it (<c>status_rank</c>), asked of a throw-away database.</summary>
internal static class StatusOrder
{
    private static readonly Lazy<Dictionary<string, int>> Ranks = new(() => ReadAsync().GetAwaiter().GetResult());

    public static bool IsFurther(string next, string current) => Ranks.Value[next] > Ranks.Value[current];

    private static async Task<Dictionary<string, int>> ReadAsync()
    {
        var folder = Path.Combine(Path.GetTempPath(), "unified-inbox-vectors-" + Environment.ProcessId);
        var server = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions(folder, Environment.GetEnvironmentVariable("PG_BIN"), Disposable: true), CancellationToken.None);
        try
        {
            await using var source = NpgsqlDataSource.Create(server.ConnectionString);
            await new Migrator(source, NullLogger<Migrator>.Instance).RunAsync(CancellationToken.None);
            string[] statuses = ["queued", "sending", "unconfirmed", "sent", "delivered", "read", "failed", "canceled"];
            var ranks = await new Db(source).ListAsync<int>("SELECT status_rank(s) FROM unnest(@statuses) WITH ORDINALITY AS t (s, n) ORDER BY n", new { statuses }, CancellationToken.None);
            return statuses.Zip(ranks).ToDictionary(pair => pair.First, pair => pair.Second);
        }
        finally
        {
            await server.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }
}
