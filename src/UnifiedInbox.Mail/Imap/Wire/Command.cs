using System.Globalization;
using System.Text;

namespace UnifiedInbox.Mail.Imap.Wire;

/// <summary>
/// A command being put together. What comes from outside goes in as <see cref="String"/>, which quotes it or makes it a
/// literal: nothing in it can end the command or start another.
/// </summary>
internal sealed class Command
{
    private const int LongestQuoted = 1000;

    private readonly List<Piece> pieces = [];
    private readonly StringBuilder line = new();

    public Command(string text) => line.Append(text);

    /// <summary>A stretch of the command: a line's text, and the literal that ends it, if one does.</summary>
    public readonly record struct Piece(string Text, long LiteralSize, Stream? Literal);

    /// <summary>Words of our own.</summary>
    public Command Text(string text)
    {
        line.Append(text);
        return this;
    }

    /// <summary>A string from outside; characters beyond ASCII as UTF-8.</summary>
    public Command String(string value) => Bytes(Encoding.UTF8.GetBytes(value));

    /// <summary>A folder's name as the server wrote it.</summary>
    public Command Folder(string name) => Bytes(Encoding.Latin1.GetBytes(name));

    /// <summary>The bytes of a stream.</summary>
    public Command Literal(Stream content, long size)
    {
        pieces.Add(new Piece(line.ToString(), size, content));
        line.Clear();
        return this;
    }

    public IReadOnlyList<Piece> Pieces => [.. pieces, new Piece(line.ToString(), 0, null)];

    public static string Number(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    private Command Bytes(byte[] bytes)
    {
        if (bytes.AsSpan().Contains((byte)0)) throw new ArgumentException("A string for an IMAP server cannot hold the character 0.");
        if (bytes.Length > LongestQuoted || bytes.AsSpan().ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            return Literal(new MemoryStream(bytes, writable: false), bytes.Length);
        line.Append('"').Append(Encoding.ASCII.GetString(bytes).Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        return this;
    }
}
