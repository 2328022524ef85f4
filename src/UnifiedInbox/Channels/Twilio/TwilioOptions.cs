namespace UnifiedInbox.Channels.Twilio;

/// <summary>Twilio as the environment sets it; it makes the first inboxes. Everything is optional: without it, Twilio is absent.</summary>
internal sealed class TwilioOptions
{
    /// <summary><c>TWILIO_ACCOUNT_SID</c>: <c>AC</c> and 32 hex digits.</summary>
    public string? AccountSid { get; set; }

    /// <summary><c>TWILIO_AUTH_TOKEN</c>: the account's primary token; it also checks webhook signatures.</summary>
    public string? AuthToken { get; set; }

    /// <summary><c>TWILIO_PHONE_NUMBER</c>: E.164.</summary>
    public string? PhoneNumber { get; set; }

    /// <summary><c>TWILIO_WHATSAPP_NUMBER</c>: E.164, with or without <c>whatsapp:</c>.</summary>
    public string? WhatsAppNumber { get; set; }

    /// <summary><c>TWILIO_BASE_URL</c>. Default <c>https://api.twilio.com</c>. For tests and gateways.</summary>
    public string BaseUrl { get; set; } = "https://api.twilio.com";

    /// <summary>
    /// <c>TWILIO_CONTENT_BASE_URL</c>: where templates are listed. Default <c>https://content.twilio.com</c>, or <see cref="BaseUrl"/> where
    /// that is not Twilio's own.
    /// </summary>
    public string? ContentBaseUrl { get; set; }

    /// <summary>How long one request may take. Default 20 s; range 1–60 s. Must stay below the dispatcher's lease.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Whether the environment names an account.</summary>
    public bool IsConfigured => !string.IsNullOrWhiteSpace(AccountSid) && !string.IsNullOrWhiteSpace(AuthToken);

    /// <summary>Where an account whose REST API lives at <paramref name="baseUrl"/> has its templates.</summary>
    public string ContentUrlFor(string baseUrl) =>
        ContentBaseUrl?.TrimEnd('/') ?? (baseUrl == "https://api.twilio.com" ? "https://content.twilio.com" : baseUrl);

    /// <summary>What is wrong, naming the variable; null when all is well.</summary>
    public string? Validate()
    {
        if (string.IsNullOrWhiteSpace(AccountSid) != string.IsNullOrWhiteSpace(AuthToken))
            return "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN go together: set both or neither.";
        if (IsConfigured && (AccountSid!.Length != 34 || !AccountSid.StartsWith("AC", StringComparison.Ordinal)))
            return "TWILIO_ACCOUNT_SID must be 'AC' and 32 hexadecimal digits.";
        if (!Uri.TryCreate(BaseUrl, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            return "TWILIO_BASE_URL must be an http or https address.";
        if (ContentBaseUrl is not null && (!Uri.TryCreate(ContentBaseUrl, UriKind.Absolute, out uri) || uri.Scheme is not ("http" or "https")))
            return "TWILIO_CONTENT_BASE_URL must be an http or https address.";
        return null;
    }
}
