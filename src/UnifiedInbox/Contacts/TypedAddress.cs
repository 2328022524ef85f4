using UnifiedInbox.Contacts.PhoneNumbers;

namespace UnifiedInbox.Contacts;

/// <summary>An address a person typed: read leniently, kept only where it can be one, and otherwise told what is wrong.</summary>
/// <param name="Address">The normalised address, or null.</param>
/// <param name="Raw">What was typed.</param>
/// <param name="Error">A sentence for the person; empty where there is an address.</param>
internal sealed record TypedAddress(Address? Address, string Raw, string Error)
{
    private const int Longest = 300;

    public static TypedAddress Of(string text, string? kind, string? country) => kind switch
    {
        AddressKind.Phone => Phone(text, country),
        AddressKind.Email => Email(text),
        null => text.Contains('@', StringComparison.Ordinal) ? Email(text) : Phone(text, country),
        AddressKind.WhatsAppId or AddressKind.ShortCode or AddressKind.Alphanumeric => OfProvider(text, kind),
        _ => new(null, text, "There is no such kind of address."),
    };

    public static TypedAddress Email(string text) => Addresses.TryReadEmail(text, out var email)
        ? new(new Address(email, AddressKind.Email), text.Trim(), "")
        : new(null, text, $"“{Short(text)}” is not an email address. Write it like name@example.com.");

    /// <summary>The extension of a number is no part of where it is reached by text, and stays in <see cref="Raw"/>.</summary>
    public static TypedAddress Phone(string text, string? country)
    {
        var raw = text.Trim();
        if (!PhoneNumber.TryParse(raw, country, out var number, out var error)) return new(null, raw, Explain(raw, country, error));
        return number.IsPossible
            ? new(new Address(number.E164, AddressKind.Phone), raw[..Math.Min(raw.Length, Longest)], "")
            : new(null, raw, $"“{Short(raw)}” does not have as many digits as a number {Of(number)} has.");
    }

    private static TypedAddress OfProvider(string text, string kind)
    {
        var address = Addresses.OfSender(text);
        var fits = address.Kind == kind && (kind != AddressKind.Alphanumeric || Addresses.IsAlphanumericSender(address.Value));
        return fits ? new(address, text.Trim(), "") : new(null, text, $"“{Short(text)}” is not an address of the kind {kind}.");
    }

    private static string Explain(string raw, string? country, string error) => error switch
    {
        PhoneNumberError.InvalidCountry when country is null =>
            $"Write “{Short(raw)}” with + and the country code, such as +1 415 555 2671: no default country is set.",
        PhoneNumberError.InvalidCountry => $"“{Short(raw)}” begins with a country code that does not exist.",
        PhoneNumberError.TooShort => $"“{Short(raw)}” is too short for a telephone number.",
        PhoneNumberError.TooLong => $"“{Short(raw)}” is too long for a telephone number.",
        _ => $"“{Short(raw)}” is not a telephone number.",
    };

    private static string Of(PhoneNumber number) => number.Country is { } country ? $"in {country} (+{number.CallingCode})" : $"with +{number.CallingCode}";

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
