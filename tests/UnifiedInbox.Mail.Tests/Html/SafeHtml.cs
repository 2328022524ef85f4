using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace UnifiedInbox.Mail.Tests.Html;

/// <summary>A judge of cleaned HTML with lists of its own: it knows what is forbidden, the cleaner knows what is allowed.</summary>
internal static class SafeHtml
{
    private static readonly string[] Forbidden = """
        script iframe frame frameset object embed applet base link svg math form input button select textarea noscript template xmp noembed noframes plaintext
        audio video source track canvas portal dialog isindex keygen marquee title param slot output fencedframe
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static readonly string[] Addresses = ["href", "src", "action", "formaction", "background", "poster", "srcset", "ping", "data", "cite", "longdesc", "lowsrc", "dynsrc", "codebase", "xlink:href", "manifest", "profile", "usemap"];

    public static void Check(string html, IReadOnlySet<string> handlers)
    {
        foreach (var scripting in new[] { false, true })
            foreach (var element in new HtmlParser(new HtmlParserOptions { IsScripting = scripting }).ParseDocument(html).All)
                Check(element, handlers);
    }

    private static void Check(IElement element, IReadOnlySet<string> handlers)
    {
        Assert.Equal(NamespaceNames.HtmlUri, element.NamespaceUri);
        Assert.DoesNotContain(element.LocalName, Forbidden);
        if (element.LocalName == "meta") Assert.Equal("utf-8", Assert.Single(element.Attributes).Value);
        if (element.LocalName == "style") CheckCss(element.TextContent);
        foreach (var attribute in element.Attributes)
        {
            Assert.False(attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || handlers.Contains(attribute.Name), attribute.Name);
            Assert.NotEqual("srcdoc", attribute.Name);
            if (Addresses.Contains(attribute.Name)) CheckAddress(element, attribute);
            if (attribute.Name == "style") CheckCss(attribute.Value);
            if (attribute.Name is "id" or "name") Assert.StartsWith("mail-", attribute.Value, StringComparison.Ordinal);
        }
    }

    private static void CheckAddress(IElement element, IAttr attribute)
    {
        var start = attribute.Value.Split(':')[0];
        if (attribute.Name == "href" && element.LocalName is "a" or "area")
        {
            if (attribute.Value == "#" || attribute.Value.StartsWith("#mail-", StringComparison.Ordinal)) return;
            Assert.Contains(start, new[] { "http", "https", "mailto", "tel" }, StringComparer.OrdinalIgnoreCase);
            Assert.Equal("noopener noreferrer nofollow", element.GetAttribute("rel"));
            Assert.Equal("_blank", element.GetAttribute("target"));
        }
        else if (attribute.Name == "usemap") Assert.StartsWith("#mail-", attribute.Value, StringComparison.Ordinal);
        else
        {
            Assert.Contains(attribute.Name, new[] { "src", "background" });
            Assert.Matches("^data:image/(png|jpe?g|gif|webp|bmp);base64,", attribute.Value);
        }
    }

    private static void CheckCss(string css)
    {
        foreach (var word in new[] { "expression", "javascript", "behavior", "-moz-binding", "@import", "@font-face", "\\", "<", "position: fixed", "vbscript", "image-set", "src(" })
            Assert.DoesNotContain(word, css, StringComparison.OrdinalIgnoreCase);
        foreach (var part in css.Split("url(").Skip(1)) Assert.StartsWith("\"data:image/", part, StringComparison.Ordinal);
    }
}
