namespace UnifiedInbox.Accounts.Own;

/// <summary>What a browser calls itself, in words its owner knows: "Firefox on Windows". A guess, for recognising only.</summary>
internal static class UserAgents
{
    // The order matters: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"), ("python", "a Python program"), ("node", "a Node program"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"), ("Linux", "Linux"),
    ];

    public static string Words(string? agent)
    {
        var browser = NameIn(Browsers, agent) ?? "A program";
        return NameIn(Systems, agent) is { } system ? $"{browser} on {system}" : browser;
    }

    public static bool IsPhone(string? agent) => NameIn(Systems, agent) is "iPhone" or "Android";

    private static string? NameIn((string Mark, string Name)[] known, string? agent) =>
        agent == null ? null : known.FirstOrDefault(entry => agent.Contains(entry.Mark, StringComparison.OrdinalIgnoreCase)).Name;
}
