using UnifiedInbox.Accounts;
using UnifiedInbox.Attachments.Web;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;

namespace UnifiedInbox.Messages.Files;

/// <summary>Turns the addresses named in a new message into files of our own, before anything else is done: a bad one is told at once.</summary>
internal sealed class TakeMediaUrls(Db db, FetchFromUrl fetch)
{
    /// <summary>The message with its files, or why one of them cannot be had.</summary>
    public async Task<(NewMessage Message, EnqueueOutcome.Refused? Problem)> RunAsync(Caller caller, NewMessage message, CancellationToken ct)
    {
        if (message.MediaUrls.Count == 0) return (message, null);
        // A repeat of what was taken already needs nothing fetched.
        if (message.Id is { } known && await FindMessage.RunAsync(db, caller, known, ct) is not null) return (message with { MediaUrls = [] }, null);
        var files = new List<Guid>();
        foreach (var url in message.MediaUrls)
        {
            switch (await fetch.RunAsync(caller, url, message.Channel, ct))
            {
                case FetchOutcome.Stored stored:
                    files.Add(stored.Upload.Id);
                    break;
                case FetchOutcome.Refused refused:
                    return (message, new EnqueueOutcome.Refused(refused.Code, "mediaUrls", refused.Text));
            }
        }
        message = message with { MediaUrls = [] };
        return (message.Channel == Channel.Email
            ? message with { Email = (message.Email ?? new()) with { Attachments = [.. message.Email?.Attachments ?? [], .. files] } }
            : message with { Attachments = [.. message.Attachments, .. files] }, null);
    }
}
