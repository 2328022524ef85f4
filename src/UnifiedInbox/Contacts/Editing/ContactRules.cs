using System.Globalization;
using System.Text.Json;
using Npgsql;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts.Editing;

/// <summary>What may be written about a contact. Collects everything that is wrong, so that a form shows it at once.</summary>
internal sealed class ContactRules
{
    public const int LongestName = 200;
    public const int LongestWords = 200;
    public const int LargestMetadata = 16 * 1024;
    public const int LargestHandles = 4 * 1024;
    public const int MostAddresses = 20;

    private string? code;

    public FieldErrors Errors { get; } = [];

    public ContactOutcome.Invalid? Outcome => Errors.Any ? new(code ?? "invalid", Errors) : null;

    public void Refuse(string field, string reason, string message)
    {
        code = Errors.Any ? "invalid" : reason;
        Errors.TryAdd(field, [message]);
    }

    public string Name(string? name)
    {
        var trimmed = (name ?? "").Trim();
        if (trimmed.Length > LongestName) Refuse("name", "name_too_long", $"A name has at most {LongestName} characters.");
        return trimmed;
    }

    public string? TimeZone(string? zone)
    {
        if (string.IsNullOrWhiteSpace(zone)) return null;
        zone = zone.Trim();
        if (zone.Length > 64 || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            Refuse("timeZone", "unknown_time_zone", "This time zone is not known. Write it like Europe/Berlin.");
        return zone;
    }

    /// <summary>A plan or a price; null where there is none.</summary>
    public string? Words(string field, string? words)
    {
        var trimmed = SafeText.Clean(words ?? "").Trim();
        if (trimmed.Length > LongestWords) Refuse(field, $"{field}_too_long", $"At most {LongestWords} characters.");
        return trimmed.Length > 0 ? trimmed : null;
    }

    public DateTimeOffset? MemberSince(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        const DateTimeStyles styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, styles, out var since) && since.Year is >= 1900 and <= 2200) return since;
        Refuse("memberSince", "invalid_date", "Write the day like 2025-01-31.");
        return null;
    }

    public string Metadata(JsonElement? metadata) =>
        Json("metadata", metadata, LargestMetadata, "Metadata is a JSON object.");

    /// <summary>Names of networks with what the person is called there.</summary>
    public string SocialHandles(JsonElement? handles)
    {
        var text = Json("socialHandles", handles, LargestHandles, "Social handles are a JSON object of texts, such as {\"twitter\": \"@ann\"}.");
        if (handles is { ValueKind: JsonValueKind.Object } given && given.EnumerateObject().Any(handle => handle.Value.ValueKind != JsonValueKind.String))
            Refuse("socialHandles", "invalid", "Social handles are a JSON object of texts, such as {\"twitter\": \"@ann\"}.");
        return text;
    }

    /// <summary>PostgreSQL's numbers end somewhere (1e999999), JSON's do not: what parsed may still not be storable.</summary>
    public static ContactOutcome.Invalid? RefusalOf(PostgresException error)
    {
        if (!error.SqlState.StartsWith("22", StringComparison.Ordinal)) return null;
        var rules = new ContactRules();
        rules.Refuse("metadata", "invalid", "Metadata holds something that cannot be stored.");
        return rules.Outcome;
    }

    private string Json(string field, JsonElement? value, int largest, string expected)
    {
        if (value is not { } json || json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) return "{}";
        if (json.ValueKind != JsonValueKind.Object) Refuse(field, "invalid", expected);
        var text = json.GetRawText();
        if (text.Length > largest) Refuse(field, $"{field.ToLowerInvariant()}_too_large", $"This is more than {largest / 1024} KB of JSON.");
        return text;
    }
}
