namespace UnifiedInbox.Conversations.Presence;

/// <summary>What somebody does in a conversation.</summary>
internal enum Doing
{
    Gone,
    Viewing,
    Typing,
}

/// <summary>
/// A tab says, every few seconds and whenever it changes, what its person does. <see cref="Number"/> counts up in each tab, so that a
/// beat that was overtaken on its way (by the one that says goodbye, through another node) changes nothing any more.
/// </summary>
internal sealed record Beat
{
    public Guid ConversationId { get; init; }
    public Guid InboxId { get; init; }
    public Guid UserId { get; init; }
    public string Name { get; init; } = "";
    public Guid Tab { get; init; }
    public long Number { get; init; }
    public Doing Doing { get; init; }
}

/// <summary>Somebody who is in a conversation now.</summary>
public sealed record Present(Guid UserId, string Name, bool IsTyping);
