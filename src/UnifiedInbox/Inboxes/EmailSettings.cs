using System.Text.Json;
using UnifiedInbox.Database;

namespace UnifiedInbox.Inboxes;

/// <summary>
/// What an email inbox is set up with: <c>inboxes.settings</c>. Each part belongs to the provider folder that reads it; a part
/// that is null is not used.
/// </summary>
public sealed record EmailSettings
{
    /// <summary>The name in From; null = the agent's own.</summary>
    public string? FromName { get; init; }

    /// <summary>Below every mail, after the agent's own: text, or HTML as the composer makes it.</summary>
    public string? Signature { get; init; }

    /// <summary>Speaks to the simulator.</summary>
    public bool Simulated { get; init; }

    /// <summary>The server delivers <c>name+anything@domain</c> too: answers get a signed Reply-To.</summary>
    public bool PlusAddressing { get; init; }

    /// <summary>Where mail is fetched from.</summary>
    public ImapSettings? Imap { get; init; }

    /// <summary><c>smtp</c>: host and port, and whether TLS begins at once (465) or by STARTTLS.</summary>
    public SmtpSettings? Smtp { get; init; }

    /// <summary><c>ses</c>: region, key id, configuration set, and the SNS topic its events come from.</summary>
    public SesSettings? Ses { get; init; }

    public static EmailSettings Of(Inbox inbox) => JsonSerializer.Deserialize<EmailSettings>(inbox.Settings, JsonSerializerOptions.Web) ?? new EmailSettings();
}

/// <param name="Security"><c>tls</c>, <c>starttls</c> or <c>none</c> (loopback only).</param>
/// <param name="Auth"><c>password</c>, <c>google</c> or <c>microsoft</c>.</param>
/// <param name="FirstSyncDays">How far the first sync goes back.</param>
/// <param name="MarkSeen">Mark what was stored as read on the server.</param>
/// <param name="AppendSent">Put a copy of what we send into the Sent folder, where the provider does not do so itself.</param>
/// <param name="MoveSpam">Move what is spam here to the server's Junk folder.</param>
public sealed record ImapSettings(
    string Host,
    int Port = 993,
    string Security = "tls",
    string User = "",
    string Auth = "password",
    int FirstSyncDays = 30,
    bool MarkSeen = true,
    bool AppendSent = true,
    bool MoveSpam = true);

/// <param name="Security"><c>tls</c>, <c>starttls</c> or <c>none</c> (loopback only).</param>
public sealed record SmtpSettings(string Host, int Port = 587, string Security = "starttls", string User = "");

public sealed record SesSettings(string Region, string AccessKeyId, string? ConfigurationSet = null, string? TopicArn = null);

/// <summary>What an email inbox must not show: <c>inboxes.secrets</c>, encrypted.</summary>
public sealed record EmailSecrets
{
    private const string Purpose = "email-inbox";

    public string? ImapPassword { get; init; }

    /// <summary>OAuth: renewed by itself; the access token is never stored.</summary>
    public string? RefreshToken { get; init; }

    public string? SmtpPassword { get; init; }

    public string? AwsSecretAccessKey { get; init; }

    public string? ResendApiKey { get; init; }

    /// <summary>whsec_…</summary>
    public string? ResendWebhookSecret { get; init; }

    internal static EmailSecrets Of(Inbox inbox, SecretBox box) =>
        inbox.Secrets is null ? new EmailSecrets() : JsonSerializer.Deserialize<EmailSecrets>(box.Decrypt(inbox.Secrets, Purpose), JsonSerializerOptions.Web)!;

    internal string Seal(SecretBox box) => box.Encrypt(JsonSerializer.Serialize(this, JsonSerializerOptions.Web), Purpose);
}
