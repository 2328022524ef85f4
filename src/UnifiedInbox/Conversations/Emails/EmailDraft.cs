using UnifiedInbox.Mail.Threads;
using UnifiedInbox.Messages;

namespace UnifiedInbox.Conversations.Emails;

/// <summary>What the composer's fields of an email begin with: an answer to a mail, a mail passed on, or nothing.</summary>
public sealed record EmailDraft
{
    public Guid? ReplyToId { get; init; }
    public Guid? ForwardOfId { get; init; }

    /// <summary>The inbox to write from; null leaves the choice as it is.</summary>
    public Guid? InboxId { get; init; }

    /// <summary>Whom a mail is passed on to; an answer goes to the contact.</summary>
    public string To { get; init; } = "";
    public string Subject { get; init; } = "";
    public string Cc { get; init; } = "";
    public string Bcc { get; init; } = "";

    /// <summary>What it is about, in words; empty for a mail of its own.</summary>
    public string About { get; init; } = "";

    /// <summary>Files that go along.</summary>
    public IReadOnlyList<DraftFile> Files { get; init; } = [];

    /// <summary>Put there by itself, not because somebody asked: it takes no focus.</summary>
    public bool IsQuiet { get; init; }

    internal static EmailDraft Reply(Message message) => new()
    {
        ReplyToId = message.Id,
        InboxId = message.InboxId,
        Subject = Prefixed("Re: ", message.Subject),
        About = message.IsInbound ? $"Answer to {Sender(message)}{Elsewhere(message)}" : $"Follows the mail of {Sender(message)}",
    };

    /// <param name="message">The mail.</param>
    /// <param name="except">Addresses that get it anyway, or are ours.</param>
    internal static EmailDraft ReplyToAll(Message message, IEnumerable<string> except)
    {
        var known = except.ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (message.ReplyTo is { } asked) known.Add(asked);
        var others = EmailPerson.All([.. message.ToAll, .. message.Cc]).Where(person => !known.Contains(person.Address)).Select(person => person.Address).ToList();
        return Reply(message) with { Cc = string.Join(", ", others), About = $"Answer to {Sender(message)}{Elsewhere(message)}{(others.Count > 0 ? $" and {others.Count} more" : "")}" };
    }

    internal static EmailDraft Forward(Message message) => new()
    {
        ForwardOfId = message.Id,
        InboxId = message.InboxId,
        Subject = Prefixed("Fwd: ", message.Subject),
        About = $"Pass on the mail of {Sender(message)}. It will stand below your words.",
        Files = [.. message.Attachments.Where(file => file is { Status: "stored", IsInline: false }).Select(file => new DraftFile(file.Id, file.Name, file.Size ?? 0))],
    };

    private static string Sender(Message message) =>
        message.IsInbound ? message.FromName is { Length: > 0 } name ? name : message.FromAddress : message.AuthorName ?? "us";

    /// <summary>Where they ask answers to go, if that is elsewhere (<see cref="Route"/>).</summary>
    private static string Elsewhere(Message message) => message is { IsInbound: true, ReplyTo: { Length: > 0 } asked } ? $" at {asked}, as they ask" : "";

    private static string Prefixed(string prefix, string? subject)
    {
        var text = (subject ?? "").Trim();
        var has = prefix == "Re: "
            ? text.StartsWith("re:", StringComparison.OrdinalIgnoreCase)
            : text.StartsWith("fwd:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("fw:", StringComparison.OrdinalIgnoreCase);
        return has ? text : prefix + (BaseSubject.Of(text, hasParent: false).IsReplyOrForward ? StripAnswerMark(text) : text);
    }

    /// <summary>"Fwd: Re: x" says no more than "Fwd: x".</summary>
    private static string StripAnswerMark(string text) =>
        text.StartsWith("re:", StringComparison.OrdinalIgnoreCase) ? text[3..].TrimStart() : text;
}

/// <param name="Id">Of an upload, or of an attachment of another message.</param>
/// <param name="Size">Bytes.</param>
public sealed record DraftFile(Guid Id, string Name, long Size);
