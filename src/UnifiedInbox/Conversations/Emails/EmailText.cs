using UnifiedInbox.Messages;

namespace UnifiedInbox.Conversations.Emails;

/// <summary>The words of a mail without HTML, as its card shows them.</summary>
/// <param name="New">The new words.</param>
/// <param name="Quoted">What is folded away: quotes and signature; null where there is nothing.</param>
/// <param name="IsCut">It is longer than a card shows.</param>
internal sealed record EmailText(string New, string? Quoted, bool IsCut)
{
    /// <summary>Characters; what is longer is read on a page of its own.</summary>
    public const int Most = 20_000;

    public static EmailText Of(Message message)
    {
        var isCut = message.Content.Length > Most;
        var all = Cut(message.Content);
        if (message.ReplyText is not { } words) return new(all, null, isCut);
        var split = Mail.Replies.ReplyText.Of(all);
        var quoted = string.Join("\n\n", new[] { split.Signature, split.Quoted }.Where(part => part.Length > 0));
        return new(Cut(words), quoted.Length > 0 ? quoted : all, isCut);
    }

    private static string Cut(string text) =>
        text.Length <= Most ? text : text[..(char.IsHighSurrogate(text[Most - 1]) ? Most - 1 : Most)];
}
