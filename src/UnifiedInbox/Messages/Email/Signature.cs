using System.Net;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Mail.Html;

namespace UnifiedInbox.Messages.Email;

/// <summary>What the composer puts below a mail: the agent's own lines, then the mailbox's.</summary>
internal sealed record Signature(string Text, string Html)
{
    private const string UserSql = "SELECT coalesce(u.preferences ->> 'signature', '') FROM users u WHERE u.id = @userId";

    private const string InboxSql = "SELECT coalesce(i.settings ->> 'signature', '') FROM inboxes i WHERE i.id = @inboxId AND can_use_inbox(@userId, i.id)";

    public static async Task<string> OfUserAsync(Db db, Guid userId, CancellationToken ct) => await db.FindAsync<string>(UserSql, new { userId }, ct) ?? "";

    /// <summary>Both empty where there is none.</summary>
    public static async Task<Signature> FindAsync(Db db, Guid userId, Guid? inboxId, CancellationToken ct)
    {
        string[] parts =
        [
            await OfUserAsync(db, userId, ct),
            inboxId is null ? "" : await db.FindAsync<string>(InboxSql, new { inboxId, userId }, ct) ?? "",
        ];
        var given = parts.Where(part => part.Length > 0).ToList();
        return new Signature(string.Join("\n", given.Select(TextOf)), string.Join("<br>", given.Select(HtmlOf)));
    }

    /// <summary><c>GET /api/messages/signature?inboxId=</c>: <c>{text, html}</c>.</summary>
    public static async Task<IResult> EndpointAsync(Guid? inboxId, Db db, HttpContext http, CancellationToken ct) =>
        TypedResults.Ok(await FindAsync(db, http.Caller().UserId, inboxId, ct));

    private static bool IsHtml(string signature) => signature.Contains('<', StringComparison.Ordinal) && signature.Contains('>', StringComparison.Ordinal);

    private static string TextOf(string signature) => IsHtml(signature) ? HtmlText.Of(signature) : signature;

    private static string HtmlOf(string signature) => IsHtml(signature)
        ? ComposerHtml.Clean(signature) ?? ""
        : WebUtility.HtmlEncode(signature).ReplaceLineEndings("<br>");
}
