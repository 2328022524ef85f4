using UnifiedInbox.Accounts;

namespace UnifiedInbox.Web.Layout;

/// <summary>A page of the navbar.</summary>
internal sealed record NavItem(string Title, string Href, string Icon, string Shortcut)
{
    public bool IsAt(PathString path) => path.StartsWithSegments(Href);
}

/// <summary>What the navbar, the bar at the foot of a phone, the palette and the person's menu lead to.</summary>
internal static class Nav
{
    public static readonly IReadOnlyList<NavItem> Pages =
    [
        new("Inbox", "/inbox", "inbox", "g i"),
        new("Contacts", "/contacts", "users", "g c"),
        new("Scheduled", "/scheduled", "calendar-clock", "g l"),
        new("Analytics", "/analytics", "chart-column", "g t"),
        new("Settings", "/settings", "settings", "g s"),
    ];

    public static readonly IReadOnlyList<NavItem> Person =
    [
        new("Your account", "/account", "user", "g a"),
        new("Security and sessions", "/account/security", "shield-check", "g e"),
    ];
}

/// <summary>
/// A line above every page: something everyone has to know, such as that messages do not reach real phones. A feature
/// registers one as a singleton.
/// </summary>
internal sealed record PageNotice(string Text, string LinkText, string Href);

/// <summary>A component that a feature puts into the navbar beside the person's menu, such as its notifications.</summary>
internal sealed record NavbarPart(Type Component);
