namespace UnifiedInbox.Inboxes;

/// <summary><c>smtp://user:password@host:587</c> (STARTTLS) or <c>smtps://…:465</c> (TLS at once); user and password percent-encoded.</summary>
internal static class SmtpUrl
{
    public static (SmtpSettings Settings, string Password)? Read(string? text)
    {
        if (text is null) return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("smtp" or "smtps") || url.Host.Length == 0)
            throw new OperatorException("SMTP_URL must look like smtp://user:password@smtp.example.com:587, or smtps://…:465 for TLS at once.");
        var colon = url.UserInfo.IndexOf(':', StringComparison.Ordinal);
        var user = Uri.UnescapeDataString(colon < 0 ? url.UserInfo : url.UserInfo[..colon]);
        var password = colon < 0 ? "" : Uri.UnescapeDataString(url.UserInfo[(colon + 1)..]);
        var isTls = url.Scheme == "smtps" || url.Port == 465;
        // Plain text only to this very machine: a relay beside us, or a test's.
        var security = isTls ? "tls" : url.IsLoopback && !url.Query.Contains("starttls", StringComparison.Ordinal) ? "none" : "starttls";
        return (new SmtpSettings(url.Host, url.Port > 0 ? url.Port : isTls ? 465 : 587, security, user), password);
    }
}
