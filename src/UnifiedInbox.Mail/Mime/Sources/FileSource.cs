using Microsoft.Win32.SafeHandles;

namespace UnifiedInbox.Mail.Mime.Sources;

/// <summary>A file read at offsets, without a shared position.</summary>
internal sealed class FileSource(SafeFileHandle file, bool ownsFile) : ByteSource
{
    public override long Length { get; } = RandomAccess.GetLength(file);

    public override ReadOnlySpan<byte> View(long offset, Span<byte> scratch)
    {
        var filled = 0;
        while (filled < scratch.Length)
        {
            var count = RandomAccess.Read(file, scratch[filled..], offset + filled);
            if (count == 0) break;
            filled += count;
        }
        return scratch[..filled];
    }

    public override void Dispose()
    {
        if (ownsFile) file.Dispose();
        base.Dispose();
    }
}
