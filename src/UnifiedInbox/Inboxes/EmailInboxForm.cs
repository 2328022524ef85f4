using System.Globalization;
using UnifiedInbox.Contacts;
using UnifiedInbox.Web;

namespace UnifiedInbox.Inboxes;

/// <summary>A mailbox as an admin enters it. Secrets are write-only: empty on a change means that they stay.</summary>
public sealed record EmailInboxForm
{
    public static readonly IReadOnlyList<(string Value, string Label)> Providers =
        [("smtp", "The mailbox's own server (SMTP)"), ("ses", "Amazon SES"), ("resend", "Resend"), ("imap", "Nothing: receive only")];

    public string Name { get; init; } = "";

    public string Address { get; init; } = "";

    public string FromName { get; init; } = "";

    /// <summary>Text, or HTML as the composer makes it; stands below the agent's own.</summary>
    public string Signature { get; init; } = "";

    /// <summary><c>ses</c>, <c>resend</c>, <c>smtp</c>, or <c>imap</c> where nothing is sent.</summary>
    public string Provider { get; init; } = "smtp";

    public bool PlusAddressing { get; init; }

    public string SmtpHost { get; init; } = "";

    public string SmtpPort { get; init; } = "587";

    public string SmtpSecurity { get; init; } = "starttls";

    public string SmtpUser { get; init; } = "";

    public string SmtpPassword { get; init; } = "";

    public string Region { get; init; } = "";

    public string AccessKeyId { get; init; } = "";

    public string SecretAccessKey { get; init; } = "";

    public string ConfigurationSet { get; init; } = "";

    public string TopicArn { get; init; } = "";

    public string ResendApiKey { get; init; } = "";

    public string ResendWebhookSecret { get; init; } = "";

    public string ImapHost { get; init; } = "";

    public string ImapPort { get; init; } = "993";

    public string ImapSecurity { get; init; } = "tls";

    public string ImapUser { get; init; } = "";

    public string ImapPassword { get; init; } = "";

    public string ImapAuth { get; init; } = "password";

    public string FirstSyncDays { get; init; } = "30";

    public bool MarkSeen { get; init; } = true;

    public bool AppendSent { get; init; } = true;

    public bool MoveSpam { get; init; } = true;

    public bool IsDefault { get; init; }

    public bool OpenToAll { get; init; } = true;

    public bool Disabled { get; init; }

    public IReadOnlyList<Guid> Agents { get; init; } = [];

    public string NormalAddress => Addresses.TryReadEmail(Address, out var address) ? address : Address;

