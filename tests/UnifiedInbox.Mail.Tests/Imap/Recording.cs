using UnifiedInbox.Mail.Imap.Failures;
using UnifiedInbox.Mail.Imap.Wire;

namespace UnifiedInbox.Mail.Tests.Imap;

/// <summary>What a server once sent, read again; it arrives in pieces of a given size and then the connection is closed.</summary>
internal sealed class Recording(byte[] bytes, int piece = int.MaxValue) : IByteSource
{
    private int at;

    public bool AtEnd => at == bytes.Length;

    public ValueTask<ReadOnlyMemory<byte>> ReadLineAsync()
    {
        var length = bytes.AsSpan(at).IndexOf((byte)'\n');
        if (length < 0) throw Closed();
        var line = bytes.AsMemory(at, length);
        at += length + 1;
        return new(line.Span is [.., (byte)'\r'] ? line[..^1] : line);
    }

    public ValueTask<int> ReadBytesAsync(Memory<byte> into)
    {
        if (AtEnd) throw Closed();
        var count = Math.Min(Math.Min(into.Length, piece), bytes.Length - at);
        bytes.AsSpan(at, count).CopyTo(into.Span);
        at += count;
        return new(count);
    }

    private static ImapConnectionException Closed() => new("connection-closed", "The recording is over.");
}
