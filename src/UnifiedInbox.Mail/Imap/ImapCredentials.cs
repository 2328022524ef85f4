namespace UnifiedInbox.Mail.Imap;

/// <summary>Who signs in, and by what. Never prints what is secret.</summary>
public abstract class ImapCredentials
{
    private protected ImapCredentials(string user, string secret)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        ArgumentException.ThrowIfNullOrEmpty(secret);
        if (user.Contains('\0', StringComparison.Ordinal) || secret.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("A user name or password cannot hold the character 0.");
        (User, Secret) = (user, secret);
    }

    /// <summary>The user name, at most providers the mail address.</summary>
    public string User { get; }

    internal string Secret { get; }

    /// <summary>The kind of credentials, nothing more.</summary>
    public sealed override string ToString() => GetType().Name;
}

/// <summary>A user name and a password, or an app password.</summary>
public sealed class ImapPassword(string user, string password) : ImapCredentials(user, password);

/// <summary>A user name and an OAuth 2 access token: Google, Microsoft 365. For a shared mailbox the user is the mailbox.</summary>
public sealed class ImapBearer(string user, string accessToken) : ImapCredentials(user, accessToken);
