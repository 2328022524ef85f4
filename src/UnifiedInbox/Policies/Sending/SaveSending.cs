using Dapper;
using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Live;
using UnifiedInbox.TeamSettings;
using UnifiedInbox.Web;

namespace UnifiedInbox.Policies.Sending;

/// <summary>An admin sets an inbox's cap and its answers to STOP, START and HELP.</summary>
internal sealed class SaveSending(Db db, InboxDirectory inboxes, SettingsStore settings, ChangeNotifier changes, TimeProvider time)
{
    private const string Sql = """
        UPDATE inboxes
           SET daily_cap = @cap,
               auto_replies = CASE WHEN channel = 'email' THEN auto_replies ELSE @autoReplies::jsonb END,
               updated_at = @now
         WHERE id = @id
        """;

    /// <summary>A sender without a cap is not counted: what it sent today is looked up when it gets one.</summary>
    private const string CountTodaySql = """
        INSERT INTO sender_days (inbox_id, day, sent)
        SELECT @id, @today::date, count(*)
          FROM messages m
         WHERE m.inbox_id = @id AND m.direction = 'outbound' AND m.attempts > 0 AND m.at >= @today::date::timestamp AT TIME ZONE @zone
        ON CONFLICT (inbox_id, day) DO UPDATE SET sent = excluded.sent
        """;

    /// <summary>What is wrong, empty when it was saved; null where there is no such inbox.</summary>
    public async Task<FieldErrors?> RunAsync(Caller caller, Guid id, SendingForm form, CancellationToken ct)
    {
        caller.MustBeAdmin();
        var errors = form.Check();
        if (errors.Any) return errors;
        var policy = await PolicySettings.ReadAsync(settings, time, ct);
        var found = await db.InTransactionAsync(
            async connection =>
            {
                var parameters = new { id, cap = form.DailyCapValue, autoReplies = form.AutoRepliesJson, now = time.GetUtcNow() };
                if (await connection.ExecuteAsync(new CommandDefinition(Sql, parameters, cancellationToken: ct)) == 0) return false;
                if (form.DailyCapValue is not null)
                    await connection.ExecuteAsync(new CommandDefinition(CountTodaySql, new { id, today = policy.Today, zone = policy.TeamZone }, cancellationToken: ct));
                await Changes.RecordAsync(connection, new Change("inbox", id, UserId: caller.UserId), ct);
                await AuditLog.RecordAsync(connection, caller, "inbox.sending_changed", "inbox", id.ToString(), new { form.DailyCap, form.AnswersKeywords }, ct);
                return true;
            },
            ct);
        if (!found) return null;
        inboxes.Forget();
        changes.Wake();
        return errors;
    }

    /// <summary><c>POST /settings/inboxes/{id}/sending</c></summary>
    public static async Task<IResult> FormAsync(Guid id, HttpContext http, SaveSending save, InboxDirectory inboxes, CancellationToken ct)
    {
        var form = SendingForm.Read(await http.Request.ReadFormAsync(ct));
        if (await save.RunAsync(http.Caller(), id, form, ct) is not { } errors) return TypedResults.NotFound();
        if (errors.Any && await inboxes.FindAsync(id, ct) is { } inbox)
            return Page.Of<SendingPage>(new { Inbox = inbox, Form = form, Errors = errors }, 422);
        LeftToast.Leave(http, "Settings saved");
        return TurboStream.SeeOther("/settings/inboxes/" + id);
    }

    /// <summary><c>GET /settings/inboxes/{id}/sending</c>: where the browser lands that reloads a refused form.</summary>
    public static IResult Show(Guid id) => TurboStream.SeeOther("/settings/inboxes/" + id);
}
