using System.Globalization;
using System.Text.Json;

namespace UnifiedInbox.Templates;

/// <summary>The names a template may ask for, and what they are for one contact, sender and inbox.</summary>
internal sealed class TemplateVariables
{
    private const string Metadata = "contact.metadata.";
    private const string Social = "contact.social.";

    /// <summary>The names and what they stand for; besides these, fields of the contact's metadata and social handles.</summary>
    public static readonly IReadOnlyList<(string Name, string Words)> Known =
    [
        ("contact.name", "Their whole name"), ("contact.firstName", "Their first name"), ("contact.lastName", "Their last name"),
        ("contact.phone", "Their phone number"), ("contact.email", "Their email address"), ("contact.plan", "Their plan"),
        ("contact.price", "What they pay"), ("contact.memberSince", "Since when they are a member"),
        ("agent.name", "Your name"), ("agent.firstName", "Your first name"), ("agent.email", "Your email address"),
        ("inbox.name", "The inbox it leaves from"), ("inbox.address", "Its number or address"),
    ];

    private readonly Dictionary<string, string?> values;
    private readonly JsonElement metadata;
    private readonly JsonElement social;

    public TemplateVariables(TemplateFacts facts)
    {
        values = new()
        {
            ["contact.name"] = facts.ContactName,
            ["contact.firstName"] = FirstName(facts.ContactName),
            ["contact.lastName"] = LastName(facts.ContactName),
            ["contact.phone"] = facts.Phone,
            ["contact.email"] = facts.Email,
            ["contact.plan"] = facts.Plan,
            ["contact.price"] = facts.Price,
            ["contact.memberSince"] = facts.MemberSince?.ToString("MMMM yyyy", CultureInfo.InvariantCulture),
            ["agent.name"] = facts.AgentName,
            ["agent.firstName"] = FirstName(facts.AgentName),
            ["agent.email"] = facts.AgentEmail,
            ["inbox.name"] = facts.InboxName,
            ["inbox.address"] = facts.InboxAddress,
        };
        metadata = JsonElement.Parse(facts.Metadata);
        social = JsonElement.Parse(facts.SocialHandles);
    }

    public static bool IsKnown(string name) =>
        Known.Any(known => known.Name == name)
        || (name.StartsWith(Metadata, StringComparison.Ordinal) && name.Length > Metadata.Length)
        || (name.StartsWith(Social, StringComparison.Ordinal) && name.Length > Social.Length);

    /// <summary>Null where nothing is known.</summary>
    public string? Find(string name)
    {
        var value = name.StartsWith(Metadata, StringComparison.Ordinal) ? Field(metadata, name[Metadata.Length..])
            : name.StartsWith(Social, StringComparison.Ordinal) ? Field(social, name[Social.Length..])
            : values.GetValueOrDefault(name);
        return string.IsNullOrWhiteSpace(value) ? null : value;
    }

    /// <summary>The field of that very name; else with each dot a step down.</summary>
    private static string? Field(JsonElement fields, string name)
    {
        if (fields.ValueKind != JsonValueKind.Object) return null;
        if (fields.TryGetProperty(name, out var value))
            return value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False ? value.ToString() : null;
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && fields.TryGetProperty(name[..dot], out var inner) ? Field(inner, name[(dot + 1)..]) : null;
    }

    /// <summary>Not a title: "Dr. Ann Lee" is Ann.</summary>
    private static string? FirstName(string name)
    {
        var words = Words(name);
        return words.FirstOrDefault(word => !word.EndsWith('.')) ?? words.FirstOrDefault();
    }

    private static string? LastName(string name) => Words(name) is { Length: > 1 } words ? words[^1] : null;

    private static string[] Words(string name) => name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
