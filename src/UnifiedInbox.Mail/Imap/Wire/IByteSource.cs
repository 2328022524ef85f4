namespace UnifiedInbox.Mail.Imap.Wire;

/// <summary>Where responses come from: a connection, or a recorded one.</summary>
internal interface IByteSource
{
    /// <summary>The next line without its CRLF, or bare LF. Valid until the next read.</summary>
    ValueTask<ReadOnlyMemory<byte>> ReadLineAsync();

    /// <summary>At least one byte, at most as many as there is room for.</summary>
    ValueTask<int> ReadBytesAsync(Memory<byte> into);
}
