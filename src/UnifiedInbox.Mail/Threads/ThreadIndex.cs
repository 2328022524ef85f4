namespace UnifiedInbox.Mail.Threads;

/// <summary>Outlook's <c>Thread-Index</c>: 22 bytes that name the conversation, and 5 more for each answer.</summary>
internal static class ThreadIndex
{
    private const int RootLength = 22;

    /// <summary>The conversation's part in hexadecimal, null where the field holds none.</summary>
    public static string? Root(string? field)
    {
        if (field is null) return null;
        var text = string.Concat(field.Where(sign => !char.IsWhiteSpace(sign)));
        if (text.Length is 0 or > 10_000) return null;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length >= RootLength ? Convert.ToHexStringLower(bytes.AsSpan(0, RootLength)) : null;
    }
}
