using System.Text.Json;

namespace UnifiedInbox.Channels.Twilio;

/// <summary>A template as Twilio's Content API has it, and what WhatsApp said of it.</summary>
/// <param name="Status"><c>approved</c>, <c>pending</c>, <c>received</c>, <c>rejected</c>, <c>paused</c>, <c>disabled</c> or <c>unsubmitted</c>.</param>
/// <param name="Variables">Names of the variables with their samples, JSON object text.</param>
/// <param name="Details">The content type's own object, JSON object text.</param>
internal sealed record TwilioTemplate(
    string Sid,
    string Name,
    string Language,
    string Category,
    string Status,
    string? Reason,
    string Body,
    string ContentType,
    string Details,
    string Variables);

/// <summary>
/// Lists an account's templates: <c>GET /v1/ContentAndApprovals</c> of the Content API. Source: Twilio "Content API resources" and
/// "Content and approvals".
/// </summary>
internal sealed class TwilioTemplates(TwilioApi api)
{
    /// <summary>WhatsApp allows an account 6,000 templates at most.</summary>
    private const int MostPages = 100;

    public async Task<List<TwilioTemplate>> ListAsync(TwilioAccount account, CancellationToken ct)
    {
        var found = new List<TwilioTemplate>();
        string? next = "/v1/ContentAndApprovals?PageSize=100";
        for (var page = 0; next is not null && page < MostPages; page++)
        {
            var answer = await api.GetContentAsync<ContentPage>(account, next, ct);
            foreach (var content in answer.Contents ?? [])
                if (Read(content) is { } template) found.Add(template);
            next = answer.Meta?.NextPageUrl;
        }
        return found;
    }

    private static TwilioTemplate? Read(ContentResource content)
    {
        if (content.Sid is not { Length: > 2 and <= 64 } sid || content.Types.ValueKind != JsonValueKind.Object) return null;
        // A template has one type for WhatsApp, and perhaps a plain text for channels that know no better.
        var types = content.Types.EnumerateObject().ToList();
        if (types.Count == 0) return null;
        var type = types.Find(one => one.Name != "twilio/text") is { Value.ValueKind: JsonValueKind.Object } rich ? rich : types[0];
        var approval = content.ApprovalRequests.ValueKind == JsonValueKind.Array ? content.ApprovalRequests.EnumerateArray().FirstOrDefault() : content.ApprovalRequests;
        return new TwilioTemplate(
            sid,
            Text(approval, "name") is { Length: > 0 } name ? name : content.FriendlyName ?? sid,
            content.Language ?? "",
            Text(approval, "category") ?? "",
            Text(approval, "status") is { Length: > 0 } status ? status.ToLowerInvariant() : "unsubmitted",
            Text(approval, "rejection_reason") is { Length: > 0 } reason ? reason : null,
            Text(type.Value, "body") ?? Text(type.Value, "title") ?? "",
            type.Name,
            type.Value.GetRawText(),
            content.Variables.ValueKind == JsonValueKind.Object ? content.Variables.GetRawText() : "{}");
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private sealed record ContentPage(IReadOnlyList<ContentResource>? Contents, ContentMeta? Meta);

    private sealed record ContentMeta(string? NextPageUrl);

    private sealed record ContentResource
    {
        public string? Sid { get; init; }

        public string? FriendlyName { get; init; }

        public string? Language { get; init; }

        public JsonElement Variables { get; init; }

        public JsonElement Types { get; init; }

        public JsonElement ApprovalRequests { get; init; }
    }
}
