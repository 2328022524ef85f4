using System.Text.Json;
using UnifiedInbox.Contacts;
using UnifiedInbox.Database;
using UnifiedInbox.Simulator.Mailing;

namespace UnifiedInbox.Inboxes;

/// <summary>
/// The mailbox the environment names, or the simulator's two. What sends is chosen by what is set: SES, else Resend, else SMTP; what fetches
/// is IMAP. Like the environment's numbers it follows the variables at every start.
/// </summary>
internal sealed class EnvironmentMailbox(Db db, SecretBox secrets, SimulatorMode simulator, IConfiguration configuration, TimeProvider time)
{
    private const string UpsertSql = """
        INSERT INTO inboxes (id, name, channel, address, provider, settings, secrets, from_environment, is_default, segments_per_second, created_at, updated_at)
        VALUES (@id, @name, 'email', @address, @provider, @settings::jsonb, @secrets, true,
                NOT EXISTS (SELECT 1 FROM inboxes d WHERE d.channel = 'email' AND d.is_default), 0, @now, @now)
        ON CONFLICT (channel, address) DO UPDATE
           SET provider = excluded.provider,
               settings = inboxes.settings || excluded.settings,
               secrets = excluded.secrets,
               from_environment = true,
               disabled_at = CASE WHEN inboxes.from_environment THEN NULL ELSE inboxes.disabled_at END,
               updated_at = @now
        """;

    private const string KnownSql = "SELECT settings, secrets FROM inboxes WHERE channel = 'email' AND address = @address";

    /// <summary>The simulator's mailbox goes once there is a real one.</summary>
    private const string RetireSql = """
        UPDATE inboxes SET disabled_at = @now, is_default = false, updated_at = @now
         WHERE channel = 'email' AND from_environment AND disabled_at IS NULL AND (settings ->> 'simulated')::boolean
        """;

