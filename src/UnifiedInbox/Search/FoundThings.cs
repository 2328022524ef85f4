using UnifiedInbox.Contacts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Search;

/// <summary>A message that holds the words. <see cref="Snippet"/> is HTML: text, escaped, with the words in <c>mark</c>.</summary>
public sealed record FoundMessage
{
    public Guid Id { get; init; }
    public Guid ConversationId { get; init; }
    public Guid ContactId { get; init; }
    public string Name { get; init; } = "";
    public string Channel { get; init; } = "";
    public string Direction { get; init; } = "";
    public string? Subject { get; init; }
    public DateTimeOffset At { get; init; }
    public string Snippet { get; init; } = "";

    /// <summary>Names of its files.</summary>
    public string[] Attachments { get; init; } = [];
}

/// <summary>A note the caller may see, likewise.</summary>
public sealed record FoundNote
{
    public Guid Id { get; init; }
    public Guid ContactId { get; init; }
    public string Name { get; init; } = "";
    public DateTimeOffset At { get; init; }
    public string Snippet { get; init; } = "";
}

/// <summary>What a search found: messages newest first by key; people and notes with the first page only.</summary>
public sealed record FoundThings(ListPage<FoundMessage> Messages, IReadOnlyList<Contact> Contacts, IReadOnlyList<FoundNote> Notes)
{
    internal static readonly FoundThings Nothing = new(new([], null), [], []);
}

/// <summary>Values, not exceptions: a search that took too long is somebody's words and not a fault.</summary>
internal abstract record SearchOutcome
{
    public sealed record Found(FoundThings Things) : SearchOutcome;

    public sealed record TooSlow : SearchOutcome
    {
        public const string Text = "This search took too long. Add a rarer word, or narrow it with from:, channel:, after: or before:.";
    }
}
