using AngleSharp.Dom;

namespace UnifiedInbox.Mail.Replies;

/// <summary>The nodes to leave out so that only some lines are shown: their texts, and elements that hold nothing else.</summary>
internal sealed class HiddenNodes
{
    private readonly HashSet<INode> hidden = [];

    public HiddenNodes(HtmlLines lines, Func<int, bool> isShown)
    {
        var shown = new HashSet<INode>();
        foreach (var (node, first, last) in lines.Leaves)
            if (Shows(first, last, lines.Lines.Count, isShown)) AddUp(node, shown, []);
        foreach (var (node, first, last) in lines.Leaves)
            if (!Shows(first, last, lines.Lines.Count, isShown)) AddUp(node, hidden, shown);
    }

    public bool Contains(INode node) => hidden.Contains(node);

    private static bool Shows(int first, int last, int count, Func<int, bool> isShown)
    {
        for (var line = first; line <= last && line < count; line++)
            if (isShown(line)) return true;
        return first >= count;
    }

    /// <summary>The node and those around it, up to the first already known: each node is met once.</summary>
    private static void AddUp(INode node, HashSet<INode> nodes, HashSet<INode> except)
    {
        for (var at = node; at is not null && !except.Contains(at) && nodes.Add(at);) at = at.Parent;
    }
}
