namespace UnifiedInbox.Channels;

/// <summary>How a message travels. Stored and spoken as <c>sms</c> (MMS included), <c>whatsapp</c>, <c>email</c>.</summary>
internal enum Channel
{
    Sms,
    WhatsApp,
    Email,
}

internal static class ChannelName
{
    public static string Of(Channel channel) => channel switch
    {
        Channel.Sms => "sms",
        Channel.WhatsApp => "whatsapp",
        Channel.Email => "email",
        _ => throw new ArgumentOutOfRangeException(nameof(channel)),
    };

    /// <summary>The channel named <paramref name="name"/>, or null for any other text.</summary>
    public static Channel? Parse(string? name) => name switch
    {
        "sms" => Channel.Sms,
        "whatsapp" => Channel.WhatsApp,
        "email" => Channel.Email,
        _ => null,
    };

    /// <summary>As people write it: SMS, WhatsApp, Email.</summary>
    public static string Label(string name) => name switch
    {
        "sms" => "SMS",
        "whatsapp" => "WhatsApp",
        "email" => "Email",
        _ => name,
    };
}
