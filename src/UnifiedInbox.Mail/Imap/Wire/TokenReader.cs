using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace UnifiedInbox.Mail.Imap.Wire;

/// <summary>Walks over the tokens of a response, or of one list in it. What is not there reads as null, false or empty.</summary>
internal ref struct TokenReader(Response response, int start, int end)
{
    private static readonly SearchValues<byte> InReals = SearchValues.Create("0123456789.eE+"u8);

    private int at = start;

    public readonly bool AtEnd => at >= end;

    public readonly Token? Peek => AtEnd ? null : response[at];

    public readonly bool IsList => Peek is { Kind: TokenKind.List };

    /// <summary>The bytes of the next token, without moving on; empty for a list and NIL.</summary>
    public readonly ReadOnlySpan<byte> PeekValue => AtEnd ? default : response.Value(response[at]);

    public void Skip()
    {
        if (!AtEnd) at = Math.Min(response[at].Next, end);
    }

    /// <summary>The bytes of the next token; valid until the next response.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        var value = PeekValue;
        Skip();
        return value;
    }

    /// <summary>The next token as Latin-1 text; null for NIL, a list and the end.</summary>
    public string? Text()
    {
        var none = Peek is null or { Kind: TokenKind.Nil or TokenKind.List or TokenKind.Streamed };
        var value = Bytes();
        return none ? null : Encoding.Latin1.GetString(value);
    }

    /// <summary>The members of the list that stands next; nothing where something else stands there.</summary>
    public TokenReader List()
    {
        var inner = IsList ? new TokenReader(response, at + 1, Math.Min(response[at].Next, end)) : new TokenReader(response, 0, 0);
        Skip();
        return inner;
    }

    /// <summary>Moves over the next token if it is this word, in whatever case.</summary>
    public bool Take(ReadOnlySpan<byte> word)
    {
        if (Peek is not { Kind: TokenKind.Atom } || !Ascii.EqualsIgnoreCase(PeekValue, word)) return false;
        Skip();
        return true;
    }

    /// <summary>An unsigned number written in digits only: what a UID or a message id has to be.</summary>
    public ulong? Exact()
    {
        var value = Bytes();
        return Utf8Parser.TryParse(value, out ulong number, out var used) && used == value.Length ? number : null;
    }

    /// <summary>A UID, UIDVALIDITY or sequence number: 1 to 2^32-1.</summary>
    public uint? Uid() => Exact() is { } number and > 0 and <= uint.MaxValue ? (uint)number : null;

    /// <summary>A count or size; mail.ru writes large ones as <c>9.3736e+06</c>.</summary>
    public long? Count()
    {
        var value = Bytes();
        if (Utf8Parser.TryParse(value, out long number, out var used) && used == value.Length && number >= 0) return number;
        if (value.IsEmpty || value.Length > 32 || value.ContainsAnyExcept(InReals)) return null;
        return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && real < 1e15 ? (long)real : null;
    }
}
