namespace UnifiedInbox.Conversations.Presence;

/// <summary>What is said about colleagues: "Ada is typing…", "Ada and Ben are viewing".</summary>
internal static class PresenceWords
{
    /// <summary>Of those who type, where somebody does; else of those who look.</summary>
    public static string Of(IReadOnlyList<Present> present)
    {
        var typing = present.Where(one => one.IsTyping).ToList();
        var shown = typing.Count > 0 ? typing : present;
        var names = shown.Select(one => FirstName(one.Name)).ToList();
        var who = names switch
        {
            [] => "",
            [var one] => $"{one} is",
            [var one, var other] => $"{one} and {other} are",
            [var one, ..] => $"{one} and {names.Count - 1} others are",
        };
        return who.Length == 0 ? "" : typing.Count > 0 ? $"{who} typing…" : $"{who} viewing";
    }

    private static string FirstName(string name) => name.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "Somebody";
}
