namespace UnifiedInbox.Channels.Smtp;

/// <summary>The one place where the codes of mail servers are put into words (RFC 3463, RFC 5321).</summary>
internal static class SmtpErrors
{
    public static string Explain(string? code) => code switch
    {
        "not-encrypted" => "The outgoing mail server would be spoken to without encryption. An admin should choose TLS or STARTTLS in Settings.",
        "starttls-not-offered" => "The outgoing mail server offers no STARTTLS. An admin should check port and security in Settings.",
        "certificate" => "The outgoing mail server's certificate is not trusted.",
        "no-sign-in-method" => "The outgoing mail server offers no way to sign in with a password.",
        "sign-in" => "The outgoing mail server refused user or password. Google and Microsoft want an app password.",
        "unreachable" => "The outgoing mail server cannot be reached.",
        "timeout" => "The outgoing mail server does not answer in time.",
        "bad-address" => "This address has letters that mail servers cannot take.",
        "550" or "5.1.1" or "5.1.10" => "There is no such address.",
        "5.1.2" or "5.4.4" => "The domain of this address does not exist.",
        "5.2.1" => "Their mailbox is switched off.",
        "4.2.2" or "5.2.2" or "552" => "Their mailbox is full.",
        "5.2.3" or "5.3.4" => "The mail is larger than the server takes.",
        "5.7.8" or "535" => "The outgoing mail server refused user or password. Google and Microsoft want an app password.",
        "530" or "5.7.0" => "The outgoing mail server wants us to sign in first.",
        "5.7.1" or "5.7.60" or "553" => "The mail server does not let us send this: it may not know our address as ours.",
        "4.7.0" or "421" or "450" or "451" or "454" => "The mail server is not taking this mail right now.",
        { Length: > 0 } when code[0] == '4' => "The mail server is not taking this mail right now.",
        _ => "The mail server refused this mail.",
    };
}
