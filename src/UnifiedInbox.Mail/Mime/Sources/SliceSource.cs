namespace UnifiedInbox.Mail.Mime.Sources;

internal sealed class SliceSource(ByteSource whole, long start, long length) : ByteSource
{
    public override long Length => length;

    public override int ScratchSize => whole.ScratchSize;

    public override ReadOnlySpan<byte> View(long offset, Span<byte> scratch)
    {
        if (offset >= length) return [];
        var view = whole.View(start + offset, scratch);
        return view.Length > length - offset ? view[..(int)(length - offset)] : view;
    }

    /// <summary>Of the whole, not of this slice: a message in a message in a message is still one step from the file.</summary>
    public override ByteSource Slice(long from, long count) => new SliceSource(whole, start + from, count);
}
