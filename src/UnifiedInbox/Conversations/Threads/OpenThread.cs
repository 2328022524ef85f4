using UnifiedInbox.Accounts;
using UnifiedInbox.Conversations.Composing;
using UnifiedInbox.Conversations.Emails;
using UnifiedInbox.Conversations.Labels;
using UnifiedInbox.Conversations.List;
using UnifiedInbox.Conversations.Profiles;
using UnifiedInbox.Database;
using UnifiedInbox.Messages;
using UnifiedInbox.Notes;

namespace UnifiedInbox.Conversations.Threads;

/// <summary>What the panes of an opened conversation show: its contact's timeline, the composer, the profile.</summary>
public sealed record OpenThread
{
    public required Conversation Conversation { get; init; }
    public required ListChoice Choice { get; init; }
    public required TimelinePage Timeline { get; init; }
    public required IReadOnlyList<Teammate> Teammates { get; init; }
    public required IReadOnlyList<Label> Labels { get; init; }
    public required IReadOnlyList<ReplyRoute> Routes { get; init; }
    public required Profile Profile { get; init; }

    /// <summary>What is being written, by whoever; the latest first.</summary>
    public required IReadOnlyList<Drafts.Draft> Drafts { get; init; }

    /// <summary>Only a stretch of the past is shown, where a search or a link led to: what came after it is not on the screen.</summary>
    public bool IsStretch { get; init; }

    /// <summary>The answer to a mail that was asked for; null = to the newest one.</summary>
    public EmailDraft? Draft { get; init; }

    /// <summary>On a narrow window, whether the profile is shown in the place of the thread.</summary>
    public bool ShowsProfile { get; init; }
}

/// <summary>Reads an opened conversation; null where there is none that the caller may see.</summary>
internal sealed class ReadThread(
    Db db, FindConversation find, ListTeammates teammates, ListLabels labels, ListRoutes routes, FindProfile profiles, ListNotes notes, Drafts.ListDrafts drafts)
{
    public async Task<OpenThread?> RunAsync(Caller caller, Guid id, ListChoice choice, TimelineKey? before, CancellationToken ct)
    {
        if (await find.RunAsync(caller, id, ct) is not { } conversation) return null;
        if (await profiles.RunAsync(caller, conversation.ContactId, ct) is not { } profile) return null;
        var timeline = await TimelinePage.ReadAsync(db, notes, caller, conversation.ContactId, null, ct);
        var isStretch = before is not null && !timeline.ReachesBackTo(before);
        return new OpenThread
        {
            Conversation = conversation,
            Choice = choice,
            Timeline = isStretch ? await TimelinePage.ReadAsync(db, notes, caller, conversation.ContactId, before, ct) : timeline,
            IsStretch = isStretch,
            Teammates = await teammates.RunAsync(conversation.InboxId, ct),
            Labels = await labels.RunAsync(ct),
            Routes = await routes.RunAsync(caller, conversation.ContactId, ct),
            Profile = profile,
            Drafts = await drafts.RunAsync(caller, id, ct),
        };
    }
}
