using System.Globalization;
using System.Text.RegularExpressions;
using UnifiedInbox.Mail.Imap.Wire;

namespace UnifiedInbox.Mail.Imap.Failures;

/// <summary>
/// What a NO, BAD or BYE means. Response codes first; words only where servers are known to say it no other way, and
/// never to allow anything.
/// </summary>
internal static partial class Diagnosis
{
    private static readonly string[] Kept =
    [
        "NONEXISTENT", "TRYCREATE", "ALREADYEXISTS", "NOPERM", "OVERQUOTA", "CANNOT", "EXPUNGEISSUED", "BADCHARSET", "TOOBIG",
        "INUSE", "SERVERBUG", "CLIENTBUG", "CORRUPTION", "APPENDLIMIT", "PARSE",
    ];

    public static ImapException Of(Response status, bool signingIn, string? words)
    {
        var code = status.Code?.Split(' ')[0].ToUpperInvariant();
        if (NoAccess(code, status.Words, signingIn) is { } refusal) return new ImapAuthenticationException(refusal, words);
        if (Busy(code, status.Words) is { } busy)
            return new ImapThrottledException(busy, "The mail server asks to be left alone for a while.", words, RetryAfter(status.Words));
        if (status.Status == StatusWord.Bye)
            return new ImapConnectionException("server-said-bye", "The mail server ended the connection.", words);
        if (signingIn && status.Status == StatusWord.No)
            return new ImapAuthenticationException(ImapRefusal.WrongCredentials, words);
        var known = Kept.Contains(code) ? code!.ToLowerInvariant() : status.Status == StatusWord.Bad ? "bad-command" : "refused";
        return new ImapRefusedException(known, "The mail server refused a command.", words);
    }

    /// <summary>Exchange says this without a tag, and then nothing more.</summary>
    public static bool IsUnavailable(string line) => line.StartsWith("Server Unavailable", StringComparison.OrdinalIgnoreCase);

    private static ImapRefusal? NoAccess(string? code, string words, bool signingIn)
    {
        if (Says(words, "authenticated but not connected")) return ImapRefusal.NotConnected;
        if (!signingIn) return null;
        if (code is "WEBALERT" || Says(words, "web browser")) return ImapRefusal.BrowserSignInNeeded;
        if (Says(words, "application-specific password") || Says(words, "app password")) return ImapRefusal.AppPasswordNeeded;
        if (Says(words, "not enabled for IMAP") || Says(words, "IMAP access is disabled") || Says(words, "IMAP is disabled")
            || Says(words, "IMAP use is disabled")) return ImapRefusal.ImapDisabled;
        return code switch
        {
            "AUTHENTICATIONFAILED" => ImapRefusal.WrongCredentials,
            "AUTHORIZATIONFAILED" or "NOPERM" or "CONTACTADMIN" => ImapRefusal.NotPermitted,
            "EXPIRED" => ImapRefusal.Expired,
            "PRIVACYREQUIRED" => ImapRefusal.MethodNotOffered,
            _ => null,
        };
    }

    private static string? Busy(string? code, string words)
    {
        if (Says(words, "too many") && Says(words, "connection")) return "too-many-connections";
        if (code is "UNAVAILABLE" || Says(words, "server unavailable") || Says(words, "server busy")) return "unavailable";
        if (code is "LIMIT" or "THROTTLED" || Says(words, "throttled") || Says(words, "bandwidth limits")
            || Says(words, "too many login")) return "throttled";
        return null;
    }

    /// <summary>Exchange: <c>Request is throttled. Suggested Backoff Time: 92415 milliseconds</c>.</summary>
    private static TimeSpan? RetryAfter(string words) =>
        BackoffTime().Match(words) is { Success: true } match
        && long.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? TimeSpan.FromMilliseconds(Math.Min(milliseconds, TimeSpan.FromDays(1).TotalMilliseconds))
            : null;

    private static bool Says(string words, string what) => words.Contains(what, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"Backoff Time: (\d{1,12}) milliseconds", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex BackoffTime();
}
