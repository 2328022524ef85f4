using System.Buffers;

namespace UnifiedInbox.Mail.Mime.Sources;

/// <summary>A view that walks forward over a source and is filled again only when too little of it is left.</summary>
internal sealed class Window : IDisposable
{
    private readonly ByteSource source;
    private readonly byte[] scratch;
    private long start;
    private int length;

    public Window(ByteSource source)
    {
        this.source = source;
        scratch = source.ScratchSize == 0 ? [] : ArrayPool<byte>.Shared.Rent(source.ScratchSize);
    }

    public long SourceLength => source.Length;

    /// <summary>The most that <see cref="At"/> can be asked for.</summary>
    public const int Most = 16 * 1024;

    /// <summary>At least <paramref name="need"/> bytes from <paramref name="offset"/> on, fewer only at the end.</summary>
    public ReadOnlySpan<byte> At(long offset, int need)
    {
        if (scratch.Length == 0) return source.View(offset, scratch);
        var end = start + length;
        if (offset < start || offset > end || (end - offset < need && end < source.Length))
        {
            length = source.View(offset, scratch).Length;
            start = offset;
        }
        return scratch.AsSpan((int)(offset - start), length - (int)(offset - start));
    }

    public void Dispose()
    {
        if (scratch.Length > 0) ArrayPool<byte>.Shared.Return(scratch);
    }
}
