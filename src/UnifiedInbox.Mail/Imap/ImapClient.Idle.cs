using UnifiedInbox.Mail.Imap.Wire;

namespace UnifiedInbox.Mail.Imap;

public sealed partial class ImapClient
{
    /// <summary>
    /// Waits until something happens in the open folder. IDLE is sent anew before anybody on the way forgets it; where the
    /// server has none it is asked from time to time.
    /// </summary>
    /// <param name="limit">How long at most.</param>
    /// <param name="ct">Ends the waiting in good order: the connection stays usable.</param>
    /// <returns>What happened, none when the limit has passed.</returns>
    public async Task<FolderChange> IdleAsync(TimeSpan limit, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var left = limit - time.GetElapsedTime(began);
            if (session.Changes != FolderChange.None || left <= TimeSpan.Zero) return TakeChanges();
            if (session.Can("IDLE")) await IdleOnceAsync(Shorter(left, session.Options.IdleRenewal), ct);
            else await PollAsync(Shorter(left, session.Options.PollInterval), ct);
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private async Task PollAsync(TimeSpan pause, CancellationToken ct)
    {
        await Task.Delay(pause, time, ct);
        using var operation = session.Begin(CancellationToken.None);
        await session.ExecuteAsync(new Command("NOOP"));
    }

    private async Task IdleOnceAsync(TimeSpan round, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        using (session.Begin(CancellationToken.None))
        {
            var tag = await session.SendAsync(new Command("IDLE"));
            await session.WaitToGoOnAsync(tag);
            await ListenAsync(tag, round, ct);
        }
        ct.ThrowIfCancellationRequested();
    }

    /// <summary>Reads until something has changed, the round is over or it is cancelled; then ends IDLE and reads its answer.</summary>
    private async Task ListenAsync(string tag, TimeSpan round, CancellationToken ct)
    {
        var endTimeout = session.Options.IdleEndTimeout;
        session.Link.Patience.ForAnswer(round + endTimeout, round + endTimeout); // the round ends first
        using var roundEnd = new CancellationTokenSource(round, time);
        using var wake = CancellationTokenSource.CreateLinkedTokenSource(ct, roundEnd.Token);
        var woken = new TaskCompletionSource();
        await using var wakes = wake.Token.UnsafeRegister(static task => ((TaskCompletionSource)task!).TrySetResult(), woken);
        var next = session.NextAsync(tag).AsTask();
        while (await Task.WhenAny(woken.Task, next) == next && session.Changes == FolderChange.None)
        {
            if ((await next).Tag == tag) return; // a server that ends it of its own accord
            if (session.Changes != FolderChange.None) break;
            next = session.NextAsync(tag).AsTask();
        }
        await session.Link.WriteBesideReadAsync("DONE\r\n"u8.ToArray(), endTimeout);
        while ((await next).Tag != tag) next = session.NextAsync(tag).AsTask();
    }
}
