using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Messages;
using UnifiedInbox.Notes;

namespace UnifiedInbox.Conversations.Threads;

/// <summary>A stretch of a contact's timeline, oldest first as it is read, and where the stretch before it ends.</summary>
public sealed record TimelinePage(IReadOnlyList<Message> Messages, IReadOnlyDictionary<string, QuotedMessage> Quoted, string? Before)
{
    private const int Size = 50;

    /// <summary>What the team wrote to itself in this stretch, oldest first.</summary>
    public IReadOnlyList<Note> Notes { get; init; } = [];

    /// <summary>Whether what comes before this place begins on this page.</summary>
    internal bool ReachesBackTo(TimelineKey place) => !TimelineKey.TryParse(Before, out var oldest) || (oldest!.At, oldest.Id).CompareTo((place.At, place.Id)) < 0;

    /// <summary>Messages and notes share one key: a stretch has so many of both together, and ends at the oldest of them.</summary>
    internal static async Task<TimelinePage> ReadAsync(Db db, ListNotes noteList, Caller caller, Guid contactId, TimelineKey? before, CancellationToken ct)
    {
        var messages = await Timeline.RunAsync(db, caller, contactId, before, Size + 1, ct);
        var notes = await noteList.BeforeAsync(caller, contactId, before, Size + 1, ct);
        var keys = messages.Select(message => (message.At, message.Id)).Concat(notes.Select(note => (note.At, note.Id))).OrderDescending().ToList();
        string? next = null;
        if (keys.Count > Size)
        {
            var oldest = keys[Size - 1];
            messages.RemoveAll(message => (message.At, message.Id).CompareTo(oldest) < 0);
            notes.RemoveAll(note => (note.At, note.Id).CompareTo(oldest) < 0);
            next = new TimelineKey(oldest.At, oldest.Id).ToString();
        }
        messages.Reverse();
        notes.Reverse();
        return new(messages, await QuotedMessage.ReadAsync(db, caller, messages, ct), next) { Notes = notes };
    }
}
