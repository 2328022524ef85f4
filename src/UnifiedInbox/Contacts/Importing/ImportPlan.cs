using System.Text.Json;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>How a file is to be read and what is to become of it: the column <c>plan</c>, as JSON.</summary>
public sealed record ImportPlan
{
    public const string Skip = "skip";
    public const string Fill = "fill";
    public const string Overwrite = "overwrite";

    /// <summary>A name of <see cref="Csv.CsvEncoding"/>.</summary>
    public required string Encoding { get; init; }

    public required char Delimiter { get; init; }

    public required bool HasHeader { get; init; }

    public IReadOnlyList<ImportColumn> Columns { get; init; } = [];

    /// <summary>ISO 3166: whose national numbers are understood in this file; null = none.</summary>
    public string? Country { get; init; }

    /// <summary>What happens to who is known already: <c>skip</c>, <c>fill</c> in what is missing, or <c>overwrite</c>.</summary>
    public string Existing { get; init; } = Fill;

    /// <summary>Whether 3/4/2025 is the fourth of March.</summary>
    public bool MonthFirst { get; init; }

    /// <summary>What the people of the list agreed to, in the words they saw; null where the team says nothing of all of them.</summary>
    public string? ConsentStatement { get; init; }

    /// <summary>Where they agreed: a form, an event.</summary>
    public string? ConsentSource { get; init; }

    /// <summary>The one inbox consents are about; null = each that can reach the address.</summary>
    public Guid? ConsentInboxId { get; init; }

    internal string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    internal static ImportPlan Of(string json) => JsonSerializer.Deserialize<ImportPlan>(json, JsonSerializerOptions.Web)!;
}

/// <param name="Heading">As the file has it, or “Column 3”.</param>
/// <param name="Field">One of <see cref="ImportField"/>.</param>
public sealed record ImportColumn(string Heading, string Field);

/// <summary>What a column may hold.</summary>
internal static class ImportField
{
    public const string Ignore = "";
    public const string Name = "name";
    public const string FirstName = "firstName";
    public const string LastName = "lastName";
    public const string Phone = "phone";
    public const string Email = "email";
    public const string WhatsApp = "whatsapp";
    public const string TimeZone = "timeZone";
    public const string Labels = "labels";
    public const string Plan = "plan";
    public const string Price = "price";
    public const string MemberSince = "memberSince";
    public const string Consent = "consent";
    public const string OptOut = "optOut";
    public const string Metadata = "metadata";

    public static readonly IReadOnlyList<(string Name, string Words)> All =
    [
        (Name, "Name"), (FirstName, "First name"), (LastName, "Last name"), (Phone, "Phone"), (Email, "Email"), (WhatsApp, "WhatsApp"),
        (TimeZone, "Time zone"), (Labels, "Labels"), (Plan, "Plan"), (Price, "Price"), (MemberSince, "Member since"),
        (Consent, "Consent (yes or no)"), (OptOut, "Opted out (yes or no)"), (Metadata, "A detail of its own"), (Ignore, "Leave out"),
    ];

    /// <summary>Whether a person has one of it; of the others a file may have several columns.</summary>
    public static bool IsSingle(string? name) => name is Name or FirstName or LastName or TimeZone or Plan or Price or MemberSince;

    public static bool Exists(string name) => All.Any(field => field.Name == name);
}
