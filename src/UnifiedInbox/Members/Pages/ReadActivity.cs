using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Members.Events;
using UnifiedInbox.Messages;
using UnifiedInbox.Notes;

namespace UnifiedInbox.Members.Pages;

/// <summary>One thing that happened, whatever it was; one of the four is set.</summary>
public sealed record Happening(DateTimeOffset At, Guid Id)
{
    public Message? Message { get; init; }
    public Note? Note { get; init; }
    public MemberEvent? Event { get; init; }
    public StatusChange? Status { get; init; }
}

/// <summary>A conversation that was opened, snoozed or closed.</summary>
public sealed record StatusChange
{
    public Guid Id { get; init; }
    public Guid ConversationId { get; init; }
    public string FromStatus { get; init; } = "";
    public string ToStatus { get; init; } = "";
    public string InboxName { get; init; } = "";
    public DateTimeOffset At { get; init; }
}

/// <summary>A stretch of a member's history, newest first.</summary>
/// <param name="Before">Where the next one begins; null at the end.</param>
public sealed record Activity(IReadOnlyList<Happening> Happenings, string? Before);

/// <summary>Everything about a member in one line of time: what was written, noted, used, paid and changed.</summary>
internal sealed class ReadActivity(Db db, ListNotes notes)
{
    private const int Size = 50;

    private const string Events = "SELECT " + MemberEvent.Columns + """

          FROM member_events e
         WHERE e.contact_id = @id
           AND e.type = ANY (@types)
           AND (e.at, e.id) < (@at, @before)
         ORDER BY e.at DESC, e.id DESC
         LIMIT @most
        """;

    private const string Statuses = """
        SELECT s.id,
               s.conversation_id,
               s.from_status,
               s.to_status,
               i.name AS inbox_name,
               s.at
          FROM conversation_statuses s
          JOIN conversations v ON v.id = s.conversation_id
          JOIN inboxes i ON i.id = v.inbox_id
         WHERE s.contact_id = @id
           AND can_use_inbox(@userId, v.inbox_id)
           AND (s.at, s.id) < (@at, @before)
         ORDER BY s.at DESC, s.id DESC
         LIMIT @most
        """;

    /// <summary>All kinds share one key: of each so many as fit a page are read, and the page ends at the oldest that fits.</summary>
    public async Task<Activity> RunAsync(Caller caller, Guid id, ActivityFilter filter, TimelineKey? before, CancellationToken ct)
    {
        const int most = Size + 1;
        var parameters = new { id, userId = caller.UserId, types = filter.Types, at = before?.At ?? DateTimeOffset.MaxValue, before = before?.Id ?? Guid.AllBitsSet, most };
        var found = new List<Happening>();
        if (filter.Messages)
            found.AddRange((await Timeline.RunAsync(db, caller, id, before, most, ct)).Select(message => new Happening(message.At, message.Id) { Message = message }));
        if (filter.Notes)
            found.AddRange((await notes.BeforeAsync(caller, id, before, most, ct)).Select(note => new Happening(note.At, note.Id) { Note = note }));
        if (filter.Types.Length > 0)
            found.AddRange((await db.ListAsync<MemberEvent>(Events, parameters, ct)).Select(happened => new Happening(happened.At, happened.Id) { Event = happened }));
        if (filter.Statuses)
            found.AddRange((await db.ListAsync<StatusChange>(Statuses, parameters, ct)).Select(change => new Happening(change.At, change.Id) { Status = change }));
        var shown = found.OrderByDescending(one => (one.At, one.Id)).Take(Size).ToList();
        return new(shown, found.Count > Size ? new TimelineKey(shown[^1].At, shown[^1].Id).ToString() : null);
    }
}
