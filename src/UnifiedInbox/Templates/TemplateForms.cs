using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Templates;

/// <summary>The fields of a template's form.</summary>
public sealed class TemplateForm
{
    public string? Name { get; set; }
    public string? Folder { get; set; }
    public string? Channel { get; set; }
    public string? Subject { get; set; }
    public string? Content { get; set; }

    /// <summary>From the rich-text field, which only mails have.</summary>
    public string? Html { get; set; }
    public bool Personal { get; set; }

    internal static TemplateForm Of(Template template) => new()
    {
        Name = template.Name,
        Folder = template.Folder,
        Channel = template.Channel,
        Subject = template.Subject,
        Content = template.Content,
        Html = template.Html,
        Personal = template.OwnerId is not null,
    };

    internal TemplateRequest Request => new()
    {
        Name = Name ?? "",
        Folder = Folder ?? "",
        Channel = Channel ?? "",
        Subject = Channel == "email" ? Subject ?? "" : "",
        // What is formatted says it all; the plain words are made from it.
        Content = IsFormatted ? "" : Content ?? "",
        Html = IsFormatted ? Html : "",
        Shared = !Personal,
    };

    private bool IsFormatted => Channel == "email" && !string.IsNullOrWhiteSpace(Html);
}

/// <summary>The templates' pages under Settings.</summary>
internal static class TemplateForms
{
    private const int Most = 200;

    /// <summary>Somebody to fill a preview in for: whoever was talked with last.</summary>
    private const string SampleSql = "SELECT c.contact_id FROM conversations c WHERE can_use_inbox(@userId, c.inbox_id) ORDER BY c.last_at DESC LIMIT 1";

    private const string SampleInbox = "SELECT i.id FROM inboxes i WHERE i.disabled_at IS NULL AND can_use_inbox(@userId, i.id) AND (@channel::text IS NULL OR i.channel = @channel) ORDER BY i.is_default DESC, i.created_at LIMIT 1";

    /// <summary><c>GET /settings/templates?search=&amp;cursor=</c></summary>
    public static async Task<IResult> ListAsync(HttpContext http, ListTemplates list, CancellationToken ct, string? search = null, string? cursor = null)
    {
        if (!TemplateCursor.TryParse(cursor, out var after)) return TypedResults.NotFound();
        return await ListPageAsync(http, list, search, after, null, null, ct);
    }

    public static async Task<IResult> NewAsync(HttpContext http, ListTemplates list, CancellationToken ct) =>
        Page.Of<EditTemplatePage>(new { Form = new TemplateForm(), Folders = await list.FoldersAsync(http.Caller(), ct) });

    public static async Task<IResult> EditAsync(Guid id, HttpContext http, FindTemplate find, ListTemplates list, CancellationToken ct) =>
        await find.RunAsync(http.Caller(), id, ct) is { } template
            ? Page.Of<EditTemplatePage>(new { Id = (Guid?)id, Form = TemplateForm.Of(template), Folders = await list.FoldersAsync(http.Caller(), ct) })
            : TypedResults.NotFound();

    public static Task<IResult> CreateAsync([FromForm] TemplateForm form, HttpContext http, SaveTemplate save, ListTemplates list, CancellationToken ct) =>
        SaveAsync(null, form, http, save, list, ct);

    public static Task<IResult> ChangeAsync(Guid id, [FromForm] TemplateForm form, HttpContext http, SaveTemplate save, ListTemplates list, CancellationToken ct) =>
        SaveAsync(id, form, http, save, list, ct);

    public static async Task<IResult> DeleteAsync(Guid id, HttpContext http, DeleteTemplate delete, CancellationToken ct)
    {
        if (!await delete.RunAsync(http.Caller(), id, ct)) return TypedResults.NotFound();
        LeftToast.Leave(http, "Template deleted");
        return TurboStream.SeeOther("/settings/templates");
    }

    /// <summary><c>POST /settings/templates/preview</c>: as it stands in the form, for whoever was talked with last.</summary>
    public static async Task<IResult> PreviewAsync([FromForm] TemplateForm form, HttpContext http, Db db, ListTemplates list, CancellationToken ct)
    {
        var caller = http.Caller();
        var (template, errors) = TemplateRules.Check(form.Request with { Name = form.Name is { Length: > 0 } name ? name : "Preview" }, null, caller.UserId);
        var contact = await db.FindAsync<Guid?>(SampleSql, new { userId = caller.UserId }, ct);
        var inbox = await db.FindAsync<Guid?>(SampleInbox, new { userId = caller.UserId, channel = template.Channel }, ct);
        var facts = contact is { } known ? await TemplateFacts.FindAsync(db, caller, known, inbox, ct) : null;
        facts ??= new TemplateFacts { ContactName = "Ann Example", AgentName = caller.Name, AgentEmail = caller.Email };
        var preview = errors.Any ? null : RenderTemplate.Fill(template, new TemplateVariables(facts));
        var parameters = new { preview?.Subject, preview?.Content, preview?.Html, preview?.Missing, Name = facts.ContactName, Objection = errors.Values.SelectMany(one => one).FirstOrDefault() };
        return TurboStream.IsAskedBy(http.Request)
            ? TurboStream.Answer(TurboStream.Update<TemplatePreview>("template-preview", parameters))
            : Page.Of<EditTemplatePage>(new { Form = form, Folders = await list.FoldersAsync(caller, ct), Errors = errors }, errors.Any ? 422 : 200);
    }

    /// <summary><c>POST /settings/templates/import</c></summary>
    public static async Task<IResult> ImportAsync(IFormFile? file, HttpContext http, ImportTemplates import, ListTemplates list, CancellationToken ct)
    {
        if (file is null || await ImportTemplates.ReadAsync(file.OpenReadStream(), ct) is not { } bytes)
            return await ListPageAsync(http, list, null, null, null, file is null ? "Choose a file first." : "A file can have at most 20 MB.", ct);
        var (report, objection) = await import.RunAsync(http.Caller(), bytes, ct);
        return await ListPageAsync(http, list, null, null, report, objection, ct);
    }

    private static async Task<IResult> SaveAsync(Guid? id, TemplateForm form, HttpContext http, SaveTemplate save, ListTemplates list, CancellationToken ct)
    {
        switch (await save.RunAsync(http.Caller(), id, form.Request, null, ct))
        {
            case TemplateOutcome.Done:
                LeftToast.Leave(http, "Template saved");
                return TurboStream.SeeOther("/settings/templates");
            case TemplateOutcome.Invalid invalid:
                return await AgainAsync(invalid.Errors);
            case TemplateOutcome.Taken:
                return await AgainAsync(FieldErrors.Of("name", "There is a template of this name in this folder."));
            default:
                return TypedResults.NotFound();
        }

        async Task<IResult> AgainAsync(FieldErrors errors) =>
            Page.Of<EditTemplatePage>(new { Id = id, Form = form, Folders = await list.FoldersAsync(http.Caller(), ct), Errors = errors }, 422);
    }

    private static async Task<IResult> ListPageAsync(
        HttpContext http, ListTemplates list, string? search, TemplateCursor? after, ImportReport? report, string? objection, CancellationToken ct)
    {
        var found = await list.RunAsync(http.Caller(), new TemplateFilter(search), after, Most + 1, ct);
        return Page.Of<TemplatesPage>(new
        {
            Templates = found.Take(Most).ToList(),
            Next = found.Count > Most ? new TemplateCursor(found[Most - 1].Folder, found[Most - 1].Name, found[Most - 1].Id).ToString() : null,
            Search = search,
            Report = report,
            Objection = objection,
        }, objection is null ? 200 : 422);
    }
}
