using System.Threading.Channels;

namespace UnifiedInbox.Live;

/// <summary>
/// One listener of the feed, from <see cref="Start"/> on. A listener that cannot keep up is not waited for: its channel ends,
/// and it has to begin anew.
/// </summary>
internal sealed class FeedSubscription(FeedPosition start, Action<FeedSubscription> leave) : IDisposable
{
    private readonly Channel<IReadOnlyList<FeedEntry>> batches = Channel.CreateBounded<IReadOnlyList<FeedEntry>>(
        new BoundedChannelOptions(64) { SingleReader = true, SingleWriter = true });

    /// <summary>The feed's position when it was made: entries after it arrive, those before have to be read.</summary>
    public FeedPosition Start => start;

    /// <summary>Completes when the listener was too slow, or the feed stops.</summary>
    public ChannelReader<IReadOnlyList<FeedEntry>> Batches => batches.Reader;

    public void Offer(IReadOnlyList<FeedEntry> entries)
    {
        if (!batches.Writer.TryWrite(entries)) End();
    }

    public void End() => batches.Writer.TryComplete();

    public void Dispose() => leave(this);
}
