using UnifiedInbox.Attachments;
using UnifiedInbox.Channels;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Messages;

/// <summary>What can be said about a message before asking the database.</summary>
internal static class NewMessageRules
{
    /// <inheritdoc cref="Policies.Gate.MostCharacters"/>
    public const int MostCharacters = Policies.Gate.MostCharacters;

    public static EnqueueOutcome.Refused? Check(NewMessage message)
    {
        if (message.Channel == Channel.Email) return EmailRules.Check(message);
        if (string.IsNullOrWhiteSpace(message.Content) && message.MediaUrls.Count + message.Attachments.Count == 0)
            return new("empty_message", "content", "Write something first.");
        var most = ChannelFiles.Of(message.Channel).Most;
        if (message.MediaUrls.Count + message.Attachments.Distinct().Count() > most)
            return new("too_many_media", "mediaUrls", "At most " + most + (most == 1 ? " file fits" : " files fit") + " in one message on this channel.");
        foreach (var url in message.MediaUrls)
        {
            if (url.Length > 2_000 || !Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https") || parsed.UserInfo.Length > 0)
                return new("bad_media_url", "mediaUrls", "A media address must be a public http or https address of at most 2,000 characters.");
        }
        return null;
    }
}
