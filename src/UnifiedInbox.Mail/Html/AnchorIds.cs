namespace UnifiedInbox.Mail.Html;

/// <summary>
/// Ids of a mail get a prefix, so that none is ever the name of something a page or script looks for. Links within the mail
/// follow them.
/// </summary>
internal static class AnchorIds
{
    public const string Prefix = "mail-";

    private const int Longest = 200;

    /// <summary>The id to write; null where it is none to keep.</summary>
    public static string? Rename(string? id)
    {
        if (id is null || id.Length is 0 or > Longest) return null;
        foreach (var sign in id)
            if (!char.IsLetterOrDigit(sign) && sign is not ('-' or '_' or '.' or ':')) return null;
        return id.StartsWith(Prefix, StringComparison.Ordinal) ? id : Prefix + id;
    }
}
