using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Messages;

namespace UnifiedInbox.Conversations.Threads;

/// <summary>A stretch of a contact's timeline, oldest first as it is read, and where the stretch before it ends.</summary>
public sealed record TimelinePage(IReadOnlyList<Message> Messages, IReadOnlyDictionary<string, QuotedMessage> Quoted, string? Before)
{
    private const int Size = 50;

    internal static async Task<TimelinePage> ReadAsync(Db db, Caller caller, Guid contactId, TimelineKey? before, CancellationToken ct)
    {
        var newestFirst = await Timeline.RunAsync(db, caller, contactId, before, Size + 1, ct);
        var more = newestFirst.Count > Size;
        if (more) newestFirst.RemoveAt(Size);
        var oldest = newestFirst.LastOrDefault();
        newestFirst.Reverse();
        return new(
            newestFirst,
            await QuotedMessage.ReadAsync(db, caller, newestFirst, ct),
            more ? new TimelineKey(oldest!.At, oldest.Id).ToString() : null);
    }
}
