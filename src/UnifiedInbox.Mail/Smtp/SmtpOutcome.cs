namespace UnifiedInbox.Mail.Smtp;

/// <summary>What is known of a mail after one submission.</summary>
public enum SmtpResult
{
    /// <summary>The server took it for at least one recipient.</summary>
    Accepted,

    /// <summary>Surely not taken; later it may be.</summary>
    Transient,

    /// <summary>Surely not taken, and never will be.</summary>
    Permanent,

    /// <summary>The whole mail left and no answer came: nobody knows.</summary>
    Unknown,
}

/// <param name="Result">What is known.</param>
/// <param name="Code">The server's: <c>550</c>, or <c>5.1.1</c> where it gives an enhanced one; else our own word (<c>unreachable</c>, <c>certificate</c>, <c>sign-in</c> …).</param>
/// <param name="Answer">The server's last words, one line of at most 500 printable characters; untrusted.</param>
/// <param name="Refused">Recipients it did not take, where it took others.</param>
public sealed record SmtpOutcome(SmtpResult Result, string? Code, string? Answer, IReadOnlyList<string> Refused);
