using System.Buffers;
using System.Buffers.Text;

namespace UnifiedInbox.Mail.Mime.Writing;

/// <summary>Copies a stream as base64 in lines of 76 characters, a few kilobytes at a time.</summary>
internal static class Base64Writer
{
    private const int LineBytes = 57;
    private const int Lines = 256;

    public static async Task CopyAsync(Stream source, Stream target, CancellationToken ct)
    {
        var raw = ArrayPool<byte>.Shared.Rent(LineBytes * Lines);
        var text = ArrayPool<byte>.Shared.Rent(78 * Lines);
        try
        {
            int read;
            while ((read = await source.ReadAtLeastAsync(raw.AsMemory(0, LineBytes * Lines), LineBytes * Lines, throwOnEndOfStream: false, ct)) > 0)
                await target.WriteAsync(text.AsMemory(0, Encode(raw.AsSpan(0, read), text)), ct);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(raw);
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    private static int Encode(ReadOnlySpan<byte> raw, Span<byte> text)
    {
        var written = 0;
        for (; raw.Length > 0; raw = raw[Math.Min(LineBytes, raw.Length)..])
        {
            Base64.EncodeToUtf8(raw[..Math.Min(LineBytes, raw.Length)], text[written..], out _, out var length);
            written += length;
            text[written++] = (byte)'\r';
            text[written++] = (byte)'\n';
        }
        return written;
    }
}
