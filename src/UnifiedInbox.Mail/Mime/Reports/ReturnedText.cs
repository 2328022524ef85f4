using UnifiedInbox.Mail.Mime.Headers;

namespace UnifiedInbox.Mail.Mime.Reports;

/// <summary>A mail that came back pasted below the text of a bounce.</summary>
internal static class ReturnedText
{
    /// <summary>From the first line that reads like the header.</summary>
    public static string? MessageId(string? text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("Message-ID:", StringComparison.OrdinalIgnoreCase)) return MessageIds.ReadOne(line[11..].ToString());
        }
        return null;
    }
}
