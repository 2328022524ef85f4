using Microsoft.AspNetCore.Http.Features;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Live;

/// <summary>
/// <c>GET /live?after=cursor</c>: the feed as server-sent events. <c>change</c> carries ids; <c>reload</c> says that what was
/// missed is not known any more, so everything shown has to be fetched again. Their ids are cursors to resume from; <c>passing</c>
/// events have none, and are missed by whoever does not listen.
/// </summary>
internal sealed class LiveEndpoint(ChangeFeed feed, FeedReader reader, Db db, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>For the team.</summary>
    public Task RunAsync(HttpContext http, string? after) => RunAsync(http, after, new StaffAudience(db, http.Caller()));

    public async Task RunAsync(HttpContext http, string? after, IAudience audience)
    {
        if (feed.Epoch is not { } epoch)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        var ct = stopping.Token;
        await audience.RefreshAsync(ct);
        using var subscription = feed.Subscribe();
        var stream = new LiveStream(http.Response, epoch);
        try
        {
            http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await stream.OpenAsync(ct);
            var cursor = http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last ? last : after;
            await CatchUpAsync(stream, audience, FeedCursor.Find(cursor, epoch), subscription.Start, ct);
            await FollowAsync(stream, audience, subscription, ct);
        }
        catch (OperationCanceledException)
        {
            // The browser left, or the process stops: the browser comes back with its cursor.
        }
        catch (NpgsqlException) when (http.Response.HasStarted)
        {
            // The database went away under an open stream: it ends, and the browser tries again.
        }
    }

    /// <summary>Sends what lies between the cursor and the moment of subscribing, or one <c>reload</c> where that is unknown or too much.</summary>
    private async Task CatchUpAsync(LiveStream stream, IAudience audience, FeedPosition? cursor, FeedPosition start, CancellationToken ct)
    {
        if (cursor is { } position && position.CompareTo(start) >= 0) return;
        if (cursor is { } behind && await reader.ReachesBackToAsync(behind, ct))
        {
            var (entries, _) = await reader.AfterAsync(behind, ct);
            if (entries.Count < FeedReader.BatchSize)
            {
                await stream.SendAsync(Told(audience, entries.Where(entry => entry.Position.CompareTo(start) <= 0)), ct);
                return;
            }
        }
        await stream.SendReloadAsync(start, ct);
    }

    private async Task FollowAsync(LiveStream stream, IAudience audience, FeedSubscription subscription, CancellationToken ct)
    {
        while (await NextAsync(stream, subscription, ct))
        {
            while (subscription.Batches.TryRead(out var entries))
            {
                if (entries.Any(entry => audience.HasToLookAgain(entry.Change))) await audience.RefreshAsync(ct);
                await stream.SendAsync(Told(audience, entries), ct);
                if (entries.Any(entry => audience.IsAboutSelf(entry.Change))) return;
            }
        }
    }

    private static IEnumerable<FeedEntry> Told(IAudience audience, IEnumerable<FeedEntry> entries)
    {
        foreach (var entry in entries)
            if (audience.Told(entry.Change) is { } told) yield return entry with { Change = told };
    }

    /// <summary>Waits for entries, saying something now and then; false when the listener was too slow, or the feed stops.</summary>
    private async Task<bool> NextAsync(LiveStream stream, FeedSubscription subscription, CancellationToken ct)
    {
        var more = subscription.Batches.WaitToReadAsync(ct).AsTask();
        while (true)
        {
            try
            {
                return await more.WaitAsync(KeepAlive, time, ct);
            }
            catch (TimeoutException)
            {
                await stream.SendCommentAsync(ct);
            }
        }
    }
}
