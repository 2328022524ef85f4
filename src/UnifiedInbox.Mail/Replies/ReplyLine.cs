namespace UnifiedInbox.Mail.Replies;

/// <summary>A line of a mail. In plain text it is quoted where it begins with <c>&gt;</c>, in HTML where it stands in a quote.</summary>
internal readonly record struct ReplyLine(string Text, bool IsQuoted)
{
    public bool IsBlank => string.IsNullOrWhiteSpace(Text);
}

/// <summary>What a line turned out to be.</summary>
internal enum LinePart
{
    Text,
    Quote,
    Signature,
}
