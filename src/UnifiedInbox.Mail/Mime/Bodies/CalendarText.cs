namespace UnifiedInbox.Mail.Mime.Bodies;

/// <summary>The little of iCalendar (RFC 5545) that says what kind of mail this is.</summary>
internal static class CalendarText
{
    public static string? Method(string calendar)
    {
        foreach (var line in calendar.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("METHOD:", StringComparison.OrdinalIgnoreCase)) return line[7..].Trim().ToString();
            if (line.StartsWith("BEGIN:VEVENT", StringComparison.OrdinalIgnoreCase)) return null;
        }
        return null;
    }
}
