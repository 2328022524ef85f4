using System.Net;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using UnifiedInbox.Web;

namespace UnifiedInbox.Database;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it can do its work, or what it lacks.</summary>
internal static class HealthChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").AllowAnonymous().WithTags("Health");
        health.MapGet("/live", Live);
        health.MapGet("/ready", ReadyAsync);
        // Monitors that want the status alone ask so.
        health.MapMethods("/live", ["HEAD"], Live).ExcludeFromDescription();
        health.MapMethods("/ready", ["HEAD"], ReadyAsync).ExcludeFromDescription();
    }

    private static Ok<Health> Live() => TypedResults.Ok(new Health("live"));

    private static async Task<IResult> ReadyAsync(DatabaseHealth health, Db db, CancellationToken ct)
    {
        List<string> missing = health.IsReady ? await MissingAsync(db, ct) : [health.Problem];
        if (missing.Count == 0) return TypedResults.Ok(new Health("ready"));
        return Problem.Of((int)HttpStatusCode.ServiceUnavailable, "not_ready", string.Join(" ", missing), ("missing", missing));
    }

    private static async Task<List<string>> MissingAsync(Db db, CancellationToken ct)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limited.CancelAfter(Patience);
        try
        {
            // Taking a question back from a server that hangs takes its time as well, and whoever probes does not wait for it.
            var tables = await db.ListAsync<string>(Partitions.WithoutNextMonth, null, limited.Token).WaitAsync(limited.Token);
            return [.. tables.Select(table => $"Table {table} has no partition for next month.")];
        }
        catch (Exception e) when (e is NpgsqlException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return ["The database cannot be reached."];
        }
    }

    internal sealed record Health(string Status);
}
