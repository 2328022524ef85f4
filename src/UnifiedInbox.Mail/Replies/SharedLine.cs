namespace UnifiedInbox.Mail.Replies;

/// <summary>Some programs begin the attribution on the last line of the answer: <c>Thanks On Wed, 4 Apr 2012, Bob wrote:</c></summary>
internal static class SharedLine
{
    public static (string Above, string Attribution)? Split(string line)
    {
        if (line.Length is < 20 or > 1_000 || !line.EndsWith("wrote:", StringComparison.Ordinal)) return null;
        var on = line.LastIndexOf(" On ", StringComparison.Ordinal);
        if (on <= 0 || on + 5 >= line.Length || line.AsSpan(0, on).TrimStart().StartsWith(">")) return null;
        var above = line[..on].TrimEnd().TrimEnd('-');
        if (above.Trim().Length == 0 || !Dates.StartsWithDate(line.AsSpan(on + 4))) return null;
        return (above, line[above.Length..].TrimStart());
    }
}
