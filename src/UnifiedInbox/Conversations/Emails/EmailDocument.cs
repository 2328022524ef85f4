using UnifiedInbox.Mail.Html;
using UnifiedInbox.Mail.Replies;

namespace UnifiedInbox.Conversations.Emails;

/// <summary>
/// A mail's HTML as a document of its own with a policy of its own, cleaned: for the frame it is shown in, whoever looks. Reads its own
/// row; who may see it is for the query to say.
/// </summary>
internal sealed record EmailDocument
{
    public const string PicturesSql = """
        SELECT a.id,
               a.content_id
          FROM attachments a
         WHERE a.message_id = @id AND a.content_id IS NOT NULL
         ORDER BY a.position
        """;

    /// <summary>
    /// How a mail that brings no styles looks. Ours stand first, so that the mail's own go before. What is folded is laid out all the same
    /// where a browser only hides it, and the frame would be as high as if it were shown.
    /// </summary>
    private const string Look = """
        <style>
        body { margin: 14px 16px; font: 15px/1.5 -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: #1a2230; overflow-wrap: break-word; }
        img:not([height]), img[src^="/attachments/"], img[src^="/portal/attachments/"] { max-width: 100%; height: auto; }
        pre { white-space: pre-wrap; }
        blockquote { margin: 0.5em 0; padding-left: 0.9em; border-left: 3px solid #dfe3e9; color: #566174; }
        details.quoted-text { margin-top: 0.75em; }
        details:not([open]) > :not(summary) { display: none; }
        details:not([open])::details-content { display: none; }
        details.quoted-text > summary { display: inline-block; padding: 1px 10px; border-radius: 8px; background: #eceff3; color: #465063; font-size: 13px; line-height: 1.6; cursor: pointer; list-style: none; }
        details.quoted-text > summary:focus-visible { outline: 2px solid #1d5fd6; }
        </style>
        """;

    public string Html { get; init; } = "";
    public string Subject { get; init; } = "";
    public string? ReplyText { get; init; }
    public bool MayChange { get; init; }

    /// <param name="http">Whose answer it is.</param>
    /// <param name="fromWeb">Whether pictures from the web are let in, for this one view.</param>
    /// <param name="pictures">Those that the mail brought along.</param>
    /// <param name="folder">The path below which its files are served to whoever looks.</param>
    public IResult Answer(HttpContext http, bool fromWeb, IReadOnlyList<EmailPicture> pictures, string folder)
    {
        var cleaned = MailHtml.Clean(Folded(), new CleanOptions { AllowRemoteImages = fromWeb, ImagesOverTls = true, InlineImage = contentId => UrlOf(pictures, contentId, folder) });
        http.Response.Headers.ContentSecurityPolicy = Policy(fromWeb);
        // A mail that came or left does not change. Not for longer, so that a better cleaner soon reaches what was read before.
        http.Response.Headers.CacheControl = MayChange ? "private, no-store" : "private, max-age=600";
        return TypedResults.Content(Dress(cleaned, Subject), "text/html; charset=utf-8");
    }

    private static string Policy(bool fromWeb) =>
        $"default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:{(fromWeb ? " https:" : "")}; script-src 'none'; form-action 'none'; frame-ancestors 'self'";

    private string Folded() => ReplyText is { Length: > 0 } words ? QuotedHtml.Fold(Html, words, "Show quoted text") ?? Html : Html;

    private static string? UrlOf(IReadOnlyList<EmailPicture> pictures, string contentId, string folder) =>
        pictures.FirstOrDefault(picture => string.Equals(picture.ContentId, contentId, StringComparison.OrdinalIgnoreCase)) is { } found ? $"{folder}/{found.Id}" : null;

    private static string Dress(CleanedHtml cleaned, string subject)
    {
        const string start = "<head><meta charset=\"utf-8\">";
        var at = cleaned.Html.IndexOf(start, StringComparison.Ordinal) + start.Length;
        var head = $"""
            <title>{System.Net.WebUtility.HtmlEncode(subject)}</title><meta name="viewport" content="width=device-width"><meta name="remote-pictures" content="{cleaned.RemoteImages}">{Look}
            """;
        return cleaned.Html.Insert(at, head);
    }
}

/// <summary>A file of a mail that its HTML shows, by the name it has there.</summary>
internal sealed record EmailPicture
{
    public Guid Id { get; init; }
    public string ContentId { get; init; } = "";
}
