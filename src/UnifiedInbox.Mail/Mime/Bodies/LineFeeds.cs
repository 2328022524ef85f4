namespace UnifiedInbox.Mail.Mime.Bodies;

internal static class LineFeeds
{
    /// <summary>Every line end made a line feed. Not the platform's ReplaceLineEndings, which breaks lines at U+0085, U+2028 and form feeds too.</summary>
    public static string Only(string text) =>
        text.Contains('\r', StringComparison.Ordinal) ? text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n') : text;
}
