using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Web;
using UnifiedInbox.Web.Layout;

namespace UnifiedInbox.Notifications;

/// <summary>Telling people that somebody wrote: the bell, the tab's title, a sound, a notification of the desktop.</summary>
internal static class NotificationsFeature
{
    public static void AddNotifications(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<FindNews>().AddSingleton<ListUnread>().AddSingleton<ListMentions>().AddSingleton<SystemMail>();
        services.AddWorker<MailMentions>(configuration);
        services.AddSingleton(new NavbarPart(typeof(Bell)));
    }

    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        var notifications = routes.MapGroup("/notifications").ExcludeFromDescription();
        notifications.MapGet("", ListAsync);
        notifications.MapGet("/news", FindNews.EndpointAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext http, Db db, ListUnread unread, ListMentions mentions, CancellationToken ct) =>
        Page.Of<UnreadList>(new
        {
            Unread = await unread.RunAsync(http.Caller(), ct),
            Mentions = (await NotificationPreferences.OfAsync(db, http.Caller().UserId, ct)).Mentions ? await mentions.RunAsync(http.Caller(), null, ct) : [],
        });
}
