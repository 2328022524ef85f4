using UnifiedInbox.Accounts;
using UnifiedInbox.Conversations.Emails;

namespace UnifiedInbox.Members.Portal;

/// <summary><c>GET /portal/messages/{id}/html</c>: one of the member's own mails, cleaned, for the frame it is shown in. <c>?images=1</c> as for the team.</summary>
internal static class PortalMailHtml
{
    private const string Sql = """
        SELECT m.html,
               coalesce(m.subject, '') AS subject,
               m.reply_text
          FROM messages m
         WHERE m.id = @id AND m.html IS NOT NULL
        """;

    public static async Task<IResult> EndpointAsync(Guid id, string? images, HttpContext http, MemberSession session, CancellationToken ct)
    {
        var caller = http.Caller();
        if (await session.FindAsync<EmailDocument>(caller, Sql, new { id }, ct) is not { } mail) return TypedResults.NotFound();
        var pictures = await session.ListAsync<EmailPicture>(caller, EmailDocument.PicturesSql, new { id }, ct);
        return mail.Answer(http, images == "1", pictures, PortalAttachment.Folder);
    }
}
