using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using UnifiedInbox.Simulator.Mailing;

namespace UnifiedInbox.Simulator.Page;

/// <summary>
/// Tells the page which phone, the mailbox (<c>mail</c>), or what else (<c>*</c>), has changed; never what it now says. Changes that come faster than
/// ten times a second are told once.
/// </summary>
internal static class LiveEvents
{
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(100), heartbeat = TimeSpan.FromSeconds(15);

    public static IResult Stream(HttpContext http, SimulatedCarrier carrier, SimulatedPost post)
    {
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Response.Headers["X-Accel-Buffering"] = "no";
        var stopping = http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        return TypedResults.ServerSentEvents(EventsAsync(carrier, post, stopping, http.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(
        SimulatedCarrier carrier, SimulatedPost post, CancellationToken stopping, [EnumeratorCancellation] CancellationToken ct)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, ct);
        var changed = new ConcurrentDictionary<string, bool>();
        var signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var listening = carrier.Pulse.Listen(what => Note(what.Length > 0 ? what : "*"));
        post.Changed += NoteMail;
        try
        {
            // Whoever comes late, or comes back, may have missed anything.
            yield return new("all");
            while (await NextAsync(signal.Reader, carrier.Options.Time, ending.Token) is { } something)
            {
                if (!something)
                    yield return new("alive", "heartbeat");
                foreach (var what in changed.Keys)
                    if (changed.TryRemove(what, out _))
                        yield return new(what);
            }
        }
        finally
        {
            post.Changed -= NoteMail;
        }

        void NoteMail() => Note("mail");

        void Note(string what)
        {
            changed[what] = true;
            signal.Writer.TryWrite(true);
        }
    }

    /// <summary>True: something changed; false: nothing for a while; null: the end.</summary>
    private static async Task<bool?> NextAsync(ChannelReader<bool> signal, TimeProvider time, CancellationToken ct)
    {
        using var silence = new CancellationTokenSource(heartbeat, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, silence.Token);
        try
        {
            await signal.ReadAsync(either.Token);
            await Task.Delay(pause, time, ct);
            return true;
        }
        catch (OperationCanceledException)
        {
            return ct.IsCancellationRequested ? null : false;
        }
    }
}
