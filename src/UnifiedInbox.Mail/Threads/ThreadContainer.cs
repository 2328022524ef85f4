namespace UnifiedInbox.Mail.Threads;

/// <summary>A place in a thread: a mail, or an id that others name and nobody has.</summary>
internal sealed class ThreadContainer
{
    public ThreadMessage? Message { get; set; }

    public ThreadContainer? Parent { get; private set; }

    /// <summary>
    /// Who leads the family, found in nearly constant time (union–find with path halving): walking up the parents for every
    /// reference would be quadratic in a long chain.
    /// </summary>
    private ThreadContainer? leader;

    private int size = 1;

    public ThreadContainer Leader()
    {
        var at = this;
        while (at.leader is { } next)
        {
            if (next.leader is { } further) at.leader = further;
            at = next;
        }
        return at;
    }

    /// <summary>Whether two places are already in one family, so that linking them could close a circle.</summary>
    public bool IsKinOf(ThreadContainer other) => Leader() == other.Leader();

    public void Join(ThreadContainer other)
    {
        var (mine, theirs) = (Leader(), other.Leader());
        if (mine == theirs) return;
        if (mine.size < theirs.size) (mine, theirs) = (theirs, mine);
        theirs.leader = mine;
        mine.size += theirs.size;
    }

    /// <summary>Puts this place under another, unless that would make it its own ancestor.</summary>
    public bool TryHangUnder(ThreadContainer parent, int depth)
    {
        var at = parent;
        for (var steps = 0; at is not null; at = at.Parent, steps++)
            if (at == this || steps > depth) return false;
        Parent = parent;
        Join(parent);
        return true;
    }
}