    public static EmailInboxForm Read(IFormCollection form) => new()
    {
        Name = Text(form, "name"),
        Address = Text(form, "address"),
        FromName = Text(form, "fromName"),
        Signature = Text(form, "signature"),
        Provider = Text(form, "provider"),
        PlusAddressing = form["plusAddressing"] == "true",
        SmtpHost = Text(form, "smtpHost"),
        SmtpPort = Text(form, "smtpPort"),
        SmtpSecurity = Text(form, "smtpSecurity"),
        SmtpUser = Text(form, "smtpUser"),
        SmtpPassword = Text(form, "smtpPassword"),
        Region = Text(form, "region"),
        AccessKeyId = Text(form, "accessKeyId"),
        SecretAccessKey = Text(form, "secretAccessKey"),
        ConfigurationSet = Text(form, "configurationSet"),
        TopicArn = Text(form, "topicArn"),
        ResendApiKey = Text(form, "resendApiKey"),
        ResendWebhookSecret = Text(form, "resendWebhookSecret"),
        ImapHost = Text(form, "imapHost"),
        ImapPort = Text(form, "imapPort"),
        ImapSecurity = Text(form, "imapSecurity"),
        ImapUser = Text(form, "imapUser"),
        ImapPassword = Text(form, "imapPassword"),
        ImapAuth = Text(form, "imapAuth"),
        FirstSyncDays = Text(form, "firstSyncDays"),
        MarkSeen = form["markSeen"] == "true",
        AppendSent = form["appendSent"] == "true",
        MoveSpam = form["moveSpam"] == "true",
        IsDefault = form["isDefault"] == "true",
        OpenToAll = form["openToAll"] == "true",
        Disabled = form["disabled"] == "true",
        Agents = [.. form["agents"].Select(text => Guid.TryParse(text, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).Take(1_000)],
    };

    /// <summary>What the form shows of an inbox; never a secret.</summary>
    public static EmailInboxForm Of(Inbox inbox, IReadOnlyList<Guid> agents)
    {
        var settings = EmailSettings.Of(inbox);
        var (smtp, ses, imap) = (settings.Smtp, settings.Ses, settings.Imap);
        return new EmailInboxForm
        {
            Name = inbox.Name,
            Address = inbox.Address,
            FromName = settings.FromName ?? "",
            Signature = settings.Signature ?? "",
            Provider = inbox.Provider,
            PlusAddressing = settings.PlusAddressing,
            SmtpHost = smtp?.Host ?? "",
            SmtpPort = Number(smtp?.Port ?? 587),
            SmtpSecurity = smtp?.Security ?? "starttls",
            SmtpUser = smtp?.User ?? "",
            Region = ses?.Region ?? "",
            AccessKeyId = ses?.AccessKeyId ?? "",
            ConfigurationSet = ses?.ConfigurationSet ?? "",
            TopicArn = ses?.TopicArn ?? "",
            ImapHost = imap?.Host ?? "",
            ImapPort = Number(imap?.Port ?? 993),
            ImapSecurity = imap?.Security ?? "tls",
            ImapUser = imap?.User ?? "",
            ImapAuth = imap?.Auth ?? "password",
            FirstSyncDays = Number(imap?.FirstSyncDays ?? 30),
            MarkSeen = imap?.MarkSeen ?? true,
            AppendSent = imap?.AppendSent ?? true,
            MoveSpam = imap?.MoveSpam ?? true,
            IsDefault = inbox.IsDefault,
            OpenToAll = inbox.OpenToAll,
            Disabled = inbox.DisabledAt is not null,
            Agents = agents,
        };
    }

    /// <summary>What is wrong, field by field.</summary>
    public FieldErrors Check(bool isNew)
    {
        var errors = new FieldErrors();
        if (Name.Length is 0 or > 100) errors.TryAdd("name", ["Give it a name of at most 100 characters."]);
        if (isNew && !Addresses.TryReadEmail(Address, out _)) errors.TryAdd("address", ["Write an address like support@example.com."]);
        if (FromName.Length > 100) errors.TryAdd("fromName", ["At most 100 characters."]);
        if (Signature.Length > 5_000) errors.TryAdd("signature", ["At most 5,000 characters."]);
        if (Providers.All(known => known.Value != Provider)) errors.TryAdd("provider", ["Choose how mail leaves."]);
        if (Provider == "ses" && (Region.Length == 0 || AccessKeyId.Length == 0)) errors.TryAdd("accessKeyId", ["Amazon SES needs a region and an access key."]);
        if (Provider == "ses" && isNew && SecretAccessKey.Length == 0) errors.TryAdd("secretAccessKey", ["The secret belongs to the access key."]);
        if (TopicArn.Length > 0 && !TopicArn.StartsWith("arn:", StringComparison.Ordinal)) errors.TryAdd("topicArn", ["A topic looks like arn:aws:sns:region:account:name."]);
        if (Provider == "resend" && isNew && ResendApiKey.Length == 0) errors.TryAdd("resendApiKey", ["Resend needs an API key."]);
        if (Provider == "smtp") CheckServer(errors, "smtp", SmtpHost, SmtpPort, SmtpSecurity);
        if (ImapHost.Length > 0) CheckServer(errors, "imap", ImapHost, ImapPort, ImapSecurity);
        if (!int.TryParse(FirstSyncDays, NumberStyles.None, CultureInfo.InvariantCulture, out var days) || days > 3_650) errors.TryAdd("firstSyncDays", ["A number of days up to 3650."]);
        if (ImapAuth is not ("password" or "google" or "microsoft")) errors.TryAdd("imapAuth", ["Choose how to sign in."]);
        return errors;
    }

    private static void CheckServer(FieldErrors errors, string name, string host, string port, string security)
    {
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown) errors.TryAdd(name + "Host", ["Write the server's name, like " + name + ".example.com."]);
        if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 65535) errors.TryAdd(name + "Port", ["A port is a number from 1 to 65535."]);
        if (security is not ("tls" or "starttls" or "none")) errors.TryAdd(name + "Security", ["Choose TLS or STARTTLS."]);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(IFormCollection form, string name) => SafeText.Clean(form[name].ToString().Trim());
}
