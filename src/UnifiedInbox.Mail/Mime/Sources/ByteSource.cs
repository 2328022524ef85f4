namespace UnifiedInbox.Mail.Mime.Sources;

/// <summary>
/// The raw bytes of a mail, readable at any offset by several threads at once. Nothing of it is kept in memory that was not
/// there already.
/// </summary>
internal abstract class ByteSource : IDisposable
{
    public abstract long Length { get; }

    /// <summary>How large a scratch buffer <see cref="View"/> needs; 0 where the bytes stand in memory anyway.</summary>
    public virtual int ScratchSize => 64 * 1024;

    /// <summary>
    /// The bytes from <paramref name="offset"/> on: as many as stand together in memory, or as fit into
    /// <paramref name="scratch"/>. Empty only at the end.
    /// </summary>
    public abstract ReadOnlySpan<byte> View(long offset, Span<byte> scratch);

    /// <summary>A part of this source as a source; it does not own what it reads from.</summary>
    public virtual ByteSource Slice(long start, long length) => new SliceSource(this, start, length);

    public virtual void Dispose()
    {
    }
}
