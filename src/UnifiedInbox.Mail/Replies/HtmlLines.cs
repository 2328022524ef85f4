using System.Text;
using AngleSharp.Dom;
using UnifiedInbox.Mail.Html;

namespace UnifiedInbox.Mail.Replies;

/// <summary>
/// The lines of a parsed document as a reader sees them, each with the nodes that make it, so that what is found in the lines can be
/// hidden in the document.
/// </summary>
internal sealed class HtmlLines
{
    private readonly StringBuilder current = new();
    private bool pending;
    private bool blank;
    private bool quoted;
    private LineHint hint;
    private int length;

    public List<ReplyLine> Lines { get; } = [];

    /// <summary>Texts, breaks and pictures with the first and last line they stand on.</summary>
    public List<(INode Node, int First, int Last)> Leaves { get; } = [];

    public static HtmlLines Of(INode body)
    {
        var lines = new HtmlLines();
        lines.Walk(body);
        lines.End();
        return lines;
    }

    private void Walk(INode body)
    {
        var open = new Stack<(INode Node, int Next, bool Quoted, LineHint Hint)>();
        open.Push((body, 0, false, LineHint.None));
        while (open.TryPop(out var level))
        {
            (quoted, hint) = (level.Quoted, level.Hint);
            if (level.Next >= level.Node.ChildNodes.Length)
            {
                Edge(level.Node);
                continue;
            }
            open.Push(level with { Next = level.Next + 1 });
            var node = level.Node.ChildNodes[level.Next];
            if (node is IText text) Text(text, level.Node);
            else if (node is IElement element && !Elements.Dropped.Contains(element.LocalName))
                if (element.LocalName is "br" or "img" or "hr") Leaf(element);
                else open.Push(Enter(element, level.Quoted, level.Hint));
        }
    }

    private (INode, int, bool, LineHint) Enter(IElement element, bool outerQuoted, LineHint outer)
    {
        Edge(element);
        // What is quoted by one program's mark stays quoted, whatever marks it holds.
        var own = outer is LineHint.None or LineHint.Signature ? QuoteMarkup.HintOf(element) : outer;
        return (element, 0, outerQuoted || QuoteMarkup.IsQuote(element), own == LineHint.None ? outer : own);
    }

    private void Leaf(IElement element)
    {
        if (element.LocalName == "hr") Edge(element);
        Leaves.Add((element, Lines.Count, Lines.Count));
        pending = true;
        if (element.LocalName == "hr") current.Append("________");
        if (element.LocalName != "img") End();
    }

    private void Text(IText text, INode parent)
    {
        var first = Lines.Count;
        var kept = parent is IElement { LocalName: "pre" or "listing" or "xmp" or "plaintext" };
        if (length <= ReplyText.Longest)
            foreach (var sign in text.Data)
            {
                if (kept && sign == '\n') End();
                else if (char.IsWhiteSpace(sign)) blank = true;
                else if (!TextLines.IsInvisible(sign)) Append(sign);
            }
        Leaves.Add((text, first, Lines.Count));
        pending = true;
    }

    private void Append(char sign)
    {
        if (blank && current.Length > 0) current.Append(' ');
        blank = false;
        current.Append(sign);
        length++;
    }

    /// <summary>Blocks begin and end lines; some keep their distance.</summary>
    private void Edge(INode node)
    {
        if (node is not IElement { LocalName: var name } || (!Elements.Block.Contains(name) && name != "hr"))
        {
            if (node is IElement { LocalName: "td" or "th" }) blank = true;
            return;
        }
        if (current.Length > 0) End();
        if (name is "p" or "blockquote" or "table" or "ul" or "ol" && Lines.Count > 0 && !Lines[^1].IsBlank) Lines.Add(new ReplyLine("", quoted, hint));
    }

    private void End()
    {
        if (!pending && current.Length == 0) return;
        Lines.Add(new ReplyLine(current.ToString(), quoted, hint));
        current.Clear();
        (pending, blank) = (false, false);
    }
}
