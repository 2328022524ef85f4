using UnifiedInbox.Accounts;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Templates;

/// <summary>A template as the composer offers it: filled in for the contact.</summary>
public sealed record OfferedTemplate
{
    public required Template Template { get; init; }
    internal RenderedTemplate Rendered { get; init; } = null!;
}

/// <summary><c>GET /contacts/{id}/templates?search=&amp;channel=&amp;inboxId=</c>: what <c>/</c> in the composer offers.</summary>
internal static class OfferTemplates
{
    private const int Most = 30;

    public static async Task<IResult> EndpointAsync(
        Guid id, HttpContext http, Db db, ListTemplates list, CancellationToken ct, string? search = null, string? channel = null, Guid? inboxId = null)
    {
        if (await TemplateFacts.FindAsync(db, http.Caller(), id, inboxId, ct) is not { } facts) return TypedResults.NotFound();
        var variables = new TemplateVariables(facts);
        var filter = new TemplateFilter(search, null, ChannelName.Parse(channel) is null ? null : channel);
        var found = await list.RunAsync(http.Caller(), filter, null, Most, ct);
        return Page.Of<TemplateOptions>(new
        {
            Offered = found.Select(template => new OfferedTemplate { Template = template, Rendered = RenderTemplate.Fill(template, variables) }).ToList(),
            Search = search,
        });
    }
}
