namespace UnifiedInbox.Policies;

/// <summary>What a whole message of one word means for consent.</summary>
internal enum Keyword
{
    None,
    Stop,
    Start,

    /// <summary>YES undoes an opt-out where there is one, and is ordinary text otherwise.</summary>
    Yes,
    Help,
}

/// <summary>
/// Recognises the opt-out, opt-in and help words that carriers and Twilio use on text messages, whole message only: a sentence with
/// "stop" in it is none (<see cref="OptOutWish"/> looks at those).
/// Source: Twilio "Customize users' opt-in and opt-out experience with Advanced Opt-Out"; CTIA messaging principles.
/// </summary>
internal static class Keywords
{
    private static readonly string[] StopWords = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"];

    /// <summary>
    /// Reads <paramref name="text"/>; <paramref name="optOutType"/> is Twilio's own verdict and, where present, decides
    /// (the team may have set words of its own there). <paramref name="toTollFree"/>: on US toll-free numbers only START and UNSTOP undo.
    /// </summary>
    public static Keyword Read(string text, string? optOutType, bool toTollFree)
    {
        switch (optOutType?.Trim().ToUpperInvariant())
        {
            case "STOP": return Keyword.Stop;
            case "START": return Keyword.Start;
            case "HELP": return Keyword.Help;
        }
        return PlainWord.Of(text) switch
        {
            "" => Keyword.None,
            "START" or "UNSTOP" => Keyword.Start,
            "YES" when !toTollFree => Keyword.Yes,
            "HELP" or "INFO" => Keyword.Help,
            var word when Array.Exists(StopWords, stop => IsRepeated(stop, word)) => Keyword.Stop,
            _ => Keyword.None,
        };
    }

    /// <summary>US and Canadian toll-free: +1 800, 833, 844, 855, 866, 877, 888.</summary>
    public static bool IsTollFree(string number) =>
        number.Length == 12 && number.StartsWith("+18", StringComparison.Ordinal)
        && number.AsSpan(3, 2) is "00" or "33" or "44" or "55" or "66" or "77" or "88";

    /// <summary>As the database speaks of it; null for ordinary text.</summary>
    public static string? NameOf(Keyword keyword) => keyword switch
    {
        Keyword.Stop => "stop",
        Keyword.Start => "start",
        Keyword.Yes => "yes",
        Keyword.Help => "help",
        _ => null,
    };

    /// <summary>"STOP STOP STOP" is one that is meant.</summary>
    private static bool IsRepeated(string word, string text)
    {
        if (text.Length % word.Length != 0) return false;
        for (var start = 0; start < text.Length; start += word.Length)
            if (!text.AsSpan(start, word.Length).SequenceEqual(word)) return false;
        return true;
    }
}
