using System.Text;
using UnifiedInbox.Mail.Imap.Failures;

namespace UnifiedInbox.Mail.Imap.Wire;

/// <summary>
/// Makes tokens of a response, line by line: a literal ends a line, and the response goes on with the line behind it.
/// Knows nothing of the network. Whatever a server sends ends in tokens or in an <see cref="ImapProtocolException"/>.
/// </summary>
internal sealed class ResponseParser(Response response, int maxDepth, int maxText)
{
    private readonly int[] open = new int[maxDepth];
    private int depth;

    /// <summary>How many lists are open where the parser stands.</summary>
    public int Depth => depth;

    /// <summary>Reads the first line of a response, without its line end; false for an empty one, which means nothing.</summary>
    public bool Begin(ReadOnlySpan<byte> line)
    {
        response.Clear();
        depth = 0;
        line = line.TrimStart("\0 "u8); // Exchange puts NULs in front
        if (line.IsEmpty) return false;
        if (line[0] == '+') Continuation(line[1..]);
        else if (!Status(line) && line is [(byte)'*', (byte)' ', .. var data]) Data(data);
        else if (response.Kind == ResponseKind.Garbage) response.Words = Encoding.Latin1.GetString(Bounded(line));
        return true;
    }

    /// <summary>Goes on behind a literal, where only a space or the end of a list can stand: else its size was a lie.</summary>
    public void Continue(ReadOnlySpan<byte> line)
    {
        if (!line.IsEmpty && line[0] is not ((byte)' ' or (byte)')'))
            throw new ImapProtocolException("wrong-literal-size", "A literal was longer or shorter than the mail server had said.");
        response.Pending = null;
        Tokens(line, mayPend: true);
    }

    private void Continuation(ReadOnlySpan<byte> words)
    {
        response.Kind = ResponseKind.Continuation;
        response.Tag = "+";
        response.Words = Encoding.Latin1.GetString(Bounded(words.TrimStart((byte)' ')));
    }

    private void Data(ReadOnlySpan<byte> data)
    {
        response.Kind = ResponseKind.Data;
        response.Tag = "*";
        Tokens(data, mayPend: true);
    }

    private bool Status(ReadOnlySpan<byte> line)
    {
        var space = line.IndexOf((byte)' ');
        if (space <= 0) return false;
        var rest = line[(space + 1)..];
        var wordEnd = rest.IndexOf((byte)' ') is var end and >= 0 ? end : rest.Length;
        var word = Word(rest[..wordEnd]);
        if (word == StatusWord.None) return false;
        response.Kind = ResponseKind.Status;
        response.Status = word;
        response.Tag = Response.Word(line[..space]);
        rest = rest[wordEnd..].TrimStart((byte)' ');
        if (rest is [(byte)'[', ..] && CodeEnd(rest) is var close and > 0)
        {
            response.Code = Encoding.Latin1.GetString(Bounded(rest[1..close]));
            CodeTokens(rest[1..close]);
            rest = rest[(close + 1)..].TrimStart((byte)' ');
        }
        response.Words = Encoding.Latin1.GetString(Bounded(rest));
        return true;
    }

    private static StatusWord Word(ReadOnlySpan<byte> word) => word.Length switch
    {
        2 when Ascii.EqualsIgnoreCase(word, "OK"u8) => StatusWord.Ok,
        2 when Ascii.EqualsIgnoreCase(word, "NO"u8) => StatusWord.No,
        3 when Ascii.EqualsIgnoreCase(word, "BAD"u8) => StatusWord.Bad,
        3 when Ascii.EqualsIgnoreCase(word, "BYE"u8) => StatusWord.Bye,
        7 when Ascii.EqualsIgnoreCase(word, "PREAUTH"u8) => StatusWord.Preauth,
        _ => StatusWord.None,
    };

    /// <summary>The bracket that ends a response code; one inside a quoted string or a list does not.</summary>
    private static int CodeEnd(ReadOnlySpan<byte> text)
    {
        var quoted = false;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"') quoted = !quoted;
            else if (text[i] == ']' && !quoted) return i;
        }
        return -1;
    }

    /// <summary>A code whose insides make no sense is still a status: its first word is what counts.</summary>
    private void CodeTokens(ReadOnlySpan<byte> code)
    {
        try
        {
            Tokens(code, mayPend: false);
        }
        catch (ImapProtocolException)
        {
            depth = 0;
        }
    }

    private void Tokens(ReadOnlySpan<byte> line, bool mayPend)
    {
        if (response.TextLength + line.Length > maxText) throw TooLong();
        var lastClose = line.LastIndexOf((byte)']'); // asked once: a line of a million open brackets is read once
        for (var i = 0; i < line.Length;)
        {
            switch (line[i])
            {
                case (byte)' ' or (byte)'\t' or (byte)'\r':
                    i++;
                    break;
                case (byte)'(':
                    Open();
                    i++;
                    break;
                case (byte)')':
                    Close();
                    i++;
                    break;
                case (byte)'"':
                    i = Quoted(line, i + 1);
                    break;
                case (byte)'{' or (byte)'~' when mayPend && LiteralHead.At(line[i..]) is { } literal:
                    response.Pending = literal;
                    return;
                default:
                    i = Atom(line, i, lastClose);
                    break;
            }
        }
        if (depth > 0 && mayPend) throw new ImapProtocolException("unclosed-list", "A response ended inside a list.");
    }

    private void Open()
    {
        if (depth == open.Length) throw new ImapProtocolException("nested-too-deep", "A response has lists nested too deep.");
        open[depth++] = response.TokenCount;
        response.Add(TokenKind.List, 0);
    }

    private void Close()
    {
        if (depth == 0) throw new ImapProtocolException("unopened-list", "A response closes a list that was not open.");
        response.CloseList(open[--depth]);
    }

    private int Quoted(ReadOnlySpan<byte> line, int i)
    {
        var end = i;
        var escapes = 0;
        while (end < line.Length && line[end] != '"')
        {
            if (line[end] == '\\' && end + 1 < line.Length)
            {
                escapes++;
                end++;
            }
            end++;
        }
        if (end >= line.Length) throw new ImapProtocolException("unclosed-string", "A response ended inside a quoted string.");
        var value = response.Take(end - i - escapes).Span;
        for (var to = 0; i < end; i++)
        {
            if (line[i] == '\\' && i + 1 < end) i++;
            value[to++] = line[i];
        }
        response.Add(TokenKind.Quoted, value.Length);
        return end + 1;
    }

    private int Atom(ReadOnlySpan<byte> line, int start, int lastClose)
    {
        var i = start;
        while (i < line.Length && line[i] is not ((byte)' ' or (byte)'(' or (byte)')' or (byte)'\t'))
        {
            // A section is part of its name, spaces and all; a bracket that is never closed is a character.
            if (line[i] == '[' && i < lastClose) i += line[i..].IndexOf((byte)']');
            i++;
        }
        var value = line[start..i];
        if (Ascii.EqualsIgnoreCase(value, "NIL"u8)) response.Add(TokenKind.Nil, 0);
        else response.Add(TokenKind.Atom, value);
        return i;
    }

    private static ReadOnlySpan<byte> Bounded(ReadOnlySpan<byte> words) => words[..Math.Min(words.Length, 16 * 1024)];

    private static ImapProtocolException TooLong() => new("response-too-long", "A response is longer than this client takes.");
}
