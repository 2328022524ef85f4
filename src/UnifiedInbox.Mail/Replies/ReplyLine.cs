namespace UnifiedInbox.Mail.Replies;

/// <summary>A line of a mail. In plain text it is quoted where it begins with <c>&gt;</c>, in HTML where it stands in a block quote.</summary>
internal readonly record struct ReplyLine(string Text, bool IsQuoted, LineHint Hint = LineHint.None)
{
    public bool IsBlank => string.IsNullOrWhiteSpace(Text);
}

/// <summary>What a mail program's own mark-up says of a line.</summary>
internal enum LineHint
{
    None,

    /// <summary>The program put it there as a quote, announcement included.</summary>
    Quote,

    /// <summary>It and all below were there before the answer.</summary>
    QuoteToEnd,

    /// <summary>The program added it as the writer's signature.</summary>
    Signature,
}

/// <summary>What a line turned out to be.</summary>
internal enum LinePart
{
    Text,
    Quote,
    Signature,
}
