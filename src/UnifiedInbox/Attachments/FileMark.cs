namespace UnifiedInbox.Attachments;

/// <summary>
/// Stands in <c>messages.media_urls</c> for a file of our own: by its content, so that two messages with the same words and other
/// pictures are two messages. No address: that is made when the message is handed over.
/// </summary>
internal static class FileMark
{
    private const string Prefix = "sha256:";

    public static string Of(byte[] sha256) => Prefix + Convert.ToHexStringLower(sha256);

    public static bool Is(string mediaUrl) => mediaUrl.StartsWith(Prefix, StringComparison.Ordinal);
}
