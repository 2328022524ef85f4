using System.Text.RegularExpressions;

namespace UnifiedInbox.Policies;

/// <summary>
/// Wording that asks to be left alone without being one of the words carriers act on: "please stop texting me". A person decides what
/// it means; the thread only offers to opt them out.
/// </summary>
internal static partial class OptOutWish
{
    /// <summary>Member of <c>messages.metadata</c>: <c>suggested</c>, then <c>opted_out</c> or <c>dismissed</c>.</summary>
    public const string Member = "optOutWish";
    public const string Suggested = "suggested";

    /// <summary>Who wants no more says so in a few words; a long letter is read by a person anyway.</summary>
    private const int Longest = 400;

    public static bool IsLikely(string text)
    {
        if (text.Length is < 4 or > Longest) return false;
        var words = text.Replace('’', '\'').Replace('‘', '\'');
        return Alone().IsMatch(words) || (Wish().IsMatch(words) && !Opposite().IsMatch(words));
    }

    /// <summary>A mail has no keywords: one that says no more than "unsubscribe", be it in its subject, is a wish like any other.</summary>
    public static bool IsLikelyMail(string subject, string newWords) =>
        newWords.Length <= Longest && (SaysOnlyStop(subject) || SaysOnlyStop(newWords) || IsLikely(string.IsNullOrWhiteSpace(newWords) ? subject : newWords));

    /// <summary>"Cancel" and "end" may well be about something else in a mail.</summary>
    private static bool SaysOnlyStop(string text) => PlainWord.Of(text) is "STOP" or "UNSUBSCRIBE" or "STOPALL" or "OPTOUT";

    /// <summary>The message's metadata (JSON object text), with the suggestion where its text asks for it.</summary>
    public static string Mark(string metadataJson, string text, Keyword keyword)
    {
        if (keyword != Keyword.None || !IsLikely(text)) return metadataJson;
        var mark = $"{{\"{Member}\":\"{Suggested}\"";
        return metadataJson.Length <= 2 ? mark + "}" : mark + "," + metadataJson[1..];
    }

    /// <summary>The whole message, give or take punctuation.</summary>
    [GeneratedRegex(@"^\W*(?:(?:please|pls|plz|just)\W+stop|stop\W+(?:please|pls|plz|it|this|that|now|already|thanks|thank you)|stop\W*\?|no\W+more|enough|leave\W+me\W+alone|lose\W+my\W+number|not\W+interested)(?:\W+(?:please|now|already|thanks|thank you|ok))*\W*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Alone();

    [GeneratedRegex(@"\b(?:stop|quit|cease)\s+(?:\w+\s+){0,2}(?:texting|messaging|contacting|e-?mailing|spamming|bothering|harassing|writing\s+(?:to\s+)?me|sending)\b"
        + @"|\b(?:stop|no\s+more|quit)\s+(?:(?:the|these|those|this|all|your|any|with|of|more|further|automatic|marketing|text|sms|whatsapp)\s+){0,3}(?:texts?|messages?|msgs?|sms|spam|e-?mails?|newsletters?)\b"
        + @"|\b(?:don't|dont|do\s+not|never|no\s+longer)\s+(?:ever\s+)?(?:text|message|contact|msg|sms|whatsapp|e-?mail|write\s+(?:to\s+)?)\s*me\b"
        + @"|\b(?:don't|dont|do\s+not|no\s+longer)\s+(?:want|wish|like)\s+(?:to\s+(?:get|receive|hear)\b|(?:any\s+|these\s+|your\s+|more\s+)+(?:texts?|messages?|msgs?|sms|e-?mails?|newsletters?))"
        + @"|\b(?:don't|dont|do\s+not|never)\s+send\s+(?:me\s+)?(?:any\s*more|any|more|these)\b"
        + @"|\b(?:remove|delete|take|get)\s+(?:me|my\s+(?:number|phone|name))\s+(?:from|off|out\s+of)\b"
        + @"|\b(?:take|remove)\s+me\s+off\b|\bunsubscribe\b|\bopt(?:ing)?\s+(?:me\s+)?out\b|\blose\s+my\s+number\b|\bleave\s+me\s+alone\b"
        + @"|\b(?:bitte\s+)?keine\s+(?:weiteren\s+|mehr\s+)?(?:sms|nachrichten|werbung|texte)\b|\bschreib(?:t|en\s+sie)?\s+mir\s+(?:bitte\s+)?nicht\s+mehr\b|\babmelden\b"
        + @"|\bd[ée]sabonne|\bd[ée]sinscri|\bne\s+plus\s+(?:recevoir|m'[ée]crire|m'envoyer)\b|\barr[êe]te[zr]?\s+de\s+m'"
        + @"|\bno\s+me\s+(?:escrib|env[ií]|mand|contact)\w*\s+m[áa]s\b|\bdej[ea]n?\s+de\s+(?:escribir|enviar|mandar)|\bdar(?:me)?\s+de\s+baja\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Wish();

    /// <summary>"Don't stop texting me", "how do I stop the messages from arriving twice" is for a person to read, "why did you stop sending" no wish at all.</summary>
    [GeneratedRegex(@"\b(?:don't|dont|do\s+not|never|didn't|did\s+you|did\s+not|can't|won't|please\s+don't)\s+(?:you\s+)?(?:stop|quit|cease|unsubscribe|opt|remove|delete)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Opposite();
}
