using System.Text.Json;

namespace UnifiedInbox.Contacts;

/// <summary>A contact as the API shows it.</summary>
internal sealed record ContactView(
    Guid Id,
    string Name,
    string? Phone,
    string? Email,
    IReadOnlyList<ContactAddressView> Addresses,
    JsonElement SocialHandles,
    JsonElement Metadata,
    string? TimeZone,
    DateTimeOffset? MemberSince,
    string? Plan,
    IReadOnlyList<string> Labels,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public static ContactView Of(Contact contact) => new(
        contact.Id,
        contact.Name,
        contact.Phone,
        contact.Email,
        [.. contact.Addresses.Select(address => new ContactAddressView(address.Id, address.Kind, address.Value, address.IsPrimary))],
        JsonElement.Parse(contact.SocialHandles),
        JsonElement.Parse(contact.Metadata),
        contact.TimeZone,
        contact.MemberSince,
        contact.Plan,
        contact.Labels,
        contact.CreatedAt,
        contact.UpdatedAt);
}

internal sealed record ContactAddressView(Guid Id, string Kind, string Value, bool IsPrimary);
