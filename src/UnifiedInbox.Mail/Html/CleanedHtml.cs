namespace UnifiedInbox.Mail.Html;

/// <summary>A mail's HTML, safe to show in a frame of its own.</summary>
/// <param name="Html">
/// A whole document of allowed elements, attributes and styles only. It runs nothing, and loads nothing but pictures the options
/// allowed. It is for a document of its own: its styles would reach whatever stands beside it.
/// </param>
/// <param name="RemoteImages">How many pictures from the web the mail has, shown or not; one by one, tracking pixels included.</param>
/// <param name="Links">The http, https, mailto and tel addresses it links to, each once, in order.</param>
/// <param name="TooComplex">Whether the mail was nested or built beyond all use, so that only its text is shown.</param>
public sealed record CleanedHtml(string Html, int RemoteImages, IReadOnlyList<string> Links, bool TooComplex)
{
    /// <summary>Whether anything would have to be loaded from the web to show the mail in full.</summary>
    public bool HasRemoteContent => RemoteImages > 0;
}
