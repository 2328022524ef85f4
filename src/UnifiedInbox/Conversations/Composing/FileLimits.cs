using System.Text.Json;
using UnifiedInbox.Attachments;
using UnifiedInbox.Channels;

namespace UnifiedInbox.Conversations.Composing;

/// <summary>What composer_files_controller.js knows of each channel's files, so that it can say so before anything goes up.</summary>
internal static class FileLimits
{
    public static string Json { get; } = JsonSerializer.Serialize(
        Enum.GetValues<Channel>().ToDictionary(ChannelName.Of, channel => ChannelFiles.Of(channel) is var limits
            ? new { limits.Name, limits.Most, limits.Together, limits.Kinds }
            : null),
        JsonSerializerOptions.Web);
}
