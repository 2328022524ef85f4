using System.Buffers;
using System.Text;
using UnifiedInbox.Mail.Mime.Charsets;

namespace UnifiedInbox.Mail.Mime.Headers;

/// <summary>Neighbouring words of one charset: their bytes are joined before they are decoded, as a character may be split over two.</summary>
internal sealed class EncodedWordRun
{
    private readonly ArrayBufferWriter<byte> bytes = new();
    private string? charset;

    /// <summary>Whether no word came since the last flush.</summary>
    public bool IsEmpty => charset is null;

    public void Add(EncodedWord word, StringBuilder result)
    {
        if (charset is not null && !word.Charset.Equals(charset, StringComparison.OrdinalIgnoreCase)) Flush(result);
        charset ??= word.Charset.ToString();
        word.WriteBytes(bytes);
    }

    public void Flush(StringBuilder result)
    {
        if (charset is null) return;
        result.Append(CharsetText.Decode(bytes.WrittenSpan, charset));
        bytes.ResetWrittenCount();
        charset = null;
    }
}
