using System.Text.Json.Nodes;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Templates.WhatsApp;

/// <summary>A template as the API shows it.</summary>
/// <param name="Blanks">What has to be filled in, in order.</param>
internal sealed record WhatsAppTemplateJson(
    Guid Id, string ContentSid, string Name, string Language, string Category, string Status, string? Reason, string Body, string ContentType,
    IReadOnlyList<string> Blanks, JsonNode? Samples, DateTimeOffset SyncedAt)
{
    public static WhatsAppTemplateJson Of(WhatsAppTemplate template) => new(
        template.Id, template.Sid, template.Name, template.Language, template.Category, template.Status, template.Reason, template.Body,
        template.ContentType, template.Blanks, JsonNode.Parse(template.Variables), template.SyncedAt);
}

/// <summary>The templates of the WhatsApp senders the caller may use; WhatsApp allows no account so many that pages were needed.</summary>
internal static class ListWhatsAppTemplates
{
    private const string Sql = "SELECT " + WhatsAppTemplate.Columns + """

          FROM whatsapp_templates t
         WHERE EXISTS (SELECT 1
                         FROM inboxes i
                        WHERE i.channel = 'whatsapp' AND i.settings ->> 'accountSid' = t.account_sid AND can_use_inbox(@userId, i.id)
                          AND (@inboxId::uuid IS NULL OR i.id = @inboxId))
           AND (@status::text IS NULL OR t.status = @status)
         ORDER BY t.status <> 'approved', t.name, t.language, t.id
         LIMIT 6000
        """;

    public static Task<List<WhatsAppTemplate>> RunAsync(Db db, Caller caller, Guid? inboxId, string? status, CancellationToken ct) =>
        db.ListAsync<WhatsAppTemplate>(Sql, new { userId = caller.UserId, inboxId, status }, ct);

    /// <summary><c>GET /api/whatsapp-templates?inboxId=&amp;status=approved</c></summary>
    public static async Task<IResult> EndpointAsync(HttpContext http, Db db, CancellationToken ct, Guid? inboxId = null, string? status = null)
    {
        if (status?.Length > 30) return Problem.Invalid("status", "There is no such status.");
        var found = await RunAsync(db, http.Caller(), inboxId, status, ct);
        return TypedResults.Ok(new { items = found.Select(WhatsAppTemplateJson.Of).ToArray(), nextCursor = (string?)null });
    }
}
