using System.Text.Json;
using UnifiedInbox.Contacts.Editing;

namespace UnifiedInbox.Contacts;

/// <summary>What a contact is made from: the body of the request, or the form.</summary>
public sealed record NewContact
{
    public string? Name { get; init; }
    public string? Phone { get; init; }
    public string? Email { get; init; }
    public JsonElement? SocialHandles { get; init; }
    public JsonElement? Metadata { get; init; }
    public string? TimeZone { get; init; }

    /// <summary>As it will be stored, or what is wrong with it.</summary>
    internal (CheckedContact Contact, ContactOutcome.Invalid? Invalid) Check(string? country)
    {
        var rules = new ContactRules();
        var phone = string.IsNullOrWhiteSpace(Phone) ? null : TypedAddress.Phone(Phone, country);
        var email = string.IsNullOrWhiteSpace(Email) ? null : TypedAddress.Email(Email);
        if (phone is { Address: null }) rules.Refuse("phone", "invalid_phone", phone.Error);
        if (email is { Address: null }) rules.Refuse("email", "invalid_email", email.Error);
        if (phone is null && email is null) rules.Refuse("phone", "missing_address", "Give a phone number or an email address.");
        return (new CheckedContact
        {
            Name = rules.Name(Name),
            TimeZone = rules.TimeZone(TimeZone),
            SocialHandles = rules.SocialHandles(SocialHandles),
            Metadata = rules.Metadata(Metadata),
            Addresses = [.. new[] { phone, email }.OfType<TypedAddress>().Where(typed => typed.Address is not null)],
        }, rules.Outcome);
    }
}

internal sealed record CheckedContact
{
    public required string Name { get; init; }
    public required string? TimeZone { get; init; }
    public required string SocialHandles { get; init; }
    public required string Metadata { get; init; }

    /// <summary>At most one of a kind, so each is the primary one.</summary>
    public required IReadOnlyList<TypedAddress> Addresses { get; init; }

    public string? ValueOf(string kind) => Addresses.FirstOrDefault(typed => typed.Address!.Kind == kind)?.Address!.Value;
}
