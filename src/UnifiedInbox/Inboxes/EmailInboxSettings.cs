using UnifiedInbox.Accounts;
using UnifiedInbox.Channels.Imap;
using UnifiedInbox.Channels.Imap.Connect;
using UnifiedInbox.Channels.Resend;
using UnifiedInbox.Channels.Ses;
using UnifiedInbox.Web;
using UnifiedInbox.Web.Hosting;

namespace UnifiedInbox.Inboxes;

/// <summary>The settings pages of mailboxes; those of numbers are <see cref="InboxSettings"/>, which hands mailboxes over to here.</summary>
internal static class EmailInboxSettings
{
    public static IResult New() => Page.Of<NewEmailInboxPage>();

    public static async Task<IResult> AddAsync(HttpContext http, SaveEmailInbox save, CancellationToken ct)
    {
        var form = EmailInboxForm.Read(await http.Request.ReadFormAsync(ct));
        var (id, errors) = await save.AddAsync(http.Caller(), form, ct);
        return errors.Any
            ? Page.Of<NewEmailInboxPage>(new { Form = form, Errors = errors }, StatusCodes.Status422UnprocessableEntity)
            : TurboStream.SeeOther("/settings/inboxes/" + id);
    }

    public static async Task<IResult> ShowAsync(Inbox inbox, IReadOnlyList<InboxAgent> agents, HttpContext http, EmailInboxForm? form = null, FieldErrors? errors = null) =>
        Page.Of<EmailInboxPage>(
            new
            {
                Inbox = inbox,
                Form = form ?? EmailInboxForm.Of(inbox, [.. agents.Where(agent => agent.HasAccess).Select(agent => agent.Id)]),
                WebhookUrl = WebhookOf(inbox, http.RequestServices.GetRequiredService<ServerOptions>(), http.RequestServices.GetRequiredService<LocalAddress>()),
                Agents = agents,
                State = Mailbox.Of(inbox) is null ? null : await http.RequestServices.GetRequiredService<MailboxStates>().FindAsync(inbox.Id, http.RequestAborted) ?? new MailboxState(),
                Providers = http.RequestServices.GetRequiredService<OAuthOptions>().Providers.Select(provider => new OAuthChoice(provider.Name, provider.Label)).ToList(),
                Errors = errors ?? new FieldErrors(),
            },
            errors is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    private static string? WebhookOf(Inbox inbox, ServerOptions server, LocalAddress local)
    {
        var path = inbox.Provider switch { "ses" => SesWebhook.Path, "resend" => ResendWebhook.Path, _ => null };
        return path is null ? null : (server.PublicUrl ?? local.Url).ToString().TrimEnd('/') + path;
    }
}
