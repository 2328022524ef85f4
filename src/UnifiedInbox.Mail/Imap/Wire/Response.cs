using System.Text;

namespace UnifiedInbox.Mail.Imap.Wire;

/// <summary>
/// One response, in pieces. There is one object for a connection, filled anew for each response, so that ten thousand
/// responses leave nothing behind; who wants to keep a value copies it.
/// </summary>
internal sealed class Response
{
    /// <summary>What is kept for the next response; a single giant must not stay in memory with the connection.</summary>
    private const int Usual = 16 * 1024;

    private byte[] text = new byte[Usual];
    private Token[] tokens = new Token[256];

    public ResponseKind Kind { get; set; }

    /// <summary><c>*</c>, <c>+</c> or the tag of the command that is answered.</summary>
    public string Tag { get; set; } = "";

    public StatusWord Status { get; set; }

    /// <summary>What a status, a continuation or a garbage line says to people. Never to be trusted.</summary>
    public string Words { get; set; } = "";

    /// <summary>A status's response code as it came, without its brackets; null where there is none.</summary>
    public string? Code { get; set; }

    /// <summary>A literal that stands next in the stream, unread: the response goes on behind it.</summary>
    public LiteralHead? Pending { get; set; }

    public int TokenCount { get; private set; }

    public int TextLength { get; private set; }

    /// <summary>The tokens of data, or those of a status's code.</summary>
    public TokenReader Tokens => new(this, 0, TokenCount);

    public Token this[int index] => tokens[index];

    public ReadOnlySpan<byte> Value(Token token) => text.AsSpan(token.Start, token.Length);

    public void Clear()
    {
        if (text.Length > Usual) text = new byte[Usual];
        if (tokens.Length > Usual) tokens = new Token[256];
        (TokenCount, TextLength) = (0, 0);
        (Kind, Tag, Status, Words, Code, Pending) = (ResponseKind.Garbage, "", StatusWord.None, "", null, null);
    }

    /// <summary>Room for a value of that many bytes, which becomes part of the text.</summary>
    public Memory<byte> Take(int length)
    {
        if (text.Length - TextLength < length) Array.Resize(ref text, Math.Max(text.Length * 2, TextLength + length));
        TextLength += length;
        return text.AsMemory(TextLength - length, length);
    }

    /// <summary>Adds a token whose value is the last <paramref name="length"/> bytes taken.</summary>
    public void Add(TokenKind kind, int length)
    {
        if (TokenCount == tokens.Length) Array.Resize(ref tokens, tokens.Length * 2);
        var next = kind == TokenKind.List ? int.MaxValue : TokenCount + 1;
        tokens[TokenCount++] = new Token(kind, TextLength - length, length, next);
    }

    public void Add(TokenKind kind, ReadOnlySpan<byte> value)
    {
        value.CopyTo(Take(value.Length).Span);
        Add(kind, value.Length);
    }

    /// <summary>Says of an open list where it ends: behind the last token.</summary>
    public void CloseList(int index) => tokens[index] = tokens[index] with { Next = TokenCount };

    /// <summary>The tag, or another short word, without making a string of the usual ones.</summary>
    public static string Word(ReadOnlySpan<byte> word) => word is [(byte)'*'] ? "*" : Encoding.Latin1.GetString(word);
}
