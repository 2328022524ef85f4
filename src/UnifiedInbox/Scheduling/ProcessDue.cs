using System.Net;
using Microsoft.Extensions.Options;
using UnifiedInbox.Accounts;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;
using UnifiedInbox.Messages;
using UnifiedInbox.Web;

namespace UnifiedInbox.Scheduling;

/// <param name="Processed">Messages of which an attempt was made.</param>
/// <param name="Sent">Taken by their provider.</param>
/// <param name="Failed">Refused for good; what may still succeed is tried again and is neither.</param>
internal sealed record DueProcessed(int Processed, int Sent, int Failed);

/// <summary>
/// <c>POST /api/scheduled</c> (GET too, with the secret): hands over what is due now, for an outside cron where no node runs workers.
/// Beside a running dispatcher it finds little to do. It claims as every node does, so nothing is sent twice.
/// </summary>
internal sealed class ProcessDue(ClaimMessages claims, SendClaimed send, IOptions<DispatcherOptions> options, TimeProvider time)
{
    /// <summary>Crons give up after a minute or so; the next call goes on.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(45);

    public async Task<DueProcessed> RunAsync(CancellationToken ct)
    {
        var (node, began, most) = (NewId.Next(), time.GetTimestamp(), options.Value.Parallel);
        var outcomes = new List<DeliveryOutcome?>();
        while (time.GetElapsedTime(began) < Longest)
        {
            var result = await claims.RunAsync(node, most, ct);
            if (result.Claimed.Count == 0 && result.LanesSeen < most) break;
            outcomes.AddRange(await Task.WhenAll(result.Claimed.Select(claimed => send.RunAsync(node, claimed))));
        }
        return new DueProcessed(
            outcomes.Count,
            outcomes.Count(outcome => outcome == DeliveryOutcome.Accepted),
            outcomes.Count(outcome => outcome is DeliveryOutcome.Permanent or DeliveryOutcome.OptedOut));
    }

    public static async Task<IResult> PostAsync(HttpContext http, ProcessDue process, CronSecret cron, CancellationToken ct)
    {
        var allowed = cron.Allows(http.Request) || http.FindCaller() is { IsAdmin: true } || (cron.Text is null && IsLocal(http));
        if (!allowed && http.FindCaller() is not null) return Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "Only admins may do this.");
        return allowed
            ? TypedResults.Ok(await process.RunAsync(ct))
            : Problem.Of(StatusCodes.Status401Unauthorized, "unauthenticated", "Send CRON_SECRET as bearer token, or post as an admin.");
    }

    /// <summary>With the secret like POST; for staff the list.</summary>
    public static async Task<IResult> GetAsync(HttpContext http, ProcessDue process, CronSecret cron, Db db, CancellationToken ct)
    {
        if (cron.Allows(http.Request)) return TypedResults.Ok(await process.RunAsync(ct));
        return http.FindCaller() switch
        {
            null => Problem.Of(StatusCodes.Status401Unauthorized, "unauthenticated", "Sign in, or send a token."),
            { Role: Role.Member } => Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "Only the team may do this."),
            _ => await ListScheduled.EndpointAsync(http, db, ct),
        };
    }

    /// <summary>From this machine, and not passed on by a proxy that stands on it.</summary>
    private static bool IsLocal(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !http.Request.Headers.ContainsKey("X-Forwarded-For") && !http.Request.Headers.ContainsKey("Forwarded") && !http.Request.Headers.ContainsKey("X-Original-For");
}
