namespace UnifiedInbox.Mail.Html;

/// <summary>Cleans what our own agents write in the composer: a piece of HTML with plain formatting, links, lists and pictures of ours.</summary>
public static class ComposerHtml
{
    /// <summary>The allowed part, to store and to send.</summary>
    /// <param name="html">What the editor gave; never trusted more than a mail, since it comes by a form.</param>
    /// <param name="isOurImage">Whether a picture's address is one we serve; all others go. Default: none is.</param>
    /// <returns>A fragment, or null where it is too large or deep to be honest.</returns>
    public static string? Clean(string html, Func<string, bool>? isOurImage = null)
    {
        if (!HtmlBounds.AreKept(html)) return null;
        for (var round = 0; round < 5; round++)
        {
            var images = new ImageSources(new CleanOptions(), isOurImage);
            var again = MailHtml.Parse(html) is { Body: { } body } ? new HtmlWriter(images).Fragment(body) : "";
            if (again == html) return html;
            html = again;
        }
        return null;
    }
}
