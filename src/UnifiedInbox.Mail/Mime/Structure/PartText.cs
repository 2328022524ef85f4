using System.Buffers;
using UnifiedInbox.Mail.Mime.Charsets;

namespace UnifiedInbox.Mail.Mime.Structure;

/// <summary>The content of a part as text, up to a length.</summary>
internal static class PartText
{
    /// <summary>A character takes four bytes at most, so a little more than that is read of a long content.</summary>
    public static string Read(MimePart part, int most, string? charset)
    {
        var wanted = (int)Math.Min(Math.Min(part.EncodedLength + 8, ((long)most * 4) + 8), Array.MaxLength);
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(wanted, 1));
        try
        {
            using var content = part.OpenContent();
            var length = content.ReadAtLeast(buffer.AsSpan(0, wanted), wanted, throwOnEndOfStream: false);
            return Cut(CharsetText.Decode(buffer.AsSpan(0, length), charset), most);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public static string Cut(string text, int most)
    {
        if (text.Length <= most) return text;
        return text[..(most > 0 && char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
    }
}
