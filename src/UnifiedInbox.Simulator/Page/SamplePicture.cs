using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace UnifiedInbox.Simulator.Page;

/// <summary>A small picture for those who have none at hand: a sunset, drawn when asked for.</summary>
internal static class SamplePicture
{
    private const int Width = 240, Height = 160;

    private static readonly byte[] signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly uint[] crcTable = [.. Enumerable.Range(0, 256).Select(CrcOf)];

    public static byte[] Png()
    {
        using var png = new MemoryStream();
        png.Write(signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        // Eight bits a colour, red green blue, no interlace.
        (header[8], header[9]) = (8, 2);
        Chunk(png, "IHDR", header);
        Chunk(png, "IDAT", Compressed());
        Chunk(png, "IEND", []);
        return png.ToArray();
    }

    private static byte[] Compressed()
    {
        using var bytes = new MemoryStream();
        using (var zlib = new ZLibStream(bytes, CompressionLevel.SmallestSize, leaveOpen: true))
            for (var y = 0; y < Height; y++)
            {
                zlib.WriteByte(0);
                for (var x = 0; x < Width; x++)
                    zlib.Write(Colour(x, y));
            }
        return bytes.ToArray();
    }

    private static byte[] Colour(int x, int y)
    {
        var (dx, dy) = (x - 120, y - 90);
        if (y > 105)
            return [(byte)(24 + (y / 4)), (byte)(44 + (y / 5)), 92];
        if ((dx * dx) + (dy * dy) < 900)
            return [255, 214, 120];
        return [(byte)(70 + (y * 17 / 10)), (byte)(72 + (y * 7 / 10)), (byte)(150 - (y / 2))];
    }

    private static void Chunk(Stream png, string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~body.Aggregate(uint.MaxValue, (crc, value) => crcTable[(byte)(crc ^ value)] ^ (crc >> 8)));
        png.Write(number);
    }

    private static uint CrcOf(int value)
    {
        var crc = (uint)value;
        for (var bit = 0; bit < 8; bit++)
            crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        return crc;
    }
}
