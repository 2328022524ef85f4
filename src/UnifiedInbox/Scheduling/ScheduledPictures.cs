using UnifiedInbox.Messages;

namespace UnifiedInbox.Scheduling;

/// <summary>Pictures that stand in a mail: named by content id where it is stored, by address where it is edited.</summary>
internal static class ScheduledPictures
{
    /// <summary>The mail's HTML as a browser can show it; <see cref="Message.Attachments"/> are filled.</summary>
    public static string? Show(Message message) => message.Attachments.Where(file => file.ContentId is not null)
        .Aggregate(message.Html, (html, file) => html?.Replace($"cid:{file.ContentId}", $"/attachments/{file.Id}", StringComparison.Ordinal));

    /// <summary>Cleaned HTML names pictures by the id in their address; these have theirs already.</summary>
    public static string? Name(string? html, IEnumerable<(Guid Id, string ContentId)> files) =>
        files.Aggregate(html, (words, file) => words?.Replace($"cid:{file.Id}@files", $"cid:{file.ContentId}", StringComparison.Ordinal));
}
