using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Templates;

/// <summary>A template filled in for a contact.</summary>
/// <param name="Missing">Variables nothing is known of and that have no default; they still stand in the texts.</param>
internal sealed record RenderedTemplate(string? Subject, string Content, string? Html, IReadOnlyList<string> Missing)
{
    /// <summary>What is missing as a sentence, for who wants to send it; null where nothing is.</summary>
    public string? Objection => Missing.Count == 0 ? null : Words(Missing);

    public static string Words(IReadOnlyList<string> missing) =>
        $"Fill in {string.Join(" and ", missing)} first: nothing is known of {(missing.Count == 1 ? "it" : "them")} for this contact, and the template has no default.";
}

/// <summary>The body of <c>POST /api/templates/{id}/render</c>.</summary>
/// <param name="InboxId">The inbox it would leave from, for <c>inbox.name</c>.</param>
internal sealed record RenderRequest(Guid? ContactId, Guid? InboxId);

/// <summary>Fills a template in.</summary>
internal sealed class RenderTemplate(Db db, FindTemplate find)
{
    /// <summary>Null where there is no such template or contact.</summary>
    public async Task<(Template Template, RenderedTemplate Rendered)?> RunAsync(Caller caller, Guid id, Guid contactId, Guid? inboxId, CancellationToken ct)
    {
        if (await find.RunAsync(caller, id, ct) is not { } template) return null;
        if (await TemplateFacts.FindAsync(db, caller, contactId, inboxId, ct) is not { } facts) return null;
        return (template, Fill(template, new TemplateVariables(facts)));
    }

    public static RenderedTemplate Fill(Template template, TemplateVariables variables)
    {
        // Each text by itself: what is missing in the subject must not keep braces in the words.
        List<string> inSubject = [], inContent = [], inHtml = [];
        return new(
            template.Subject is null ? null : TemplateText.Render(template.Subject, variables.Find, false, inSubject).ReplaceLineEndings(" "),
            TemplateText.Render(template.Content, variables.Find, false, inContent),
            template.Html is null ? null : TemplateText.Render(template.Html, variables.Find, true, inHtml),
            [.. inSubject.Concat(inContent).Concat(inHtml).Distinct()]);
    }

    /// <summary><c>POST /api/templates/{id}/render</c>: also with variables missing, which it names; sending is what is refused then.</summary>
    public static async Task<IResult> EndpointAsync(string id, RenderRequest request, HttpContext http, RenderTemplate render, CancellationToken ct)
    {
        if (request.ContactId is not { } contactId) return Problem.Invalid("contactId", "Say for whom.", "contact_missing");
        return Guid.TryParse(id, out var known) && await render.RunAsync(http.Caller(), known, contactId, request.InboxId, ct) is { } found
            ? TypedResults.Ok(found.Rendered)
            : Problem.Of(StatusCodes.Status404NotFound, "not_found", "There is no such template or contact.");
    }
}
