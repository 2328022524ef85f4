using System.Text.RegularExpressions;

namespace UnifiedInbox.Conversations.Threads;

/// <summary>The text of a message, cut into what is plain and what is a web address to follow.</summary>
internal static partial class TextParts
{
    public static IEnumerable<(string Text, bool IsLink)> Of(string text)
    {
        var at = 0;
        foreach (Match link in WebAddress().Matches(text))
        {
            var length = link.Length;
            // A full stop or bracket behind an address belongs to the sentence.
            while (length > 0 && ".,;:!?)]}'\"".Contains(text[link.Index + length - 1])) length--;
            if (!Uri.TryCreate(text.Substring(link.Index, length), UriKind.Absolute, out _)) continue;
            if (link.Index > at) yield return (text[at..link.Index], false);
            yield return (text.Substring(link.Index, length), true);
            at = link.Index + length;
        }
        if (at < text.Length) yield return (text[at..], false);
    }

    [GeneratedRegex(@"https?://[^\s<>]+", RegexOptions.IgnoreCase)]
    private static partial Regex WebAddress();
}
