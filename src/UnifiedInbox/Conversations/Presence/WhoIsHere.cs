using System.Collections.Concurrent;

namespace UnifiedInbox.Conversations.Presence;

/// <summary>
/// Who has which conversation open, as this node heard it from its browsers and from the other nodes. In memory only: who does not
/// say so again within <see cref="Patience"/> is not there, whether they left, lost the network, or their node died. A node that was
/// just started knows everybody one beat later.
/// </summary>
internal sealed class WhoIsHere(TimeProvider time)
{
    /// <summary>Two beats may get lost. presence_controller.js beats every 4 seconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Guid, Room> rooms = new();

    /// <summary>Takes note of a beat. Answers whether what others see has changed by it.</summary>
    public bool Hear(Beat beat)
    {
        var room = rooms.GetOrAdd(beat.ConversationId, _ => new Room());
        lock (room)
        {
            var key = (beat.UserId, beat.Tab);
            if (room.Tabs.TryGetValue(key, out var known) && known.Beat.Number >= beat.Number && known.Until > time.GetUtcNow()) return false;
            var before = DoingOf(room, beat.UserId);
            room.Tabs[key] = (beat, time.GetUtcNow() + Patience);
            return before != DoingOf(room, beat.UserId);
        }
    }

    /// <summary>Everybody in a conversation but the one who asks: who types first, then by name.</summary>
    public IReadOnlyList<Present> In(Guid conversationId, Guid? except)
    {
        if (!rooms.TryGetValue(conversationId, out var room)) return [];
        lock (room)
        {
            var now = time.GetUtcNow();
            return [.. room.Tabs.Values
                .Where(tab => tab.Until > now && tab.Beat.Doing != Doing.Gone && tab.Beat.UserId != except)
                .GroupBy(tab => tab.Beat.UserId)
                .Select(tabs => new Present(tabs.Key, tabs.First().Beat.Name, tabs.Any(tab => tab.Beat.Doing == Doing.Typing)))
                .OrderByDescending(present => present.IsTyping).ThenBy(present => present.Name, StringComparer.OrdinalIgnoreCase).ThenBy(present => present.UserId)];
        }
    }

    /// <summary>Forgets who said nothing for too long; answers the last beat of each whose absence others have to be told.</summary>
    public IReadOnlyList<Beat> Forget()
    {
        var missed = new List<Beat>();
        foreach (var (id, room) in rooms)
        {
            lock (room)
            {
                var now = time.GetUtcNow();
                foreach (var (key, tab) in room.Tabs.Where(tab => tab.Value.Until <= now).ToList())
                {
                    room.Tabs.Remove(key);
                    if (tab.Beat.Doing != Doing.Gone) missed.Add(tab.Beat);
                }
                // Who is about to enter makes the room anew, at worst one beat later.
                if (room.Tabs.Count == 0) rooms.TryRemove(new(id, room));
            }
        }
        return missed;
    }

    private Doing DoingOf(Room room, Guid userId)
    {
        var now = time.GetUtcNow();
        return room.Tabs.Values.Where(tab => tab.Beat.UserId == userId && tab.Until > now).Select(tab => tab.Beat.Doing).DefaultIfEmpty(Doing.Gone).Max();
    }

    private sealed class Room
    {
        public Dictionary<(Guid User, Guid Tab), (Beat Beat, DateTimeOffset Until)> Tabs { get; } = [];
    }
}
