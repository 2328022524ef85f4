using System.Text.Json;
using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Channels.Twilio;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Web;

namespace UnifiedInbox.Inboxes;

/// <summary>An admin adds an inbox or changes one. Its number never changes: messages belong to it.</summary>
internal sealed class SaveInbox(Db db, InboxDirectory inboxes, TwilioAccounts twilio, ChangeNotifier changes, TimeProvider time)
{
    internal const string ClearDefaultSql = "UPDATE inboxes SET is_default = false WHERE channel = @channel AND is_default AND id <> @id";

    private const string AddSql = """
        INSERT INTO inboxes (id, name, channel, address, provider, settings, secrets, is_default, open_to_all, segments_per_second, created_at, updated_at)
        VALUES (@id, @name, @channel, @address, 'twilio', @settings::jsonb, @secrets,
                @isDefault OR NOT EXISTS (SELECT 1 FROM inboxes d WHERE d.channel = @channel AND d.is_default), @openToAll, @pace, @now, @now)
        """;

    private const string ChangeSql = """
        UPDATE inboxes
           SET name = @name,
               settings = settings || @settings::jsonb,
               secrets = coalesce(@secrets, secrets),
               is_default = @isDefault,
               open_to_all = @openToAll,
               segments_per_second = @pace,
               disabled_at = CASE WHEN @disabled THEN coalesce(disabled_at, @now) END,
               updated_at = @now
         WHERE id = @id
        """;

    internal const string AccessSql = """
        DELETE FROM inbox_access WHERE inbox_id = @id AND NOT user_id = ANY (@agents);
        INSERT INTO inbox_access (inbox_id, user_id)
        SELECT @id, u.id FROM users u WHERE u.id = ANY (@agents) AND u.role IN ('agent', 'admin')
        ON CONFLICT DO NOTHING
        """;

    internal const string ChangedSql = "INSERT INTO changes (kind, inbox_id, user_id) VALUES ('inbox', @id, @userId)";

    /// <summary>Adds one. The errors are empty when it was added.</summary>
    public async Task<(Guid Id, FieldErrors Errors)> AddAsync(Caller caller, InboxForm form, CancellationToken ct)
    {
        caller.MustBeAdmin();
        var errors = form.Check(isNew: true);
        var id = NewId.Next(time);
        if (errors.Any) return (id, errors);
        try
        {
            await WriteAsync(caller, id, form.Channel, form, AddSql, "inbox.added", ct);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            errors.TryAdd("address", ["There is an inbox with this number already."]);
        }
        return (id, errors);
    }

    /// <summary>Changes one. Null where there is no such inbox.</summary>
    public async Task<FieldErrors?> ChangeAsync(Caller caller, Guid id, InboxForm form, CancellationToken ct)
    {
        caller.MustBeAdmin();
        if (await inboxes.FindAsync(id, ct) is not { } inbox) return null;
        var errors = form.Check(isNew: false);
        if (form.IsDefault && form.Disabled) errors.TryAdd("isDefault", ["An inbox that is switched off cannot be the default."]);
        if (!errors.Any) await WriteAsync(caller, id, inbox.Channel, form, ChangeSql, "inbox.changed", ct);
        return errors;
    }

    private async Task WriteAsync(Caller caller, Guid id, string channel, InboxForm form, string sql, string action, CancellationToken ct)
    {
        await db.InTransactionAsync(
            async connection =>
            {
                if (form.IsDefault) await RunAsync(connection, ClearDefaultSql, new { id, channel }, ct);
                await RunAsync(
                    connection,
                    sql,
                    new
                    {
                        id,
                        name = form.Name,
                        channel,
                        address = form.NormalAddress,
                        settings = SettingsOf(form),
                        secrets = form.AuthToken.Length > 0 ? twilio.Seal(form.AuthToken) : null,
                        isDefault = form.IsDefault,
                        openToAll = form.OpenToAll,
                        pace = form.PaceValue,
                        disabled = form.Disabled,
                        now = time.GetUtcNow(),
                    },
                    ct);
                await RunAsync(connection, AccessSql, new { id, agents = form.Agents.ToArray() }, ct);
                await RunAsync(connection, ChangedSql, new { id, userId = caller.UserId }, ct);
                await AuditLog.RecordAsync(connection, caller, action, "inbox", id.ToString(), new { form.Name, form.OpenToAll, form.Disabled, newToken = form.AuthToken.Length > 0 }, ct);
                return true;
            },
            ct);
        inboxes.Forget();
        changes.Wake();
    }

    /// <summary>Only what was entered: an empty account keeps the one there is.</summary>
    private static string SettingsOf(InboxForm form)
    {
        var settings = new Dictionary<string, object?> { ["messagingServiceSid"] = form.MessagingServiceSid.Length > 0 ? form.MessagingServiceSid : null };
        if (form.AccountSid.Length > 0) settings["accountSid"] = form.AccountSid;
        return JsonSerializer.Serialize(settings);
    }

    private static Task<int> RunAsync(NpgsqlConnection connection, string sql, object parameters, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: ct));
}
