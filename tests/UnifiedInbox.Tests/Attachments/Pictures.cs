using System.Buffers.Binary;
using System.IO.Compression;

namespace UnifiedInbox.Tests.Attachments;

/// <summary>Pictures to send: real ones, and some that only claim to be.</summary>
internal static class Pictures
{
    /// <summary>A PNG of one colour, with the size it says.</summary>
    public static byte[] Png(int width, int height, byte grey = 120)
    {
        using var pixels = new MemoryStream();
        using (var zlib = new ZLibStream(pixels, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = new byte[width + 1];
            row.AsSpan(1).Fill(grey);
            for (var y = 0; y < height; y++) zlib.Write(row);
        }
        return Chunks(width, height, pixels.ToArray());
    }

    /// <summary>A few bytes that claim to be a picture of many gigabytes.</summary>
    public static byte[] Bomb() => Chunks(60_000, 60_000, Png(1, 1)[41..]);

    private static byte[] Chunks(int width, int height, byte[] data)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8; // bits of grey
        return [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, data), .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> name, byte[] data)
    {
        var chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        name.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Crc(chunk.AsSpan(4, 4 + data.Length)));
        return chunk;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
