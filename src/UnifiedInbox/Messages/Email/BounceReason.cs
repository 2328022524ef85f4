namespace UnifiedInbox.Messages.Email;

/// <summary>Enhanced mail status codes (RFC 3463) in words.</summary>
internal static class BounceReason
{
    /// <param name="kind"><c>failed</c> or <c>delayed</c>.</param>
    /// <param name="status">Such as 5.1.1, or null.</param>
    /// <param name="diagnostic">The server's words, or null.</param>
    public static string Of(string kind, string? status, string? diagnostic)
    {
        if (kind == "delayed") return "Their mail server does not take it yet; ours keeps trying.";
        return Detail(status) switch
        {
            "1.1" or "1.6" or "1.0" or "1.3" => "There is no such address.",
            "1.2" or "1.10" or "4.4" => "There is no such mail domain.",
            "2.1" => "Their mailbox is switched off.",
            "2.2" => "Their mailbox is full.",
            "2.3" or "3.4" => "The mail is too large for them.",
            "4.1" or "4.2" or "4.7" => "Their mail server could not be reached for days.",
            "7.1" or "7.0" or "7.26" or "7.23" or "7.25" => "Their mail server refused it, by its rules against spam.",
            _ => diagnostic is { Length: > 0 } words ? "It came back: " + Cut(words) : "It came back: the mail could not be delivered.",
        };
    }

    /// <summary>Bad address, moved, no such host: for good. A full mailbox or a policy may be over tomorrow.</summary>
    public static bool IsDeadAddress(string? status) => status is not null && status.StartsWith("5.1.", StringComparison.Ordinal);

    private static string Detail(string? status) => status is { Length: > 2 } && status[1] == '.' ? status[2..] : "";

    private static string Cut(string text) => text.Length > 200 ? text[..200] + "…" : text;
}
