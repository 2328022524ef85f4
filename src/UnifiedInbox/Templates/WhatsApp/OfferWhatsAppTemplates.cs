using System.Text.RegularExpressions;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Templates.WhatsApp;

/// <summary>
/// <c>GET /inbox/whatsapp-templates?inboxId=&amp;contactId=&amp;action=</c>: the approved templates of a sender, each with fields for what
/// has to be filled in and how it will read. The fragment of the composer's dialog.
/// </summary>
internal static partial class OfferWhatsAppTemplates
{
    private const string NameSql = "SELECT c.name FROM contacts c WHERE c.id = @contactId";

    public static async Task<IResult> EndpointAsync(Guid inboxId, Guid contactId, string? action, HttpContext http, Db db, CancellationToken ct)
    {
        // Where the form goes is the page's own word: only its own addresses.
        if (action is null || !Places().IsMatch(action)) return TypedResults.NotFound();
        var name = await db.FindAsync<string>(NameSql, new { contactId }, ct);
        if (name is null) return TypedResults.NotFound();
        return Page.Of<TemplateChoices>(new
        {
            Templates = (IReadOnlyList<WhatsAppTemplate>)await ListWhatsAppTemplates.RunAsync(db, http.Caller(), inboxId, "approved", ct),
            InboxId = inboxId,
            Action = action,
            FirstName = name.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "",
        });
    }

    /// <summary>The variable that stands behind a greeting is the reader's name.</summary>
    public static bool IsName(string body, string variable) => Greeting().Matches(body).Any(match => match.Groups[1].Value == variable);

    [GeneratedRegex(@"^/inbox/(?:[0-9a-fA-F-]{36}/send|start\?contactId=[0-9a-fA-F-]{36})\z")]
    private static partial Regex Places();

    [GeneratedRegex(@"\b(?:hi|hello|hey|dear|hallo|hola|bonjour|ciao|olá|liebe[r]?)\s+\{\{\s*(\w+)\s*\}\}", RegexOptions.IgnoreCase)]
    private static partial Regex Greeting();
}
