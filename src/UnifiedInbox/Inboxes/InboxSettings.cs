using System.Globalization;
using UnifiedInbox.Accounts;
using UnifiedInbox.Channels.Twilio;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Inboxes;

/// <summary>An agent who may be given access.</summary>
public sealed record InboxAgent
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string Email { get; init; } = "";

    public bool HasAccess { get; init; }
}

/// <summary>The pages under /settings/inboxes.</summary>
internal static class InboxSettings
{
    private const string AgentsSql = """
        SELECT u.id,
               u.name,
               u.email::text AS email,
               EXISTS (SELECT 1 FROM inbox_access a WHERE a.user_id = u.id AND a.inbox_id = @id) AS has_access
          FROM users u
         WHERE u.role = 'agent' AND u.deactivated_at IS NULL
         ORDER BY u.name, u.id
        """;

    public static async Task<IResult> ListAsync(InboxDirectory inboxes, CancellationToken ct) =>
        Page.Of<InboxesPage>(new { Inboxes = await inboxes.AllAsync(ct) });

    public static async Task<IResult> AddAsync(HttpContext http, SaveInbox save, InboxDirectory inboxes, CancellationToken ct)
    {
        var form = InboxForm.Read(await http.Request.ReadFormAsync(ct));
        var (id, errors) = await save.AddAsync(http.Caller(), form, ct);
        return errors.Any
            ? Page.Of<InboxesPage>(new { Inboxes = await inboxes.AllAsync(ct), Form = form, Errors = errors }, StatusCodes.Status422UnprocessableEntity)
            : TurboStream.SeeOther("/settings/inboxes/" + id);
    }

    public static async Task<IResult> ShowAsync(Guid id, HttpContext http, InboxDirectory inboxes, Db db, TwilioWebhookUrl url, CancellationToken ct)
    {
        if (await inboxes.FindAsync(id, ct) is not { } inbox) return Results.NotFound();
        var agents = await db.ListAsync<InboxAgent>(AgentsSql, new { id }, ct);
        if (inbox.Channel == "email") return await EmailInboxSettings.ShowAsync(inbox, agents, http);
        return Page.Of<InboxPage>(new { Inbox = inbox, Form = FormOf(inbox, agents), WebhookUrl = url.Inbound, Agents = agents });
    }

    public static async Task<IResult> ChangeAsync(
        Guid id, HttpContext http, SaveInbox save, SaveEmailInbox saveEmail, InboxDirectory inboxes, Db db, TwilioWebhookUrl url, CancellationToken ct)
    {
        if (await inboxes.FindAsync(id, ct) is { Channel: "email" } mailbox) return await ChangeAsync(mailbox, http, saveEmail, db, ct);
        var form = InboxForm.Read(await http.Request.ReadFormAsync(ct));
        if (await save.ChangeAsync(http.Caller(), id, form, ct) is not { } errors) return Results.NotFound();
        if (!errors.Any) return Saved(http, id);
        var inbox = (await inboxes.FindAsync(id, ct))!;
        var agents = await db.ListAsync<InboxAgent>(AgentsSql, new { id }, ct);
        return Page.Of<InboxPage>(
            new { Inbox = inbox, Form = form, WebhookUrl = url.Inbound, Agents = agents, Errors = errors }, StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> ChangeAsync(Inbox mailbox, HttpContext http, SaveEmailInbox save, Db db, CancellationToken ct)
    {
        var form = EmailInboxForm.Read(await http.Request.ReadFormAsync(ct));
        if (await save.ChangeAsync(http.Caller(), mailbox.Id, form, ct) is not { } errors) return Results.NotFound();
        if (!errors.Any) return Saved(http, mailbox.Id);
        return await EmailInboxSettings.ShowAsync(mailbox, await db.ListAsync<InboxAgent>(AgentsSql, new { id = mailbox.Id }, ct), http, form, errors);
    }

    private static IResult Saved(HttpContext http, Guid id)
    {
        LeftToast.Leave(http, "Settings saved");
        return TurboStream.SeeOther("/settings/inboxes/" + id);
    }

    public static async Task<IResult> CheckAsync(Guid id, HttpContext http, CheckInbox check, CancellationToken ct)
    {
        if (await check.RunAsync(id, ct) is not { } findings) return Results.NotFound();
        return http.Request.Headers.ContainsKey("Turbo-Frame")
            ? Page.Of<InboxFindings>(new { Id = id, Findings = findings })
            : Page.Of<InboxFindingsPage>(new { Id = id, Findings = findings });
    }

    private static InboxForm FormOf(Inbox inbox, List<InboxAgent> agents)
    {
        var settings = TwilioAccounts.SettingsOf(inbox);
        return new InboxForm
        {
            Name = inbox.Name,
            Channel = inbox.Channel,
            Address = inbox.Address,
            AccountSid = settings.AccountSid,
            MessagingServiceSid = settings.MessagingServiceSid ?? "",
            Pace = inbox.SegmentsPerSecond.ToString("0.##", CultureInfo.InvariantCulture),
            IsDefault = inbox.IsDefault,
            OpenToAll = inbox.OpenToAll,
            Disabled = inbox.DisabledAt is not null,
            Agents = [.. agents.Where(agent => agent.HasAccess).Select(agent => agent.Id)],
        };
    }
}
