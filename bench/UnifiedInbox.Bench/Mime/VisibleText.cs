using System.Net;
using System.Text.RegularExpressions;

namespace UnifiedInbox.Bench.Mime;

/// <summary>What the corpus calls the visible text of HTML: no tags, scripts, styles and title, white space collapsed.</summary>
internal static partial class VisibleText
{
    public static string Of(string html)
    {
        var text = Tags().Replace(Breaks().Replace(Hidden().Replace(Comment().Replace(html, " "), " "), " "), "");
        return string.Join(' ', WebUtility.HtmlDecode(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"<(script|style|title)\b.*?</\1\s*>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Hidden();

    [GeneratedRegex(@"</?(p|div|br|tr|td|th|li|ul|ol|dl|dt|dd|h[1-6]|table|tbody|thead|blockquote|pre|hr|center|section|article|header|footer|form|body|html|head)\b[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Breaks();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();
}
