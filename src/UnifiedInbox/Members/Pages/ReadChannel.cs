using UnifiedInbox.Accounts;
using UnifiedInbox.Conversations.Composing;
using UnifiedInbox.Conversations.Threads;
using UnifiedInbox.Database;
using UnifiedInbox.Messages;

namespace UnifiedInbox.Members.Pages;

/// <summary>A member's texts, or their mails, and how to write another.</summary>
public sealed record ChannelShown(TimelinePage Timeline, IReadOnlyList<ReplyRoute> Routes);

internal sealed class ReadChannel(Db db, ListRoutes routes)
{
    private const int Size = 50;

    /// <param name="tab"><see cref="MemberTab.Messages"/> or <see cref="MemberTab.Email"/>.</param>
    public async Task<ChannelShown> RunAsync(Caller caller, Guid id, string tab, TimelineKey? before, CancellationToken ct)
    {
        string[] channels = tab == MemberTab.Email ? ["email"] : ["sms", "whatsapp"];
        var found = new List<Message>();
        foreach (var channel in channels) found.AddRange(await ListMessages.RunAsync(db, caller, id, null, channel, null, before, Size + 1, ct));
        var shown = found.OrderByDescending(message => (message.At, message.Id)).Take(Size).Reverse().ToList();
        var next = found.Count > Size ? new TimelineKey(shown[0].At, shown[0].Id).ToString() : null;
        var timeline = new TimelinePage(shown, await QuotedMessage.ReadAsync(db, caller, shown, ct), next);
        return new(timeline, [.. (await routes.RunAsync(caller, id, ct)).Where(route => channels.Contains(route.Channel))]);
    }
}
