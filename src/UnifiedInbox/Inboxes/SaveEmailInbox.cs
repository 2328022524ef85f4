using System.Globalization;
using System.Text.Json;
using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Web;

namespace UnifiedInbox.Inboxes;

/// <summary>An admin adds a mailbox or changes one. Its address never changes: messages belong to it.</summary>
internal sealed class SaveEmailInbox(Db db, InboxDirectory inboxes, SecretBox box, ChangeNotifier changes, TimeProvider time)
{
    private const string AddSql = """
        INSERT INTO inboxes (id, name, channel, address, provider, settings, secrets, is_default, open_to_all, segments_per_second, created_at, updated_at)
        VALUES (@id, @name, 'email', @address, @provider, @settings::jsonb, @secrets,
                @isDefault OR NOT EXISTS (SELECT 1 FROM inboxes d WHERE d.channel = 'email' AND d.is_default), @openToAll, 0, @now, @now)
        """;

    private const string ChangeSql = """
        UPDATE inboxes
           SET name = @name,
               provider = @provider,
               settings = settings || @settings::jsonb,
               secrets = @secrets,
               is_default = @isDefault,
               open_to_all = @openToAll,
               disabled_at = CASE WHEN @disabled THEN coalesce(disabled_at, @now) END,
               updated_at = @now
         WHERE id = @id AND channel = 'email'
        """;

    /// <summary>Adds one. The errors are empty when it was added.</summary>
    public async Task<(Guid Id, FieldErrors Errors)> AddAsync(Caller caller, EmailInboxForm form, CancellationToken ct)
    {
        caller.MustBeAdmin();
        var errors = form.Check(isNew: true);
        var id = NewId.Next(time);
        if (errors.Any) return (id, errors);
        try
        {
            await WriteAsync(caller, id, form, new EmailSettings(), new EmailSecrets(), AddSql, "inbox.added", ct);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            errors.TryAdd("address", ["There is an inbox with this address already."]);
        }
        return (id, errors);
    }

    /// <summary>Changes one. Null where there is no such mailbox.</summary>
    public async Task<FieldErrors?> ChangeAsync(Caller caller, Guid id, EmailInboxForm form, CancellationToken ct)
    {
        caller.MustBeAdmin();
        if (await inboxes.FindAsync(id, ct) is not { Channel: "email" } inbox) return null;
        var errors = form.Check(isNew: false);
        if (form.IsDefault && form.Disabled) errors.TryAdd("isDefault", ["An inbox that is switched off cannot be the default."]);
        if (!errors.Any) await WriteAsync(caller, id, form, EmailSettings.Of(inbox), EmailSecrets.Of(inbox, box), ChangeSql, "inbox.changed", ct);
        return errors;
    }

    private async Task WriteAsync(
        Caller caller, Guid id, EmailInboxForm form, EmailSettings settings, EmailSecrets secrets, string sql, string action, CancellationToken ct)
    {
        await db.InTransactionAsync(
            async connection =>
            {
                if (form.IsDefault) await connection.ExecuteAsync(new CommandDefinition(SaveInbox.ClearDefaultSql, new { id, channel = "email" }, cancellationToken: ct));
                var row = new
                {
                    id,
                    name = form.Name,
                    address = form.NormalAddress,
                    provider = form.Provider,
                    settings = JsonSerializer.Serialize(Settings(form, settings), JsonSerializerOptions.Web),
                    secrets = Secrets(form, secrets).Seal(box),
                    isDefault = form.IsDefault,
                    openToAll = form.OpenToAll,
                    disabled = form.Disabled,
                    now = time.GetUtcNow(),
                };
                await connection.ExecuteAsync(new CommandDefinition(sql, row, cancellationToken: ct));
                await connection.ExecuteAsync(new CommandDefinition(SaveInbox.AccessSql, new { id, agents = form.Agents.ToArray() }, cancellationToken: ct));
                await connection.ExecuteAsync(new CommandDefinition(SaveInbox.ChangedSql, new { id, userId = caller.UserId }, cancellationToken: ct));
                await AuditLog.RecordAsync(connection, caller, action, "inbox", id.ToString(), new { form.Name, form.Provider, form.OpenToAll, form.Disabled }, ct);
                return true;
            },
            ct);
        inboxes.Forget();
        changes.Wake();
    }

    private static EmailSettings Settings(EmailInboxForm form, EmailSettings old) => old with
    {
        FromName = Or(form.FromName, null),
        Signature = Or(form.Signature, null),
        PlusAddressing = form.PlusAddressing,
        Smtp = form.SmtpHost.Length == 0 ? null : new SmtpSettings(form.SmtpHost, Number(form.SmtpPort), form.SmtpSecurity, form.SmtpUser),
        Ses = form.AccessKeyId.Length == 0 ? null : new SesSettings(form.Region, form.AccessKeyId, Or(form.ConfigurationSet, null), Or(form.TopicArn, null)),
        Imap = form.ImapHost.Length == 0
            ? null
            : (old.Imap ?? new ImapSettings(form.ImapHost)) with
            {
                Host = form.ImapHost,
                Port = Number(form.ImapPort),
                Security = form.ImapSecurity,
                User = Or(form.ImapUser, form.NormalAddress)!,
                Auth = form.ImapAuth,
                FirstSyncDays = Number(form.FirstSyncDays),
                MarkSeen = form.MarkSeen,
                AppendSent = form.AppendSent,
                MoveSpam = form.MoveSpam,
            },
    };

    /// <summary>What was left empty stays.</summary>
    private static EmailSecrets Secrets(EmailInboxForm form, EmailSecrets old) => old with
    {
        ImapPassword = Or(form.ImapPassword, old.ImapPassword),
        SmtpPassword = Or(form.SmtpPassword, old.SmtpPassword),
        AwsSecretAccessKey = Or(form.SecretAccessKey, old.AwsSecretAccessKey),
        ResendApiKey = Or(form.ResendApiKey, old.ResendApiKey),
        ResendWebhookSecret = Or(form.ResendWebhookSecret, old.ResendWebhookSecret),
    };

    private static string? Or(string text, string? otherwise) => text.Length > 0 ? text : otherwise;

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
