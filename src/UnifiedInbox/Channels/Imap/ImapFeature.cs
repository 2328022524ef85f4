using UnifiedInbox.Accounts;
using UnifiedInbox.Channels.Imap.Connect;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;

namespace UnifiedInbox.Channels.Imap;

/// <summary>The one registration line of reading mailboxes.</summary>
internal static class ImapFeature
{
    public static IServiceCollection AddImap(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MailboxOptions>().Bind(configuration.GetSection("Mailboxes")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(OAuthOptions.From(configuration));
        services.AddSingleton<OAuthClient>().AddSingleton<OAuthTokens>().AddSingleton<ConnectMailbox>().AddSingleton<OpenMailbox>();
        services.AddSingleton<MailboxLeases>().AddSingleton<MailboxStates>().AddSingleton<MailboxFolders>();
        services.AddSingleton<ReadMailbox>().AddSingleton<SyncFolder>().AddSingleton<ReattachFolder>().AddSingleton<FetchMails>();
        services.AddSingleton<ReadMails>().AddSingleton<WriteMails>().AddSingleton<TrimmedMail>().AddSingleton<AppendSent>().AddSingleton<MoveSpam>().AddSingleton<SyncEmails>();
        services.AddSingleton<IInboxCheck, MailboxCheck>();
        return services.AddWorker<ImapSyncer>(configuration);
    }

    public static void MapImap(this IEndpointRouteBuilder routes)
    {
        const string sync = "/api/messaging/sync-emails";
        routes.MapPost(sync, (HttpContext http, SyncEmails emails, CancellationToken ct) => emails.EndpointAsync(http, ct)).AllowAnonymous().WithTags("Messages");
        routes.MapGet(sync, (HttpContext http, SyncEmails emails, CancellationToken ct) => emails.EndpointAsync(http, ct)).AllowAnonymous().WithTags("Messages");
        var settings = routes.MapGroup("/settings/inboxes").RequireAuthorization(Policy.Admin).ExcludeFromDescription();
        settings.MapGet("/{id:guid}/connect/{provider}", (Guid id, string provider, HttpContext http, ConnectMailbox connect, CancellationToken ct) => connect.BeginAsync(id, provider, http, ct));
        settings.MapGet("/{id:guid}/mailbox", ShowMailbox.EndpointAsync);
        settings.MapPost("/{id:guid}/mailbox", ShowMailbox.LookAsync);
        settings.MapGet("/connect/{provider}/callback", (string provider, HttpContext http, ConnectMailbox connect, CancellationToken ct) => connect.FinishAsync(provider, http, ct));
    }
}
