namespace UnifiedInbox.Contacts.Importing;

/// <summary>A record of the file as it will be stored, or why it will not.</summary>
internal sealed record ImportRow
{
    public const string NotStorable = "The database could not store this row.";

    /// <summary>Of the record, from 1, without the heading.</summary>
    public required long Number { get; init; }

    public required long Line { get; init; }

    /// <summary>As it stands in the file, cut.</summary>
    public required string Raw { get; init; }

    /// <summary>Sentences; null where nothing is wrong.</summary>
    public string? Error { get; init; }

    /// <summary>There is nothing in it.</summary>
    public bool IsEmpty { get; init; }

    public string Name { get; init; } = "";
    public string? TimeZone { get; init; }
    public string? Plan { get; init; }
    public string? Price { get; init; }
    public DateTimeOffset? MemberSince { get; init; }

    /// <summary>JSON object text.</summary>
    public string Metadata { get; init; } = "{}";

    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>No two the same; the first of a kind is the primary one.</summary>
    public IReadOnlyList<TypedAddress> Addresses { get; init; } = [];

    /// <summary><c>opted_in</c>, <c>opted_out</c>, or null where the row says neither.</summary>
    public string? Consent { get; init; }

    /// <summary>The row's own words for it, column and cell.</summary>
    public string? ConsentWording { get; init; }

    public string? First(string kind) => Addresses.FirstOrDefault(typed => typed.Address!.Kind == kind)?.Address!.Value;
}
