using System.Text;
using UnifiedInbox.Mail.Mime;

namespace UnifiedInbox.Mail.Tests.Mime;

/// <summary>Mails written in a test.</summary>
internal static class Raw
{
    /// <summary>Line feeds are made CRLF; characters up to U+00FF are bytes.</summary>
    public static MimeMessage Mail(string text, MimeLimits? limits = null) => MimeMessage.Parse(Bytes(text), limits);

    public static ReadOnlyMemory<byte> Bytes(string text) =>
        Encoding.Latin1.GetBytes(text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal));

    public static MimeMessage WithHeader(string header) => Mail(header + "\n\ntext\n");

    public static byte[] Read(MimePart part)
    {
        using var content = part.OpenContent();
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        return copy.ToArray();
    }

    public static byte[] Read(Attachment attachment)
    {
        using var content = attachment.OpenContent();
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        return copy.ToArray();
    }
}
