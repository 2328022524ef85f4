using UnifiedInbox.Mail.Html;

namespace UnifiedInbox.Mail.Replies;

/// <summary>The same for HTML.</summary>
public static class ReplyHtml
{
    /// <summary>Takes the text of an HTML body apart.</summary>
    /// <param name="html">The body.</param>
    /// <param name="options">What else is known.</param>
    public static ReplyText TextOf(string html, ReplyOptions? options = null) => ReplyText.Of(HtmlText.Of(html), options);
}
