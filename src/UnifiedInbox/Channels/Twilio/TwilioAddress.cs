namespace UnifiedInbox.Channels.Twilio;

/// <summary>Addresses as Twilio spells them: <c>whatsapp:</c> in front of WhatsApp's, plain otherwise.</summary>
internal static class TwilioAddress
{
    private const string WhatsAppPrefix = "whatsapp:";

    public static string Format(Channel channel, string address) => channel == Channel.WhatsApp ? WhatsAppPrefix + address : address;

    public static (Channel Channel, string Address) Parse(string text) =>
        text.StartsWith(WhatsAppPrefix, StringComparison.OrdinalIgnoreCase)
            ? (Channel.WhatsApp, text[WhatsAppPrefix.Length..].Trim())
            : (Channel.Sms, text.Trim());
}
