using System.Text.RegularExpressions;

namespace UnifiedInbox.Simulator;

/// <summary>Telephone addresses as Twilio writes them.</summary>
public static partial class Address
{
    public const string WhatsAppPrefix = "whatsapp:";

    internal static bool IsWhatsApp(string address) => address.StartsWith(WhatsAppPrefix, StringComparison.Ordinal);

    internal static string Number(string address) => IsWhatsApp(address) ? address[WhatsAppPrefix.Length..] : address;

    /// <summary>Puts the prefix before a number that has none.</summary>
    public static string WhatsApp(string number) => IsWhatsApp(number) ? number : WhatsAppPrefix + number;

    internal static bool IsPhoneNumber(string number) => E164().IsMatch(number);

    /// <summary>What may stand in From: a number, a short code or an alphanumeric name.</summary>
    internal static bool IsSender(string sender) => IsPhoneNumber(sender) || ShortCode().IsMatch(sender) || SenderName().IsMatch(sender);

    [GeneratedRegex(@"^\+[1-9]\d{6,14}$")]
    private static partial Regex E164();

    [GeneratedRegex(@"^\d{3,8}$")]
    private static partial Regex ShortCode();

    [GeneratedRegex(@"^(?=.*[A-Za-z])[A-Za-z0-9 _+&-]{1,11}$")]
    private static partial Regex SenderName();
}
