using AngleSharp.Dom;
using UnifiedInbox.Mail.Html;

namespace UnifiedInbox.Mail.Replies;

/// <summary>The elements mail programs put around what they quote or sign with.</summary>
internal static class QuoteMarkup
{
    /// <summary>What an element says of all in it.</summary>
    public static LineHint HintOf(IElement element)
    {
        if (element.Id is { Length: > 0 } id && IdHint(Plain(id)) is not LineHint.None and var byId) return Unless(byId, element);
        foreach (var name in element.ClassList)
            if (ClassHint(Plain(name), element.LocalName) is not LineHint.None and var byClass) return Unless(byClass, element);
        if (element.GetAttribute("name") is { } section && element.LocalName == "div" && SectionHint(section) is not LineHint.None and var bySection) return bySection;
        if (element.GetAttribute("data-smartmail") == "gmail_signature") return LineHint.Signature;
        return element.LocalName == "div" && IsOutlookRule(element.GetAttribute("style")) ? LineHint.QuoteToEnd : LineHint.None;
    }

    /// <summary>Whether its lines are quoted, announced or not. Gmail indents with a block quote of its own class.</summary>
    public static bool IsQuote(IElement element) => element.LocalName == "blockquote"
        && !(element.ClassList.Contains("gmail_quote") && element.GetAttribute("type") is null);

    private static LineHint IdHint(string id) => id switch
    {
        "divRplyFwdMsg" or "appendonsend" or "OLK_SRC_BODY_SECTION" or "mail-editor-reference-message-container" or "stopSpelling" or "isReplyContent"
            or "reply-intro-container" or "replySplit" or "ymail_android_quote" => LineHint.QuoteToEnd,
        "reply-intro" or "isForwardContent" or "ntes-flashmail-quote" or "ms-outlook-mobile-quote" => LineHint.Quote,
        "Signature" or "ms-outlook-mobile-signature" or "composer_signature" or "AppleMailSignature" or "ymail_android_signature" or "lineBreakAtBeginningOfSignature" => LineHint.Signature,
        _ when id.StartsWith("yahoo_quoted", StringComparison.Ordinal) || id.StartsWith("origbody", StringComparison.Ordinal) => LineHint.Quote,
        _ => LineHint.None,
    };

    private static LineHint ClassHint(string name, string element) => name switch
    {
        "gmail_quote" or "gmail_quote_container" or "gmail_attr" => element == "blockquote" ? LineHint.None : LineHint.Quote,
        "yahoo_quoted" or "protonmail_quote" or "moz-cite-prefix" or "zmail_extra" or "zmail_extra_hr" or "front-blockquote" or "missive_quote" or "tutanota_quote"
            or "ntes-mailmaster-quote" or "quotedReply" or "hey_quote" or "sh-quoted-content" or "mailspring-quote" or "qt-quote" or "skiff_quote" => LineHint.Quote,
        "gmail_signature" or "gmail_signature_prefix" or "moz-signature" or "protonmail_signature_block" or "yahoo_signature" or "mobile-signature" => LineHint.Signature,
        _ => LineHint.None,
    };

    private static LineHint SectionHint(string name) => name switch
    {
        "messageReplySection" or "quote" => LineHint.Quote,
        "messageSignatureSection" => LineHint.Signature,
        _ => LineHint.None,
    };

    /// <summary>Outlook draws a line above the headers of what is answered, in one colour or another.</summary>
    private static bool IsOutlookRule(string? style)
    {
        if (style is null || !style.Contains("border-top", StringComparison.OrdinalIgnoreCase)) return false;
        var tight = string.Concat(style.Where(sign => !char.IsWhiteSpace(sign))).ToLowerInvariant();
        return tight.Contains("border-top:solid#e1e1e11.0pt", StringComparison.Ordinal) || tight.Contains("border-top:solid#b5c4df1.0pt", StringComparison.Ordinal)
            || tight.Contains("border-top:1ptsolidrgb(225,225,225)", StringComparison.Ordinal) || tight.Contains("border-top:solidwindowtext1.0pt;padding:3.0pt", StringComparison.Ordinal)
            || tight.Contains("border-top:1pxsolidrgb(225,225,225)", StringComparison.Ordinal);
    }

    /// <summary>Gmail puts what it forwards into the same element, and a forward is content.</summary>
    private static LineHint Unless(LineHint hint, IElement element) =>
        hint == LineHint.Signature || !FirstWords(element).Split('\n').Any(Rulers.AnnouncesForward) ? hint : LineHint.None;

    private static string FirstWords(IElement element)
    {
        const int Enough = 120;
        var words = new TextLines(Enough);
        foreach (var node in element.GetDescendants())
        {
            if (node is IText text) words.Add(text.Data.AsSpan(0, Math.Min(text.Length, Enough)));
            else if (node is IElement { LocalName: "br" or "div" or "p" or "blockquote" }) words.Fresh();
            if (words.Length >= Enough) break;
        }
        return words.ToString();
    }

    /// <summary>Outlook on the web renames what it quotes.</summary>
    private static string Plain(string name)
    {
        while (name.StartsWith("x_", StringComparison.Ordinal)) name = name[2..];
        return name;
    }
}
