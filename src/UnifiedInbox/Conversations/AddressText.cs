using UnifiedInbox.Contacts.PhoneNumbers;

namespace UnifiedInbox.Conversations;

/// <summary>Numbers as people write them.</summary>
internal static class AddressText
{
    /// <summary><c>+442079460958</c> as <c>+44 20 7946 0958</c>; any other address or name as it is.</summary>
    public static string Of(string text) =>
        text.StartsWith('+') && PhoneNumber.TryParse(text, null, out var number, out _) && number.E164 == text && number.IsPossible
            ? number.FormatInternational()
            : text;
}
