using UnifiedInbox.Accounts;

namespace UnifiedInbox.TeamSettings;

/// <summary>A page of the settings.</summary>
internal sealed record SettingsLink(string Title, string Href, string Icon, string About, bool AdminOnly = false)
{
    /// <summary>Whether the page is this one or below it; the profile stands at the top of all of one's own.</summary>
    public bool IsAt(PathString path) => Href == "/account" ? path == Href : path.StartsWithSegments(Href);
}

/// <summary>The pages under Settings, in the order they stand: what is one's own first, then the team's.</summary>
internal static class SettingsNav
{
    public static readonly IReadOnlyList<SettingsLink> Own =
    [
        new("Profile", "/account", "user", "Your name, email address, time zone and theme"),
        new("Signature", "/account/signature", "mail", "What stands below the email you write"),
        new("Security", "/account/security", "shield-check", "Password, two-factor sign-in, passkeys, where you are signed in"),
        new("Notifications", "/account/notifications", "bell", "What you are told of, and how"),
        new("API tokens", "/account/tokens", "key-round", "For programs that act in your name"),
    ];

    public static readonly IReadOnlyList<SettingsLink> Team =
    [
        new("Team", "/settings/team", "users", "Who answers here, their roles, invitations", AdminOnly: true),
        new("Inboxes", "/settings/inboxes", "inbox", "The numbers you own, who uses them, and whether they work", AdminOnly: true),
        new("Templates", "/settings/templates", "scroll", "Words you write again and again, filled in for each contact"),
        new("Quiet hours", "/settings/quiet-hours", "moon", "When people are left alone, by their own clock", AdminOnly: true),
        new("WhatsApp templates", "/settings/whatsapp-templates", "layout-template", "What may be sent after 24 hours of silence", AdminOnly: true),
        new("Labels", "/settings/labels", "tag", "What conversations can be marked with"),
        new("What messages mean", "/settings/meaning", "sparkles", "How well mood and category are told, which labels are, who falls silent"),
        new("Suggested replies", "/settings/assistant", "wand-sparkles", "An endpoint of your choice that suggests replies; off unless you turn it on", AdminOnly: true),
        new("Blocked senders", "/settings/blocked", "ban", "Whose mail is kept out of sight"),
        new("Sign-up", "/settings/sign-up", "door-open", "Who may make an account without an invitation", AdminOnly: true),
        new("Text messages", "/settings/texts", "message-square-text", "What a segment costs, by where it goes", AdminOnly: true),
        new("General", "/settings/general", "sliders-horizontal", "Default country of phone numbers, the team's time zone, how long sending can be undone", AdminOnly: true),
        new("Audit log", "/settings/audit", "scroll-text", "Who changed what, and when", AdminOnly: true),
    ];

    public static IEnumerable<(string Heading, IEnumerable<SettingsLink> Links)> For(Caller caller)
    {
        yield return ("You", Own);
        var team = Team.Where(link => caller.IsAdmin || !link.AdminOnly).ToList();
        if (team.Count > 0) yield return ("Your team", team);
    }
}
