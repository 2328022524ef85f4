using System.Text.Json;
using UnifiedInbox.Live;

namespace UnifiedInbox.Conversations.Presence;

/// <summary>
/// Carries beats from browser to browsers: noted here, told to the other nodes, and to the pages of this node where something changed.
/// As a worker it notices who has fallen silent.
/// </summary>
internal sealed class TellPresence : BackgroundService
{
    private const string Topic = "presence";
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly WhoIsHere here;
    private readonly ChangeFeed feed;
    private readonly NodeTalk talk;
    private readonly TimeProvider time;

    public TellPresence(WhoIsHere here, ChangeFeed feed, NodeTalk talk, TimeProvider time)
    {
        (this.here, this.feed, this.talk, this.time) = (here, feed, talk, time);
        talk.Heard += (topic, what) =>
        {
            if (topic == Topic && what.Deserialize<Beat>(NodeTalk.Json) is { } beat) Note(beat);
        };
    }

    public void Tell(Beat beat)
    {
        Note(beat);
        talk.Say(Topic, beat);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (here.Forget() is { Count: > 0 } missed) feed.Pass([.. missed.Select(Signal)]);
        }
    }

    private void Note(Beat beat)
    {
        if (here.Hear(beat)) feed.Pass([Signal(beat)]);
    }

    private static Change Signal(Beat beat) => new("presence", InboxId: beat.InboxId, ConversationId: beat.ConversationId, UserId: beat.UserId);
}
