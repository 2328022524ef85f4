using System.Buffers;
using System.Text;
using UnifiedInbox.Mail.Mime.Transfer;

namespace UnifiedInbox.Mail.Mime.Headers;

/// <summary>One <c>=?charset?encoding?text?=</c> in a text.</summary>
internal readonly ref struct EncodedWord
{
    private const int LongestCharset = 60;

    private readonly ReadOnlySpan<char> content;
    private readonly bool isBase64;

    private EncodedWord(ReadOnlySpan<char> charset, bool isBase64, ReadOnlySpan<char> content, int end)
    {
        Charset = charset;
        End = end;
        this.isBase64 = isBase64;
        this.content = content;
    }

    public ReadOnlySpan<char> Charset { get; }

    /// <summary>Where the text goes on behind the word.</summary>
    public int End { get; }

    public static bool TryRead(string text, int at, out EncodedWord word)
    {
        word = default;
        var rest = text.AsSpan(at + 2);
        var charsetEnd = rest[..Math.Min(rest.Length, LongestCharset)].IndexOf('?');
        if (charsetEnd < 0 || rest.Length < charsetEnd + 5 || rest[charsetEnd + 2] != '?') return false;
        var encoding = (char)(rest[charsetEnd + 1] | 0x20);
        if (encoding is not ('b' or 'q')) return false;
        var content = rest[(charsetEnd + 3)..];
        var end = content.IndexOf("?=", StringComparison.Ordinal);
        if (end < 0) return false;
        var charset = rest[..charsetEnd];
        var language = charset.IndexOf('*');
        if (language >= 0) charset = charset[..language];
        word = new EncodedWord(charset, encoding == 'b', content[..end], text.Length - content.Length + end + 2);
        return true;
    }

    public void WriteBytes(IBufferWriter<byte> output)
    {
        if (isBase64) Base64Text.Decode(content, output);
        else WriteQuoted(output);
    }

    /// <summary>A character above ASCII stands there raw, against the standard: its byte was read as some charset and is made one again.</summary>
    private void WriteQuoted(IBufferWriter<byte> output)
    {
        var encoding = Charsets.Charset.Find(Charset.ToString()) ?? Encoding.UTF8;
        var bytes = output.GetSpan(encoding.GetMaxByteCount(content.Length) + 8);
        var length = 0;
        for (var index = 0; index < content.Length; index++)
        {
            var character = content[index];
            if (character == '_') bytes[length++] = (byte)' ';
            else if (character == '=' && Hex.TryRead(content, index + 1, out var value))
            {
                bytes[length++] = value;
                index += 2;
            }
            else if (character < 0x80) bytes[length++] = (byte)character;
            else length += encoding.GetBytes(content.Slice(index, 1), bytes[length..]);
        }
        output.Advance(length);
    }
}
