using System.Text.Json;
using Npgsql;
using UnifiedInbox.Channels.Twilio;
using UnifiedInbox.Contacts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Inboxes;

/// <summary>
/// Makes the first inboxes from the environment at start: Twilio's numbers, or the simulator's where no provider is set up outside
/// Production. What the environment names follows it at every start; the name, pace and access an admin chose stay.
/// </summary>
internal sealed partial class EnvironmentInboxes(
    Db db, InboxDirectory inboxes, TwilioAccounts twilio, TwilioOptions options, EnvironmentMailbox mailbox, SimulatorMode simulator, TimeProvider time, ILogger<EnvironmentInboxes> log)
    : BackgroundService
{
    /// <summary>What the first inbox of texts is called.</summary>
    public const string TextsName = "Text messages";

    private const string UpsertSql = """
        INSERT INTO inboxes (id, name, channel, address, provider, settings, secrets, from_environment, is_default, segments_per_second, created_at, updated_at)
        VALUES (@id, @name, @channel, @address, 'twilio', @settings::jsonb, @secrets, true,
                NOT EXISTS (SELECT 1 FROM inboxes d WHERE d.channel = @channel AND d.is_default), @pace, @now, @now)
        ON CONFLICT (channel, address) DO UPDATE
           SET provider = excluded.provider,
               settings = excluded.settings,
               secrets = excluded.secrets,
               from_environment = true,
               disabled_at = CASE WHEN inboxes.from_environment THEN NULL ELSE inboxes.disabled_at END,
               updated_at = @now
        """;

    /// <summary>Simulated numbers and real ones never mix; a default that is gone passes to what is there.</summary>
    private const string SwitchSql = """
        UPDATE inboxes SET disabled_at = @now, is_default = false, updated_at = @now
         WHERE from_environment AND disabled_at IS NULL AND provider = 'twilio' AND coalesce((settings ->> 'simulated')::boolean, false) <> @simulated;

        UPDATE inboxes i SET is_default = true
         WHERE i.id IN (SELECT DISTINCT ON (channel) id FROM inboxes WHERE disabled_at IS NULL ORDER BY channel, created_at)
           AND NOT EXISTS (SELECT 1 FROM inboxes d WHERE d.channel = i.channel AND d.is_default)
        """;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first request where the database is there; else as soon as it is.
        if (await TryAsync(cancellationToken)) return;
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        do await Task.Delay(TimeSpan.FromSeconds(2), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested && !await TryAsync(stoppingToken));
    }

    private async Task<bool> TryAsync(CancellationToken ct)
    {
        try
        {
            await RunAsync(ct);
            return true;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            LogLater(log, error);
            return false;
        }
    }

    private async Task RunAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (simulator.IsOn || options.IsConfigured) await db.ExecuteAsync(SwitchSql, new { now, simulated = simulator.IsOn }, ct);
        foreach (var (name, channel, number) in Numbers())
        {
            var settings = new TwilioInboxSettings
            {
                AccountSid = simulator.IsOn ? SimulatorMode.AccountSid : options.AccountSid!,
                Simulated = simulator.IsOn,
            };
            await db.ExecuteAsync(
                UpsertSql,
                new
                {
                    id = NewId.Next(time),
                    name,
                    channel,
                    address = number,
                    settings = JsonSerializer.Serialize(settings, JsonSerializerOptions.Web),
                    secrets = twilio.Seal(simulator.IsOn ? simulator.AuthToken : options.AuthToken!),
                    // A long code sends one segment a second; WhatsApp 80 messages; a simulator as fast as it can.
                    pace = simulator.IsOn ? 0m : channel == "sms" ? 1m : 80m,
                    now,
                },
                ct);
        }
        await mailbox.RunAsync(ct);
        inboxes.Forget();
    }

    private IEnumerable<(string Name, string Channel, string Number)> Numbers()
    {
        var phone = simulator.IsOn ? SimulatorMode.PhoneNumber : options.IsConfigured ? options.PhoneNumber : null;
        var whatsApp = simulator.IsOn ? SimulatorMode.WhatsAppNumber : options.IsConfigured ? options.WhatsAppNumber : null;
        if (!string.IsNullOrWhiteSpace(phone)) yield return (TextsName, "sms", Addresses.OfSender(phone).Value);
        if (!string.IsNullOrWhiteSpace(whatsApp))
            yield return ("WhatsApp", "whatsapp", Addresses.OfSender("whatsapp:" + whatsApp.Replace("whatsapp:", "", StringComparison.OrdinalIgnoreCase)).Value);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The inboxes of the environment wait for the database")]
    private static partial void LogLater(ILogger log, Exception error);
}
