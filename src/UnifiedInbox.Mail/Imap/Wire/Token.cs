namespace UnifiedInbox.Mail.Imap.Wire;

internal enum TokenKind : byte
{
    /// <summary>A run of characters, with what stands in square brackets: <c>BODY[HEADER.FIELDS (SUBJECT)]&lt;0&gt;</c> is one.</summary>
    Atom,
    Quoted,
    Literal,
    Nil,
    List,

    /// <summary>A literal whose bytes went elsewhere, or were thrown away.</summary>
    Streamed,
}

/// <summary>
/// One token of a response. Tokens lie in one array in the order they came; a list is followed by its members.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where its value starts in the response's text.</param>
/// <param name="Length">Bytes of its value.</param>
/// <param name="Next">Where the next token on the same level is: for a list, behind its members, or beyond all while it is open.</param>
internal readonly record struct Token(TokenKind Kind, int Start, int Length, int Next);
