namespace UnifiedInbox.Contacts.Editing;

/// <summary>A change to a contact as it will be stored.</summary>
internal sealed record CheckedChange
{
    public bool SetName { get; init; }
    public string Name { get; init; } = "";
    public bool SetTimeZone { get; init; }
    public string? TimeZone { get; init; }

    /// <summary>JSON text; null = unchanged.</summary>
    public string? SocialHandles { get; init; }

    /// <summary>JSON text; null = unchanged.</summary>
    public string? Metadata { get; init; }

    public bool SetPlan { get; init; }
    public string? Plan { get; init; }
    public bool SetPrice { get; init; }
    public string? Price { get; init; }
    public bool SetMemberSince { get; init; }
    public DateTimeOffset? MemberSince { get; init; }

    private List<(TypedAddress Typed, bool IsPrimary)>? All { get; init; }
    private (string Kind, TypedAddress? Typed)[] Primaries { get; init; } = [];

    public static (CheckedChange Change, ContactOutcome.Invalid? Invalid) Of(ContactPatch patch, string? country)
    {
        var rules = new ContactRules();
        return (new CheckedChange
        {
            SetName = patch.Has(nameof(patch.Name)),
            Name = rules.Name(patch.Name),
            SetTimeZone = patch.Has(nameof(patch.TimeZone)),
            TimeZone = rules.TimeZone(patch.TimeZone),
            SocialHandles = patch.Has(nameof(patch.SocialHandles)) ? rules.SocialHandles(patch.SocialHandles) : null,
            Metadata = patch.Has(nameof(patch.Metadata)) ? rules.Metadata(patch.Metadata) : null,
            SetPlan = patch.Has(nameof(patch.Plan)),
            Plan = rules.Words("plan", patch.Plan),
            SetPrice = patch.Has(nameof(patch.Price)),
            Price = rules.Words("price", patch.Price),
            SetMemberSince = patch.Has(nameof(patch.MemberSince)),
            MemberSince = rules.MemberSince(patch.MemberSince),
            All = patch.Has(nameof(patch.Addresses)) ? ReadAll(patch.Addresses ?? [], country, rules) : null,
            Primaries = [.. ReadPrimaries(patch, country, rules)],
        }, rules.Outcome);
    }

    /// <summary>What is wrong with the addresses a change would leave; null = nothing.</summary>
    public static ContactOutcome.Invalid? RefusalOf(IReadOnlyList<AddressBook.Entry> addresses)
    {
        var rules = new ContactRules();
        if (addresses.Count == 0) rules.Refuse("addresses", "missing_address", "A contact keeps at least one phone number or email address.");
        if (addresses.Count > ContactRules.MostAddresses) rules.Refuse("addresses", "too_many_addresses", $"A contact has at most {ContactRules.MostAddresses} addresses.");
        return rules.Outcome;
    }

    public IReadOnlyList<AddressBook.Entry> Apply(Contact contact)
    {
        var book = new AddressBook(contact.Addresses);
        if (All is not null) book.ReplaceAll(All);
        foreach (var (kind, typed) in Primaries)
        {
            if (typed is null) book.RemovePrimary(kind);
            else book.SetPrimary(typed);
        }
        return book.Entries;
    }

    private static List<(TypedAddress, bool)> ReadAll(List<AddressEntry> entries, string? country, ContactRules rules)
    {
        var read = new List<(TypedAddress, bool)>(entries.Count);
        foreach (var (index, entry) in entries.Index())
        {
            var typed = TypedAddress.Of(entry?.Value ?? "", entry?.Kind, country);
            if (typed.Address is null) rules.Refuse($"addresses[{index}]", "invalid_address", typed.Error);
            else read.Add((typed, entry!.IsPrimary));
        }
        return read;
    }

    private static IEnumerable<(string, TypedAddress?)> ReadPrimaries(ContactPatch patch, string? country, ContactRules rules)
    {
        if (patch.Has(nameof(patch.Phone))) yield return (AddressKind.Phone, Read("phone", patch.Phone, text => TypedAddress.Phone(text, country), rules));
        if (patch.Has(nameof(patch.Email))) yield return (AddressKind.Email, Read("email", patch.Email, TypedAddress.Email, rules));
    }

    private static TypedAddress? Read(string field, string? text, Func<string, TypedAddress> read, ContactRules rules)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var typed = read(text);
        if (typed.Address is null) rules.Refuse(field, $"invalid_{field}", typed.Error);
        return typed;
    }
}
