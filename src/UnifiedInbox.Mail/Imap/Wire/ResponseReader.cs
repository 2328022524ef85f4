using System.Text;
using UnifiedInbox.Mail.Imap.Failures;

namespace UnifiedInbox.Mail.Imap.Wire;

/// <summary>
/// Reads responses from a link. Literals become tokens, unless the caller asks to stop at those that stand for a whole
/// body: these are read through <see cref="ReadLiteralAsync"/> before <see cref="ResumeAsync"/> goes on behind them.
/// </summary>
internal sealed class ResponseReader
{
    private readonly IByteSource source;
    private readonly int maxText;
    private readonly ResponseParser parser;
    private readonly Response response = new();
    private long literalLeft;

    public ResponseReader(IByteSource source, int maxDepth, int maxText)
    {
        this.source = source;
        this.maxText = maxText;
        parser = new ResponseParser(response, maxDepth, maxText);
    }

    /// <summary>Reads the next response; the object is the same each time.</summary>
    /// <param name="stopAtBodies">Leave a literal that is a FETCH item's body in the stream.</param>
    public async ValueTask<Response> ReadAsync(bool stopAtBodies = false)
    {
        while (!parser.Begin((await source.ReadLineAsync()).Span))
        {
            // an empty line
        }
        await FinishAsync(stopAtBodies);
        return response;
    }

    /// <summary>Takes the literal the response stopped at as read elsewhere, and reads on behind it.</summary>
    public async ValueTask ResumeAsync(bool stopAtBodies)
    {
        if (literalLeft > 0) throw new InvalidOperationException("The literal has not been read to its end.");
        response.Add(TokenKind.Streamed, 0);
        parser.Continue((await source.ReadLineAsync()).Span);
        await FinishAsync(stopAtBodies);
    }

    /// <summary>Bytes of the literal the response stopped at; 0 at its end.</summary>
    public async ValueTask<int> ReadLiteralAsync(Memory<byte> into)
    {
        if (literalLeft == 0 || into.IsEmpty) return 0;
        var read = await source.ReadBytesAsync(into[..(int)Math.Min(into.Length, literalLeft)]);
        literalLeft -= read;
        return read;
    }

    private async ValueTask FinishAsync(bool stopAtBodies)
    {
        while (response.Pending is { } literal)
        {
            if (stopAtBodies && IsBody())
            {
                literalLeft = literal.Size;
                return;
            }
            await KeepAsync(literal.Size);
            parser.Continue((await source.ReadLineAsync()).Span);
        }
    }

    /// <summary><c>* 1 FETCH (… BODY[…] {n}</c>: the item's name is the last token, directly in the outer list.</summary>
    private bool IsBody()
    {
        if (parser.Depth != 1 || response.TokenCount < 4) return false;
        var name = response[response.TokenCount - 1];
        return name.Kind == TokenKind.Atom
            && Ascii.EqualsIgnoreCase(response.Value(response[1]), "FETCH"u8)
            && FetchItem.IsBody(response.Value(name));
    }

    private async ValueTask KeepAsync(long size)
    {
        if (size > maxText - response.TextLength)
            throw new ImapProtocolException("literal-too-long", "A literal is longer than this client takes.");
        // Taken piece by piece as it arrives: an announcement alone must not cost memory.
        var left = (int)size;
        while (left > 0)
        {
            var piece = response.Take(Math.Min(left, 16 * 1024));
            left -= piece.Length;
            while (!piece.IsEmpty) piece = piece[await source.ReadBytesAsync(piece)..];
        }
        response.Add(TokenKind.Literal, (int)size);
    }
}
