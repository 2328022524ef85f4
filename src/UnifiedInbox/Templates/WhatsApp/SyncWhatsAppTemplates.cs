using System.Text;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Channels.Twilio;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Web;

namespace UnifiedInbox.Templates.WhatsApp;

/// <summary>Reads the templates of every WhatsApp sender's account from Twilio: at start, every hour, and when asked.</summary>
internal sealed partial class SyncWhatsAppTemplates(
    Db db, InboxDirectory inboxes, TwilioAccounts accounts, TwilioTemplates templates, TimeProvider time, ILogger<SyncWhatsAppTemplates> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <summary>What Twilio has no more goes; messages keep their own words.</summary>
    private const string Sql = """
        DELETE FROM whatsapp_templates WHERE account_sid = @account AND sid <> ALL (@sids);

        INSERT INTO whatsapp_templates (id, account_sid, sid, name, language, category, status, reason, body, content_type, details, variables, synced_at)
        SELECT n.id, @account, n.sid, n.name, n.language, n.category, n.status, n.reason, n.body, n.content_type, n.details::jsonb, n.variables::jsonb, @now
          FROM unnest(@ids, @sids, @names, @languages, @categories, @statuses, @reasons, @bodies, @types, @details, @variables)
            AS n (id, sid, name, language, category, status, reason, body, content_type, details, variables)
         ORDER BY n.sid
        ON CONFLICT (account_sid, sid) DO UPDATE
           SET name = excluded.name,
               language = excluded.language,
               category = excluded.category,
               status = excluded.status,
               reason = excluded.reason,
               body = excluded.body,
               content_type = excluded.content_type,
               details = excluded.details,
               variables = excluded.variables,
               synced_at = excluded.synced_at
        """;

    /// <summary>How many there are now; null where an account could not be asked, with the reason in words.</summary>
    public async Task<(int Count, string? Problem)> RunAsync(CancellationToken ct)
    {
        var count = 0;
        string? problem = null;
        var senders = (await inboxes.AllAsync(ct)).Where(inbox => inbox is { Channel: "whatsapp", Provider: TwilioAccounts.Provider, DisabledAt: null });
        foreach (var account in senders.Select(accounts.Of).DistinctBy(account => account.Sid))
        {
            try
            {
                var found = (await templates.ListAsync(account, ct)).DistinctBy(template => template.Sid).ToList();
                await WriteAsync(account.Sid, found, ct);
                count += found.Count;
            }
            catch (TwilioApiException error)
            {
                LogFailed(log, error.Message);
                problem = error.Status is 401 or 403 ? "Twilio refuses our credentials for its Content API." : error.Message;
            }
        }
        return (count, problem);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var wait = AfterFailure; !stoppingToken.IsCancellationRequested;)
        {
            try
            {
                wait = (await RunAsync(stoppingToken)).Problem is null ? Every : wait < LongestWait ? wait * 2 : LongestWait;
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException)
            {
                LogFailed(log, "the database is away");
            }
            await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task<int> WriteAsync(string account, List<TwilioTemplate> found, CancellationToken ct) => db.ExecuteAsync(
        Sql,
        new
        {
            account,
            ids = found.Select(_ => NewId.Next(time)).ToArray(),
            sids = found.Select(template => template.Sid).ToArray(),
            names = found.Select(template => SafeText.Clean(template.Name)).ToArray(),
            languages = found.Select(template => SafeText.Clean(template.Language)).ToArray(),
            categories = found.Select(template => SafeText.Clean(template.Category)).ToArray(),
            statuses = found.Select(template => SafeText.Clean(template.Status)).ToArray(),
            reasons = found.Select(template => template.Reason is null ? null : SafeText.Clean(template.Reason)).ToArray(),
            bodies = found.Select(template => SafeText.Clean(template.Body)).ToArray(),
            types = found.Select(template => SafeText.Clean(template.ContentType)).ToArray(),
            details = found.Select(template => WithoutNul(template.Details)).ToArray(),
            variables = found.Select(template => WithoutNul(template.Variables)).ToArray(),
            now = time.GetUtcNow(),
        },
        ct);

    private static string WithoutNul(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        JsonEscapes.Clean(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary><c>POST /api/whatsapp-templates/sync</c></summary>
    public static async Task<IResult> EndpointAsync(SyncWhatsAppTemplates sync, CancellationToken ct)
    {
        var (count, problem) = await sync.RunAsync(ct);
        return problem is null ? TypedResults.Ok(new { templates = count }) : Problem.Of(StatusCodes.Status502BadGateway, "twilio_unavailable", problem);
    }

    /// <summary><c>POST /settings/whatsapp-templates</c></summary>
    public static async Task<IResult> FormAsync(HttpContext http, SyncWhatsAppTemplates sync, CancellationToken ct)
    {
        var (count, problem) = await sync.RunAsync(ct);
        LeftToast.Leave(http, problem ?? (count == 1 ? "One template read" : $"{count} templates read"));
        return TurboStream.SeeOther("/settings/whatsapp-templates");
    }

    [LoggerMessage(LogLevel.Information, "WhatsApp templates could not be read: {Why}")]
    private static partial void LogFailed(ILogger log, string why);
}
