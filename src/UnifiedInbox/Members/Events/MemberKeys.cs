using UnifiedInbox.Contacts;

namespace UnifiedInbox.Members.Events;

/// <summary>
/// How other systems say who somebody is: a contact's id, an address, or a name of their own. As text that <c>find_member</c>
/// understands; the first key is the one that was said.
/// </summary>
internal static class MemberKeys
{
    private const int Longest = 200;

    /// <summary>Null where the text can name nobody.</summary>
    public static string[]? Of(string? text, string? country)
    {
        var said = (text ?? "").Trim();
        if (said.Length is 0 or > Longest) return null;
        if (Guid.TryParse(said, out var id)) return ["id:" + id.ToString("D"), "member:" + said];
        if (said.StartsWith("cus_", StringComparison.Ordinal)) return [OfStripe(said), "member:" + said];
        if (said.Contains('@', StringComparison.Ordinal) || said[0] == '+')
            return TypedAddress.Of(said, null, country).Address is { } address ? [OfAddress(address), "member:" + said] : null;
        return ["member:" + said];
    }

    public static string OfStripe(string customer) => "stripe:" + customer;

    /// <summary>Null where it is no address of mail.</summary>
    public static string? OfEmail(string? text) => Addresses.TryReadEmail(text, out var email) ? "addr:" + email : null;

    private static string OfAddress(Address address) => "addr:" + address.Value;
}
