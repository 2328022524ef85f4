using System.Buffers.Text;
using System.Text;
using UnifiedInbox.Accounts;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Templates;

/// <summary>Which templates are asked for. Null = whichever.</summary>
internal sealed record TemplateFilter(string? Search = null, string? Folder = null, string? Channel = null);

/// <summary>Where the list was left.</summary>
internal sealed record TemplateCursor(string Folder, string Name, Guid Id)
{
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Id:N}{Folder}\u001f{Name}"));

    public static bool TryParse(string? text, out TemplateCursor? cursor)
    {
        cursor = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (text.Length > 1200 || !Base64Url.IsValid(text)) return false;
        var key = SafeText.Clean(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)));
        var bar = key.IndexOf('\u001f', StringComparison.Ordinal);
        if (bar < 32 || !Guid.TryParseExact(key[..32], "N", out var id)) return false;
        cursor = new(key[32..bar], key[(bar + 1)..], id);
        return true;
    }
}

/// <summary>The team's templates and the caller's own, by folder and name. A search looks into the words as well.</summary>
internal sealed class ListTemplates(Db db)
{
    private const string Sql = "SELECT " + Template.Columns + """

          FROM templates t
         WHERE (t.folder, t.name, t.id) > (@afterFolder::citext, @afterName::citext, @afterId)
           AND (@search::text IS NULL OR strpos(fold(t.folder || ' ' || t.name || ' ' || coalesce(t.subject, '') || ' ' || t.content), fold(@search)) > 0)
           AND (@folder::citext IS NULL OR t.folder = @folder::citext)
           AND (@channel::text IS NULL OR t.channel IS NULL OR t.channel = @channel)
           AND
        """ + " " + FindTemplate.Mine + """

         ORDER BY t.folder, t.name, t.id
         LIMIT @limit
        """;

    private const string Folders = "SELECT DISTINCT t.folder::text FROM templates t WHERE t.folder <> '' AND " + FindTemplate.Mine + " ORDER BY 1";

    /// <summary>Those for <see cref="TemplateFilter.Channel"/> include those for any channel.</summary>
    public Task<List<Template>> RunAsync(Caller caller, TemplateFilter filter, TemplateCursor? after, int limit, CancellationToken ct) =>
        db.ListAsync<Template>(
            Sql,
            new
            {
                userId = caller.UserId,
                search = string.IsNullOrWhiteSpace(filter.Search) ? null : filter.Search.Trim(),
                folder = filter.Folder,
                channel = filter.Channel,
                afterFolder = after?.Folder ?? "",
                afterName = after?.Name ?? "",
                afterId = after?.Id ?? Guid.Empty,
                limit,
            },
            ct);

    public Task<List<string>> FoldersAsync(Caller caller, CancellationToken ct) => db.ListAsync<string>(Folders, new { userId = caller.UserId }, ct);

    /// <summary><c>GET /api/templates?search=&amp;folder=&amp;channel=</c></summary>
    public static async Task<IResult> EndpointAsync(
        HttpContext http, ListTemplates list, CancellationToken ct,
        string? search = null, string? folder = null, string? channel = null, string? limit = null, string? cursor = null)
    {
        if (channel is not null && ChannelName.Parse(channel) is null) return Problem.Invalid("channel", "A channel is sms, whatsapp or email.");
        if (!Paging.TryLimit(limit, out var most)) return Problem.Invalid("limit", "A page has 1 to 200 templates.");
        if (!TemplateCursor.TryParse(cursor, out var after)) return Problem.Invalid("cursor", "This is no cursor of this list.");
        var found = await list.RunAsync(http.Caller(), new TemplateFilter(search, folder, channel), after, most + 1, ct);
        var next = found.Count > most ? new TemplateCursor(found[most - 1].Folder, found[most - 1].Name, found[most - 1].Id).ToString() : null;
        return TypedResults.Ok(new ListPage<TemplateView>([.. found.Take(most).Select(TemplateView.Of)], next));
    }
}
