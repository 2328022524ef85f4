using System.Globalization;
using System.Text.Json;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts.Editing;

/// <summary>The fields of the edit form, as they were filled in. Blank rows of addresses count as none.</summary>
public sealed record EditedContact
{
    public string? Name { get; init; }
    public IReadOnlyList<string> Phones { get; init; } = [];
    public int PrimaryPhone { get; init; }
    public IReadOnlyList<string> Emails { get; init; } = [];
    public int PrimaryEmail { get; init; }
    public string? TimeZone { get; init; }

    /// <summary>A line each: network, colon, what they are called there.</summary>
    public string? Handles { get; init; }

    /// <summary>A day, <c>2025-01-31</c>; null, as of the two below, where the form has no such field.</summary>
    public string? MemberSince { get; init; }
    public string? Plan { get; init; }
    public string? Price { get; init; }

    public static EditedContact Of(Contact contact)
    {
        var phones = contact.Addresses.Where(address => address.Kind == AddressKind.Phone).Select(address => address.Text).ToList();
        var emails = contact.Addresses.Where(address => address.Kind == AddressKind.Email).Select(address => address.Text).ToList();
        return new EditedContact
        {
            Name = contact.Name,
            Phones = phones, // the primary one is first
            Emails = emails,
            TimeZone = contact.TimeZone,
            Handles = string.Join('\n', JsonElement.Parse(contact.SocialHandles).EnumerateObject().Select(handle => $"{handle.Name}: {handle.Value}")),
            MemberSince = Day(contact),
            Plan = contact.Plan ?? "",
            Price = contact.Price ?? "",
        };
    }

    /// <summary>Addresses that cannot be typed, such as WhatsApp ids and short codes, stay.</summary>
    internal ContactPatch ToPatch(Contact contact)
    {
        var patch = new ContactPatch
        {
            Name = Name,
            TimeZone = TimeZone,
            SocialHandles = HandlesJson(),
            Addresses =
            [
                .. Rows().Select(row => row.Entry),
                .. contact.Addresses.Where(address => address.Kind is not (AddressKind.Phone or AddressKind.Email))
                    .Select(address => new AddressEntry { Kind = address.Kind, Value = address.Value, IsPrimary = address.IsPrimary }),
            ],
        };
        // A day that was left as it stood keeps the time of day it came with.
        if (MemberSince is not null && MemberSince != Day(contact)) patch.MemberSince = MemberSince;
        if (Plan is not null) patch.Plan = Plan;
        if (Price is not null) patch.Price = Price;
        return patch;
    }

    /// <summary>Errors by the names of the form's rows in the place of the list's.</summary>
    public FieldErrors OnForm(FieldErrors errors)
    {
        var onForm = new FieldErrors();
        var rows = Rows().Select((row, index) => (Key: $"addresses[{index}]", row.Field)).ToDictionary(row => row.Key, row => row.Field);
        foreach (var (field, messages) in errors) onForm[rows.GetValueOrDefault(field, field)] = messages;
        return onForm;
    }

    private static string Day(Contact contact) => contact.MemberSince?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private IEnumerable<(string Field, AddressEntry Entry)> Rows()
    {
        foreach (var (index, phone) in Phones.Index())
            if (!string.IsNullOrWhiteSpace(phone)) yield return ($"phone-{index}", new() { Kind = AddressKind.Phone, Value = phone, IsPrimary = index == PrimaryPhone });
        foreach (var (index, email) in Emails.Index())
            if (!string.IsNullOrWhiteSpace(email)) yield return ($"email-{index}", new() { Kind = AddressKind.Email, Value = email, IsPrimary = index == PrimaryEmail });
    }

    private JsonElement HandlesJson()
    {
        var handles = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in (Handles ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = line.Split(':', 2, StringSplitOptions.TrimEntries);
            handles[parts.Length == 2 ? parts[0] : "other"] = parts[^1];
        }
        return JsonSerializer.SerializeToElement(handles);
    }
}
