namespace UnifiedInbox.Simulator.Messages;

/// <summary>The messages the carrier remembers, newest first, with a bound.</summary>
internal sealed class MessageHistory(int capacity)
{
    private readonly Lock gate = new();
    private readonly LinkedList<SimulatedMessage> newestFirst = new();
    private readonly Dictionary<string, LinkedListNode<SimulatedMessage>> bySid = [];

    public void Add(SimulatedMessage message)
    {
        lock (gate)
        {
            bySid[message.Sid] = newestFirst.AddFirst(message);
            if (newestFirst.Count > capacity)
            {
                bySid.Remove(newestFirst.Last!.Value.Sid);
                newestFirst.RemoveLast();
            }
        }
    }

    public SimulatedMessage? Find(string sid)
    {
        lock (gate)
            return bySid.TryGetValue(sid, out var node) ? node.Value : null;
    }

    public bool Remove(string sid)
    {
        lock (gate)
        {
            if (!bySid.Remove(sid, out var node))
                return false;
            newestFirst.Remove(node);
            return true;
        }
    }

    public List<SimulatedMessage> Where(Func<SimulatedMessage, bool> filter, int limit = int.MaxValue)
    {
        lock (gate)
            return [.. newestFirst.Where(filter).Take(limit)];
    }

    /// <summary>Messages older than <paramref name="sid"/> (all of them without one), one more than asked tells that there are more.</summary>
    public List<SimulatedMessage> OlderThan(string? sid, Func<SimulatedMessage, bool> filter, int limit) =>
        Walk(sid, filter, limit, newestFirst => newestFirst.First, node => node.Next);

    public List<SimulatedMessage> NewerThan(string sid, Func<SimulatedMessage, bool> filter, int limit) =>
        Walk(sid, filter, limit, _ => null, node => node.Previous);

    private List<SimulatedMessage> Walk(
        string? sid,
        Func<SimulatedMessage, bool> filter,
        int limit,
        Func<LinkedList<SimulatedMessage>, LinkedListNode<SimulatedMessage>?> start,
        Func<LinkedListNode<SimulatedMessage>, LinkedListNode<SimulatedMessage>?> step)
    {
        var found = new List<SimulatedMessage>();
        lock (gate)
        {
            var node = sid is null ? start(newestFirst) : bySid.TryGetValue(sid, out var from) ? step(from) : null;
            for (; node is not null && found.Count < limit; node = step(node))
                if (filter(node.Value))
                    found.Add(node.Value);
        }
        return found;
    }
}
