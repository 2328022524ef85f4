using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Mail.Html;
using UnifiedInbox.Mail.Replies;

namespace UnifiedInbox.Conversations.Emails;

/// <summary>
/// <c>GET /messages/{id}/html</c>: a mail's HTML, cleaned, as a document of its own with a policy of its own. <c>?images=1</c> lets
/// pictures from the web in, for this one view.
/// </summary>
internal static class ShowEmailHtml
{
    /// <summary>How a mail that brings no styles looks. Ours stand first, so that the mail's own go before.</summary>
    private const string Look = """
        <style>
        body { margin: 14px 16px; font: 15px/1.5 -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: #1a2230; overflow-wrap: break-word; }
        img:not([height]), img[src^="/attachments/"] { max-width: 100%; height: auto; }
        pre { white-space: pre-wrap; }
        blockquote { margin: 0.5em 0; padding-left: 0.9em; border-left: 3px solid #dfe3e9; color: #566174; }
        details.quoted-text { margin-top: 0.75em; }
        details.quoted-text > summary { display: inline-block; padding: 1px 10px; border-radius: 8px; background: #eceff3; color: #465063; font-size: 13px; line-height: 1.6; cursor: pointer; list-style: none; }
        details.quoted-text > summary:focus-visible { outline: 2px solid #1d5fd6; }
        </style>
        """;

    private const string Sql = """
        SELECT m.html,
               coalesce(m.subject, '') AS subject,
               m.reply_text,
               m.status = 'scheduled' AS may_change
          FROM messages m
         WHERE m.id = @id AND m.html IS NOT NULL AND can_use_inbox(@userId, m.inbox_id)
        """;

    private const string PicturesSql = """
        SELECT a.id,
               a.content_id
          FROM attachments a
         WHERE a.message_id = @id AND a.content_id IS NOT NULL
         ORDER BY a.position
        """;

    public static async Task<IResult> EndpointAsync(Guid id, string? images, HttpContext http, Db db, CancellationToken ct)
    {
        if (await db.FindAsync<Row>(Sql, new { id, userId = http.Caller().UserId }, ct) is not { } mail) return TypedResults.NotFound();
        var pictures = await db.ListAsync<Picture>(PicturesSql, new { id }, ct);
        var fromWeb = images == "1";
        var cleaned = MailHtml.Clean(Folded(mail), new CleanOptions { AllowRemoteImages = fromWeb, InlineImage = contentId => UrlOf(pictures, contentId) });
        http.Response.Headers.ContentSecurityPolicy = Policy(fromWeb);
        // A mail that came or left does not change. Not for longer, so that a better cleaner soon reaches what was read before.
        http.Response.Headers.CacheControl = mail.MayChange ? "private, no-store" : "private, max-age=600";
        return TypedResults.Content(Dress(cleaned, mail.Subject), "text/html; charset=utf-8");
    }

    private static string Policy(bool fromWeb) =>
        $"default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:{(fromWeb ? " https:" : "")}; script-src 'none'; form-action 'none'; frame-ancestors 'self'";

    private static string Folded(Row mail) =>
        mail.ReplyText is { Length: > 0 } words ? QuotedHtml.Fold(mail.Html, words, "Show quoted text") ?? mail.Html : mail.Html;

    private static string? UrlOf(List<Picture> pictures, string contentId) =>
        pictures.Find(picture => string.Equals(picture.ContentId, contentId, StringComparison.OrdinalIgnoreCase)) is { } found ? "/attachments/" + found.Id : null;

    private static string Dress(CleanedHtml cleaned, string subject)
    {
        const string start = "<head><meta charset=\"utf-8\">";
        var at = cleaned.Html.IndexOf(start, StringComparison.Ordinal) + start.Length;
        var head = $"""
            <title>{System.Net.WebUtility.HtmlEncode(subject)}</title><meta name="viewport" content="width=device-width"><meta name="remote-pictures" content="{cleaned.RemoteImages}">{Look}
            """;
        return cleaned.Html.Insert(at, head);
    }

    private sealed record Row
    {
        public string Html { get; init; } = "";
        public string Subject { get; init; } = "";
        public string? ReplyText { get; init; }
        public bool MayChange { get; init; }
    }

    private sealed record Picture
    {
        public Guid Id { get; init; }
        public string ContentId { get; init; } = "";
    }
}
