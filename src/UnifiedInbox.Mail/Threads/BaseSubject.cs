using System.Text;
using UnifiedInbox.Mail.Mime.Headers;

namespace UnifiedInbox.Mail.Threads;

/// <summary>
/// A subject without what answering and forwarding put around it: RFC 5256 section 2.1, widened by the prefixes of other
/// languages. Names of mailing lists in brackets stay, since they tell threads apart.
/// </summary>
/// <param name="Text">What is left; empty where nothing is, and an empty base subject never joins anything.</param>
/// <param name="IsReplyOrForward">Whether a prefix or suffix said so.</param>
public sealed record BaseSubject(string Text, bool IsReplyOrForward)
{
    private const int Longest = 2_000;

    /// <summary>The base of a subject.</summary>
    /// <param name="subject">The subject, folded or not, with its encoded words (RFC 2047) or without.</param>
    /// <param name="hasParent">
    /// Whether the mail has In-Reply-To or References: only then are prefixes of one letter (<c>R:</c>, <c>I:</c>) taken for such.
    /// </param>
    public static BaseSubject Of(string? subject, bool hasParent)
    {
        var text = Collapse(EncodedWords.Decode(Collapse(subject ?? "")));
        var isReply = false;
        var list = "";
        while (Step(ref text, ref list, hasParent)) isReply = true;
        if (!text.StartsWith(list, StringComparison.OrdinalIgnoreCase)) text = list + text;
        text = text.Trim();
        return new BaseSubject(text, isReply);
    }

    /// <summary>What two base subjects are compared by.</summary>
    public string Key => Text.ToUpperInvariant();

    /// <summary>Takes one prefix or suffix off; false when none is left.</summary>
    private static bool Step(ref string text, ref string list, bool hasParent)
    {
        text = StripGateway(text);
        if (text.EndsWith("(fwd)", StringComparison.OrdinalIgnoreCase))
        {
            text = text[..^5].TrimEnd();
            return true;
        }
        if (text.Length > 1 && text[0] == '[' && text[^1] == ']' && SubjectPrefix.Length(text[1..], hasParent: false) is > 0 and var inside)
        {
            text = text[(1 + inside)..^1].Trim();
            return true;
        }
        if (SubjectPrefix.Length(text, hasParent) is > 0 and var length)
        {
            text = text[length..].TrimStart();
            return true;
        }
        // "[list] Re: Hello" is an answer as well; the tag is put back in the end.
        if (BlobLength(text) is > 0 and var blob && SubjectPrefix.Length(text[blob..], hasParent) is > 0 and var behind)
        {
            var tag = text[..blob].TrimEnd() + " ";
            if (!list.Contains(tag, StringComparison.OrdinalIgnoreCase)) list += tag;
            text = text[(blob + behind)..].TrimStart();
            return true;
        }
        return false;
    }

    /// <summary>The length of "[…] " at the start with something behind it, or 0.</summary>
    private static int BlobLength(string text)
    {
        if (text.Length == 0 || text[0] != '[') return 0;
        var end = text.AsSpan(1).IndexOfAny('[', ']') + 1;
        if (end <= 0 || text[end] != ']') return 0;
        for (end++; end < text.Length && text[end] == ' ';) end++;
        return end < text.Length ? end : 0;
    }

    /// <summary>What mail gateways write in front of strangers' mail.</summary>
    private static string StripGateway(string text)
    {
        foreach (var tag in Gateways)
            if (text.StartsWith(tag, StringComparison.OrdinalIgnoreCase))
                return text[tag.Length..].TrimStart(' ', ':');
        return text;
    }

    private static string Collapse(string subject)
    {
        var text = new StringBuilder(Math.Min(subject.Length, Longest));
        foreach (var sign in subject)
        {
            if (text.Length == Longest) break;
            if (!char.IsWhiteSpace(sign) && !char.IsControl(sign)) text.Append(sign);
            else if (text.Length > 0 && text[^1] != ' ') text.Append(' ');
        }
        return text.ToString().TrimEnd();
    }

    private static readonly string[] Gateways = ["[EXTERNAL]", "[EXT]", "[EXTERN]", "[External Email]", "[External Sender]", "*EXTERNAL*", "[SPAM]", "***SPAM***", "[EXTERNE]"];
}
