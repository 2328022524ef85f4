using System.Text.Json;

namespace UnifiedInbox.Contacts.Editing;

/// <summary>What to change about a contact: a field left out changes nothing, and a null one is emptied.</summary>
internal sealed class ContactPatch
{
    private readonly HashSet<string> given = new(StringComparer.Ordinal);

    public string? Name { get; set => field = Give(nameof(Name), value); }

    /// <summary>Takes the place of the primary phone number; null removes that.</summary>
    public string? Phone { get; set => field = Give(nameof(Phone), value); }

    /// <summary>Takes the place of the primary email address; null removes that.</summary>
    public string? Email { get; set => field = Give(nameof(Email), value); }

    /// <summary>All addresses there are to be. Ones not listed go.</summary>
    public List<AddressEntry>? Addresses { get; set => field = Give(nameof(Addresses), value); }

    public JsonElement? SocialHandles { get; set => field = Give(nameof(SocialHandles), value); }

    public JsonElement? Metadata { get; set => field = Give(nameof(Metadata), value); }

    public string? TimeZone { get; set => field = Give(nameof(TimeZone), value); }

    /// <summary>In words: <c>Solo Pro</c>. A plan change that another system tells of later takes its place.</summary>
    public string? Plan { get; set => field = Give(nameof(Plan), value); }

    /// <summary>In words: <c>$29/mo</c>. Goes with the plan.</summary>
    public string? Price { get; set => field = Give(nameof(Price), value); }

    /// <summary>A day or a time, ISO 8601; without a zone it is UTC.</summary>
    public string? MemberSince { get; set => field = Give(nameof(MemberSince), value); }

    public bool Has(string field) => given.Contains(field);

    private T Give<T>(string field, T value)
    {
        given.Add(field);
        return value;
    }
}

/// <summary>An address of a list. The kind may be left out for phones and email; the first of a kind is primary unless another says so.</summary>
internal sealed record AddressEntry
{
    public string? Value { get; init; }
    public string? Kind { get; init; }
    public bool IsPrimary { get; init; }
}
