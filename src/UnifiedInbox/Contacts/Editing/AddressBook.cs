namespace UnifiedInbox.Contacts.Editing;

/// <summary>The addresses of one contact while they are being changed. Ends with one primary address of each kind there is.</summary>
internal sealed class AddressBook(IEnumerable<ContactAddress> known)
{
    private readonly List<Entry> entries = [.. known.Select(address => new Entry(address.Kind, address.Value, address.Raw, address.IsPrimary))];

    public sealed record Entry(string Kind, string Value, string? Raw, bool IsPrimary);

    public IReadOnlyList<Entry> Entries
    {
        get
        {
            var primaries = entries.GroupBy(entry => entry.Kind).Select(kind => kind.FirstOrDefault(entry => entry.IsPrimary) ?? kind.First()).ToHashSet();
            return [.. entries.Select(entry => entry with { IsPrimary = primaries.Contains(entry) })];
        }
    }

    /// <summary>The same address twice is one, and primary if either is.</summary>
    public void ReplaceAll(IEnumerable<(TypedAddress Typed, bool IsPrimary)> addresses)
    {
        var before = entries.ToDictionary(entry => entry.Value, StringComparer.Ordinal);
        entries.Clear();
        foreach (var same in addresses.GroupBy(given => given.Typed.Address!))
        {
            var raw = before.GetValueOrDefault(same.Key.Value)?.Raw ?? same.First().Typed.Raw;
            entries.Add(new Entry(same.Key.Kind, same.Key.Value, raw, same.Any(given => given.IsPrimary)));
        }
    }

    /// <summary>Puts an address in the place of the primary one of its kind. One that is known already moves up, and nothing goes.</summary>
    public void SetPrimary(TypedAddress typed)
    {
        var address = typed.Address!;
        var at = entries.FindIndex(entry => entry.Value == address.Value);
        if (at < 0)
        {
            RemovePrimary(address.Kind);
            entries.Add(new Entry(address.Kind, address.Value, typed.Raw, true));
            at = entries.Count - 1;
        }
        for (var i = 0; i < entries.Count; i++)
            if (entries[i].Kind == address.Kind) entries[i] = entries[i] with { IsPrimary = i == at };
    }

    /// <summary>The next one of the kind, if any, becomes primary.</summary>
    public void RemovePrimary(string kind)
    {
        if (Entries.FirstOrDefault(entry => entry.Kind == kind && entry.IsPrimary) is { } primary)
            entries.RemoveAll(entry => entry.Value == primary.Value);
    }
}
