using System.Text.Json;
using System.Text.RegularExpressions;

namespace UnifiedInbox.Templates.WhatsApp;

/// <summary>A template of WhatsApp as Twilio had it when it was last read.</summary>
public sealed partial record WhatsAppTemplate
{
    public Guid Id { get; init; }

    /// <summary>Twilio's: <c>HX</c> and 32 hex digits.</summary>
    public string Sid { get; init; } = "";

    public string Name { get; init; } = "";

    public string Language { get; init; } = "";

    /// <summary><c>UTILITY</c>, <c>MARKETING</c>, <c>AUTHENTICATION</c>, or empty.</summary>
    public string Category { get; init; } = "";

    /// <summary><c>approved</c>, <c>pending</c>, <c>received</c>, <c>rejected</c>, <c>paused</c>, <c>disabled</c>, <c>unsubmitted</c>.</summary>
    public string Status { get; init; } = "";

    /// <summary>Why it was rejected, in WhatsApp's words.</summary>
    public string? Reason { get; init; }

    /// <summary>The text with <c>{{1}}</c> or <c>{{name}}</c> where something is to be filled in.</summary>
    public string Body { get; init; } = "";

    public string ContentType { get; init; } = "";

    /// <summary>What its type has besides, as Twilio wrote it: buttons, media. JSON object text.</summary>
    public string Details { get; init; } = "{}";

    /// <summary>Names of the variables with their samples. JSON object text.</summary>
    public string Variables { get; init; } = "{}";

    public DateTimeOffset SyncedAt { get; init; }

    internal const string Columns = """
        t.id,
        t.sid,
        t.name,
        t.language,
        t.category,
        t.status,
        t.reason,
        t.body,
        t.content_type,
        t.details,
        t.variables,
        t.synced_at
        """;

    public bool IsApproved => Status == "approved";

    /// <summary>What has to be filled in, in the order it is read: the text's own, then those of buttons and media.</summary>
    public IReadOnlyList<string> Blanks =>
        [.. Blank().Matches(Body + "\n" + Details).Select(match => match.Groups[1].Value).Distinct()];

    /// <summary>Labels of its buttons.</summary>
    public IReadOnlyList<string> Buttons
    {
        get
        {
            using var details = JsonDocument.Parse(Details);
            return !details.RootElement.TryGetProperty("actions", out var actions) || actions.ValueKind != JsonValueKind.Array
                ? []
                : [.. actions.EnumerateArray().Select(action => action.ValueKind == JsonValueKind.Object && action.TryGetProperty("title", out var title) ? title.ToString() : "").Where(text => text.Length > 0)];
        }
    }

    /// <summary>The sample of a variable, or empty.</summary>
    public string SampleOf(string variable)
    {
        using var samples = JsonDocument.Parse(Variables);
        return samples.RootElement.ValueKind == JsonValueKind.Object && samples.RootElement.TryGetProperty(variable, out var sample) ? sample.ToString() : "";
    }

    /// <summary>As the reader will see it; what has no value stays as it is.</summary>
    public string Fill(IReadOnlyDictionary<string, string> values) =>
        Blank().Replace(Body, match => values.TryGetValue(match.Groups[1].Value, out var value) ? value : match.Value);

    [GeneratedRegex(@"\{\{\s*([A-Za-z0-9_]{1,64})\s*\}\}")]
    private static partial Regex Blank();
}