    /// <summary>Makes it, or brings it up to date; nothing where no mailbox is named.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        if (!simulator.PlaysMail) await db.ExecuteAsync(RetireSql, new { now = time.GetUtcNow() }, ct);
        foreach (var mailbox in simulator.PlaysMail ? Simulated() : Read() is { } named ? [named] : []) await MakeAsync(mailbox, ct);
    }

    private async Task MakeAsync(Mailbox mailbox, CancellationToken ct)
    {
        if (await db.FindAsync<Inbox>(KnownSql, new { address = mailbox.Address }, ct) is { } known) mailbox = mailbox.Keeping(EmailSettings.Of(known), EmailSecrets.Of(known, secrets));
        await db.ExecuteAsync(
            UpsertSql,
            new
            {
                id = NewId.Next(time),
                name = mailbox.Name,
                address = mailbox.Address,
                provider = mailbox.Provider,
                settings = JsonSerializer.Serialize(mailbox.Settings, JsonSerializerOptions.Web),
                secrets = mailbox.Secrets.Seal(secrets),
                now = time.GetUtcNow(),
            },
            ct);
    }

    /// <summary>One for each provider the simulator plays, so that both can be tried.</summary>
    private Mailbox[] Simulated() =>
    [
        new Mailbox(
            SimulatorMode.EmailAddress,
            "resend",
            new EmailSettings { Simulated = true },
            new EmailSecrets { ResendApiKey = simulator.AuthToken, ResendWebhookSecret = simulator.WebhookSecret }),
        new Mailbox(
            SimulatorMode.SesAddress,
            "ses",
            new EmailSettings { Simulated = true, Ses = new SesSettings("us-east-1", "SIMULATED", "simulated", new MailOptions().TopicArn) },
            new EmailSecrets { AwsSecretAccessKey = simulator.AuthToken }) { Name = "Email by SES" },
    ];

    private Mailbox? Read()
    {
        var smtp = SmtpUrl.Read(configuration.Text("SMTP_URL"));
        var named = configuration.Text("AWS_SES_FROM_EMAIL") ?? configuration.Text("RESEND_FROM_EMAIL") ?? configuration.Text("IMAP_USER") ?? smtp?.Settings.User;
        if (named is null) return null;
        var (name, address) = Split(named);
        if (!Addresses.TryReadEmail(address, out var normal))
            throw new OperatorException($"“{named}” is no email address. Set AWS_SES_FROM_EMAIL, RESEND_FROM_EMAIL or IMAP_USER to the mailbox's.");
        return new Mailbox(normal, ProviderOf(smtp), SettingsOf(name, smtp), SecretsOf(smtp));
    }

    private string ProviderOf((SmtpSettings Settings, string Password)? smtp) =>
        configuration.Text("AWS_ACCESS_KEY_ID") is not null && configuration.Text("AWS_SES_FROM_EMAIL") is not null ? "ses"
        : configuration.Text("RESEND_API_KEY") is not null ? "resend"
        : smtp is not null ? "smtp" : "imap";

    private EmailSettings SettingsOf(string? name, (SmtpSettings Settings, string Password)? smtp) => new()
    {
        FromName = name,
        Smtp = smtp?.Settings,
        Ses = configuration.Text("AWS_ACCESS_KEY_ID") is { } key
            ? new SesSettings(
                configuration.Text("AWS_REGION", "AWS_DEFAULT_REGION") ?? "us-east-1",
                key,
                configuration.Text("AWS_SES_CONFIGURATION_SET"),
                configuration.Text("AWS_SNS_TOPIC_ARN"))
            : null,
        Imap = configuration.Text("IMAP_HOST") is { } host && configuration.Text("IMAP_USER") is { } user
            ? new ImapSettings(host, configuration.Number("IMAP_PORT", 993, 1, 65535), SecurityOf("IMAP_SECURITY", configuration.Number("IMAP_PORT", 993, 1, 65535) == 143 ? "starttls" : "tls"), user)
            : null,
    };

    private EmailSecrets SecretsOf((SmtpSettings Settings, string Password)? smtp) => new()
    {
        ImapPassword = configuration.Text("IMAP_PASSWORD"),
        SmtpPassword = smtp?.Password,
        AwsSecretAccessKey = configuration.Text("AWS_SECRET_ACCESS_KEY"),
        ResendApiKey = configuration.Text("RESEND_API_KEY"),
        ResendWebhookSecret = configuration.Text("RESEND_WEBHOOK_SECRET"),
    };

    private string SecurityOf(string variable, string fallback) => configuration.Text(variable) switch
    {
        null => fallback,
        "tls" or "starttls" or "none" => configuration.Text(variable)!,
        var other => throw new OperatorException($"{variable} is “{other}”; it must be tls, starttls or none."),
    };

    /// <summary><c>Acme Support &lt;support@acme.example&gt;</c> or a bare address.</summary>
    private static (string? Name, string Address) Split(string text)
    {
        var open = text.LastIndexOf('<');
        return open > 0 && text.EndsWith('>') ? (text[..open].Trim().Trim('"'), text[(open + 1)..^1]) : (null, text);
    }

    private sealed record Mailbox(string Address, string Provider, EmailSettings Settings, EmailSecrets Secrets)
    {
        public string Name { get; init; } = "Email";

        /// <summary>What no variable says stays as it was chosen: how the mailbox was connected, and what is done with its mail.</summary>
        public Mailbox Keeping(EmailSettings settings, EmailSecrets secrets) => this with
        {
            Settings = Settings with
            {
                Imap = settings.Imap is not { } chosen ? Settings.Imap : Settings.Imap is null ? chosen : Settings.Imap with
                {
                    Auth = chosen.Auth,
                    FirstSyncDays = chosen.FirstSyncDays,
                    MarkSeen = chosen.MarkSeen,
                    AppendSent = chosen.AppendSent,
                    MoveSpam = chosen.MoveSpam,
                },
            },
            Secrets = Secrets with { RefreshToken = secrets.RefreshToken },
        };
    }
}
