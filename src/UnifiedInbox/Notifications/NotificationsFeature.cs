using UnifiedInbox.Accounts;
using UnifiedInbox.Web;
using UnifiedInbox.Web.Layout;

namespace UnifiedInbox.Notifications;

/// <summary>Telling people that somebody wrote: the bell, the tab's title, a sound, a notification of the desktop.</summary>
internal static class NotificationsFeature
{
    public static void AddNotifications(this IServiceCollection services)
    {
        services.AddSingleton<FindNews>().AddSingleton<ListUnread>();
        services.AddSingleton(new NavbarPart(typeof(Bell)));
    }

    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        var notifications = routes.MapGroup("/notifications").ExcludeFromDescription();
        notifications.MapGet("", ListAsync);
        notifications.MapGet("/news", FindNews.EndpointAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext http, ListUnread unread, CancellationToken ct) =>
        Page.Of<UnreadList>(new { Unread = await unread.RunAsync(http.Caller(), ct) });
}
