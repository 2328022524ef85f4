namespace UnifiedInbox.Live;

/// <summary>
/// Changes that pass: told to whoever listens now, on every node, and not kept. For what would otherwise write a row with each key
/// that is pressed. Permission is the feed's: where <see cref="Change.InboxId"/> is set, only people who may use that inbox hear of it.
/// </summary>
internal sealed class PassingSignals(ChangeFeed feed, NodeTalk talk)
{
    public const string Topic = "signal";

    public void Send(Change change)
    {
        feed.Pass([change]);
        talk.Say(Topic, change);
    }
}
