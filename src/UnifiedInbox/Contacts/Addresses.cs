using System.Text.RegularExpressions;
using UnifiedInbox.Accounts;

namespace UnifiedInbox.Contacts;

/// <summary>An address in the one spelling it is stored and compared in; <see cref="Kind"/> is one of <see cref="AddressKind"/>.</summary>
internal sealed record Address(string Value, string Kind);

/// <summary>What <c>contact_addresses.kind</c> may be.</summary>
internal static class AddressKind
{
    public const string Phone = "phone";
    public const string Email = "email";

    /// <summary>A WhatsApp user who hides the number: an id that holds for one business only.</summary>
    public const string WhatsAppId = "whatsapp_id";

    /// <summary>3 to 8 digits that mean something inside one country only.</summary>
    public const string ShortCode = "short_code";

    /// <summary>A name in place of a number: it can write to us, and nobody can answer.</summary>
    public const string Alphanumeric = "alphanumeric";
}

/// <summary>
/// Tells what kind of address a provider named. Providers send E.164, so nothing is guessed here and no numbering plan is asked:
/// what a person typed goes through <see cref="PhoneNumbers.PhoneNumber"/>.
/// </summary>
internal static partial class Addresses
{
    private const string WhatsAppPrefix = "whatsapp:";

    /// <summary>Every sender gets an address: what fits no kind is kept as it is, like a name, so that its message is not lost.</summary>
    public static Address OfSender(string text)
    {
        var value = text.Trim();
        if (value.StartsWith(WhatsAppPrefix, StringComparison.OrdinalIgnoreCase))
        {
            value = value[WhatsAppPrefix.Length..].Trim();
            // WhatsApp itself writes numbers without the plus, and has no short codes.
            if (BareNumber().IsMatch(value)) value = "+" + value;
        }
        if (E164().IsMatch(value)) return new Address(value, AddressKind.Phone);
        if (ShortCode().IsMatch(value)) return new Address(value, AddressKind.ShortCode);
        if (WhatsAppId().IsMatch(value)) return new Address(value, AddressKind.WhatsAppId);
        return TryReadEmail(value, out var email)
            ? new Address(email, AddressKind.Email)
            : new Address(value, AddressKind.Alphanumeric);
    }

    /// <summary>Trimmed and lower-case: the standard lets the part before the @ tell case apart, and no mailbox in use does.</summary>
    public static bool TryReadEmail(string? text, out string email)
    {
        var acceptable = EmailText.TryParse(text, out email);
        email = email.ToLowerInvariant();
        return acceptable && email.Length <= 254;
    }

    /// <summary>A name carriers accept as sender: up to 11 letters, digits, spaces and a few signs, not digits alone.</summary>
    public static bool IsAlphanumericSender(string text) => AlphanumericSender().IsMatch(text);

    /// <summary>
    /// Every spelling one subscriber may be known under, in the same order whichever of them is asked. WhatsApp still names
    /// Mexicans with the 1 their numbers lost in 2019, Argentine mobiles carry a 9 that calls from home leave out, and older
    /// Brazilian accounts lack the ninth digit that mobiles got by 2016.
    /// </summary>
    public static IReadOnlyList<string> VariantsOf(Address address) => address.Kind == AddressKind.Phone ? VariantsOf(address.Value) : [address.Value];

    private static string[] VariantsOf(string number)
    {
        if (Mexico().Match(number) is { Success: true } mexico) return ["+52" + mexico.Groups[1].Value, "+521" + mexico.Groups[1].Value];
        if (Argentina().Match(number) is { Success: true } argentina) return ["+549" + argentina.Groups[1].Value, "+54" + argentina.Groups[1].Value];
        if (BrazilianMobile().Match(number) is { Success: true } brazil)
            return [$"+55{brazil.Groups[1]}9{brazil.Groups[2]}", $"+55{brazil.Groups[1]}{brazil.Groups[2]}"];
        return [number];
    }

    [GeneratedRegex(@"^\+[1-9][0-9]{1,14}\z")]
    private static partial Regex E164();

    [GeneratedRegex(@"^[1-9][0-9]{6,14}\z")]
    private static partial Regex BareNumber();

    [GeneratedRegex(@"^[0-9]{3,8}\z")]
    private static partial Regex ShortCode();

    [GeneratedRegex(@"^[A-Z]{2}\.[0-9A-Za-z]{1,128}\z")]
    private static partial Regex WhatsAppId();

    [GeneratedRegex(@"^(?=.*[A-Za-z])[A-Za-z0-9 &_+-]{1,11}\z")]
    private static partial Regex AlphanumericSender();

    [GeneratedRegex(@"^\+521?([0-9]{10})\z")]
    private static partial Regex Mexico();

    [GeneratedRegex(@"^\+549?([0-9]{10})\z")]
    private static partial Regex Argentina();

    // Landlines begin with 2 to 5 and never had a ninth digit.
    [GeneratedRegex(@"^\+55([1-9][0-9])9?([6-9][0-9]{7})\z")]
    private static partial Regex BrazilianMobile();
}
