namespace UnifiedInbox.Mail.Imap.Failures;

/// <summary>Why a server does not let us in.</summary>
public enum ImapRefusal
{
    /// <summary>Wrong user name or password, or a token it does not accept.</summary>
    WrongCredentials,

    /// <summary>Gmail and others: the account has two-step verification and wants an app password.</summary>
    AppPasswordNeeded,

    /// <summary>The password or token has expired.</summary>
    Expired,

    /// <summary>IMAP is switched off for this account.</summary>
    ImapDisabled,

    /// <summary>The provider wants the owner to sign in with a browser first.</summary>
    BrowserSignInNeeded,

    /// <summary>Signed in, but not as somebody who may use this mailbox.</summary>
    NotPermitted,

    /// <summary>Microsoft 365: the token is good, the mailbox behind it cannot be used (licence, scope, IMAP off, wrong user).</summary>
    NotConnected,

    /// <summary>The server offers no way to sign in that fits these credentials.</summary>
    MethodNotOffered,
}

internal static class ImapRefusals
{
    public static string Code(this ImapRefusal reason) => reason switch
    {
        ImapRefusal.WrongCredentials => "wrong-credentials",
        ImapRefusal.AppPasswordNeeded => "app-password-needed",
        ImapRefusal.Expired => "expired",
        ImapRefusal.ImapDisabled => "imap-disabled",
        ImapRefusal.BrowserSignInNeeded => "browser-sign-in-needed",
        ImapRefusal.NotPermitted => "not-permitted",
        ImapRefusal.NotConnected => "not-connected",
        _ => "method-not-offered",
    };

    public static string Sentence(this ImapRefusal reason) => reason switch
    {
        ImapRefusal.WrongCredentials => "The mail server does not accept this user name and password, or this token.",
        ImapRefusal.AppPasswordNeeded => "The mail server wants an app password instead of the account's own password.",
        ImapRefusal.Expired => "The password or token has expired.",
        ImapRefusal.ImapDisabled => "IMAP is switched off for this account.",
        ImapRefusal.BrowserSignInNeeded => "The provider wants the owner of the account to sign in with a browser first.",
        ImapRefusal.NotPermitted => "This user may not use this mailbox.",
        ImapRefusal.NotConnected => "The token is good, but the mailbox behind it cannot be used: check the licence, that IMAP is on, the token's scope and the user name.",
        _ => "The mail server offers no way to sign in that fits: it may want OAuth, or an encrypted connection.",
    };
}
