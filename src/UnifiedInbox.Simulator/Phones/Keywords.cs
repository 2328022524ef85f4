namespace UnifiedInbox.Simulator.Phones;

internal enum Keyword
{
    None,
    Stop,
    Start,
    Help,
}

/// <summary>The words that carriers act upon by themselves: the whole message, in any case, nothing else beside it.</summary>
internal static class Keywords
{
    public static Keyword Of(string body) => body.Trim().ToUpperInvariant() switch
    {
        "STOP" or "STOPALL" or "UNSUBSCRIBE" or "CANCEL" or "END" or "QUIT" or "REVOKE" or "OPTOUT" => Keyword.Stop,
        "START" or "UNSTOP" or "YES" => Keyword.Start,
        "HELP" or "INFO" => Keyword.Help,
        _ => Keyword.None,
    };

    public static string Reply(Keyword word) => word switch
    {
        Keyword.Stop =>
            "You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.",
        Keyword.Start =>
            "You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
        _ => "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
    };
}
