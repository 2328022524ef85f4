using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace UnifiedInbox.Mail.Html;

/// <summary>
/// Writes what may stay of a parsed document. Nothing is copied that is not named in a list, and no element is written whose content
/// browsers read differently (raw text, other namespaces), so that what is written is read again as the same tree.
/// </summary>
internal sealed class HtmlWriter(ImageSources images, Func<INode, bool>? isHidden = null)
{
    private readonly StringBuilder html = new();

    public List<string> Links { get; } = [];

    public string Document(IDocument document)
    {
        var attributes = new AttributeWriter(html, images, Links);
        // A mail without a doctype was laid out by its writer in quirks mode, and falls apart in any other.
        if (document.CompatMode == "CSS1Compat") html.Append("<!DOCTYPE html>\n");
        html.Append("<html");
        if (document.DocumentElement is { } root) attributes.Write(root, "html");
        html.Append("><head><meta charset=\"utf-8\">");
        StyleElements(document);
        html.Append("</head><body");
        if (document.Body is { } body)
        {
            attributes.Write(body, "body");
            html.Append('>');
            Content(body, attributes, Elements.Kept);
        }
        else html.Append('>');
        return html.Append("</body></html>").ToString();
    }

    /// <summary>What the composer wrote: a piece of a page, with nothing of a document around it.</summary>
    public string Fragment(INode parent)
    {
        Content(parent, new AttributeWriter(html, images, Links, composed: true), Elements.Composed);
        return html.ToString();
    }

    private void StyleElements(IDocument document)
    {
        foreach (var style in document.GetElementsByTagName("style").Take(100))
        {
            if (style.NamespaceUri != NamespaceNames.HtmlUri) continue;
            if (StyleSheet.Clean(style.TextContent, images) is not { Length: > 0 } css) continue;
            html.Append("<style");
            if (style.GetAttribute("media") is { Length: > 0 } media && StyleSheet.IsQuery(media)) html.Append(" media=\"").Append(media).Append('"');
            html.Append(">\n").Append(css).Append("</style>");
        }
    }

    /// <summary>Walks without recursion: the depth of a document is its writer's choice, that of our stack is not.</summary>
    private void Content(INode parent, AttributeWriter attributes, IReadOnlySet<string> kept)
    {
        var open = new Stack<(INodeList Children, int Next, string? Close)>();
        open.Push((parent.ChildNodes, 0, null));
        while (open.TryPop(out var level))
        {
            if (level.Next >= level.Children.Length)
            {
                if (level.Close is { } close) html.Append("</").Append(close).Append('>');
                continue;
            }
            open.Push(level with { Next = level.Next + 1 });
            var node = level.Children[level.Next];
            if (isHidden?.Invoke(node) == true) continue;
            if (node is IText text) Escaping.AppendText(html, text.Data);
            else if (node is IElement element && Enter(element, attributes, kept) is { Enter: true } entered) open.Push((element.ChildNodes, 0, entered.Close));
        }
    }

    private (bool Enter, string? Close) Enter(IElement element, AttributeWriter attributes, IReadOnlySet<string> kept)
    {
        var name = element.LocalName;
        if (element.NamespaceUri != NamespaceNames.HtmlUri || Elements.Dropped.Contains(name)) return (false, null);
        if (Elements.Raw.Contains(name) && kept.Contains("pre"))
        {
            html.Append("<pre>\n");
            Escaping.AppendText(html, element.TextContent);
            html.Append("</pre>");
            return (false, null);
        }
        if (!kept.Contains(name)) return (true, null);
        html.Append('<').Append(name);
        attributes.Write(element, name);
        html.Append('>');
        if (Elements.Void.Contains(name)) return (false, null);
        if (name == "pre" && element.FirstChild is IText first && first.Data.StartsWith('\n')) html.Append('\n');
        return (true, name);
    }
}
