using UnifiedInbox.Accounts;

namespace UnifiedInbox.Templates;

/// <summary><c>GET /api/templates/export</c>: the team's and the caller's own as CSV, in the shape the import reads.</summary>
internal static class ExportTemplates
{
    private const int Page = 200;

    public static async Task<IResult> EndpointAsync(HttpContext http, ListTemplates list, CancellationToken ct)
    {
        var all = new List<Template>();
        TemplateCursor? after = null;
        do
        {
            var some = await list.RunAsync(http.Caller(), new TemplateFilter(), after, Page, ct);
            all.AddRange(some);
            after = some.Count == Page ? new TemplateCursor(some[^1].Folder, some[^1].Name, some[^1].Id) : null;
        }
        while (after is not null);
        using var bytes = new MemoryStream();
        TemplateCsv.Write(bytes, all);
        return TypedResults.File(bytes.ToArray(), "text/csv; charset=utf-8", "templates.csv");
    }
}
