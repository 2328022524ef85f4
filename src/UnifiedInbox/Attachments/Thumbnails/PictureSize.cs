using System.Buffers.Binary;

namespace UnifiedInbox.Attachments.Thumbnails;

/// <summary>
/// Width and height that a picture's header claims, read without decoding it: a few bytes can claim more pixels than memory holds.
/// Only the formats a browser shows: JPEG, PNG, GIF, WebP.
/// </summary>
internal readonly record struct PictureSize(int Width, int Height)
{
    public long Pixels => (long)Width * Height;

    /// <summary>Null where it is none of these, or its header is broken. Reads on from the stream's position.</summary>
    public static PictureSize? Read(Stream picture)
    {
        Span<byte> head = stackalloc byte[30];
        var read = picture.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        head = head[..read];
        if (head.Length >= 24 && head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]) && head[12..16].SequenceEqual("IHDR"u8))
            return Of(BinaryPrimitives.ReadUInt32BigEndian(head[16..]), BinaryPrimitives.ReadUInt32BigEndian(head[20..]));
        if (head.Length >= 10 && head.StartsWith("GIF8"u8))
            return Of(BinaryPrimitives.ReadUInt16LittleEndian(head[6..]), BinaryPrimitives.ReadUInt16LittleEndian(head[8..]));
        if (head.Length >= 30 && head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual("WEBP"u8)) return WebP(head);
        if (head.Length >= 4 && head[0] == 0xFF && head[1] == 0xD8)
        {
            picture.Position -= read - 2;
            return Jpeg(picture);
        }
        return null;
    }

    private static PictureSize? WebP(ReadOnlySpan<byte> head)
    {
        if (head[12..16].SequenceEqual("VP8 "u8))
            return Of((uint)BinaryPrimitives.ReadUInt16LittleEndian(head[26..]) & 0x3FFF, (uint)BinaryPrimitives.ReadUInt16LittleEndian(head[28..]) & 0x3FFF);
        if (head[12..16].SequenceEqual("VP8L"u8))
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(head[21..]);
            return Of((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1);
        }
        return head[12..16].SequenceEqual("VP8X"u8) ? Of(ThreeBytes(head[24..]) + 1, ThreeBytes(head[27..]) + 1) : null;
    }

    /// <summary>The size is in the frame header, behind segments of any number and length.</summary>
    private static PictureSize? Jpeg(Stream picture)
    {
        Span<byte> part = stackalloc byte[9];
        for (var segments = 0; segments < 1_000; segments++)
        {
            if (picture.ReadAtLeast(part[..4], 4, throwOnEndOfStream: false) < 4 || part[0] != 0xFF) return null;
            var (marker, length) = (part[1], BinaryPrimitives.ReadUInt16BigEndian(part[2..]));
            if (marker == 0xFF) // fill bytes may stand before a marker
            {
                picture.Position -= 3;
                continue;
            }
            if (length < 2 || marker is 0xD9 or 0xDA) return null;
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                if (picture.ReadAtLeast(part[..5], 5, throwOnEndOfStream: false) < 5) return null;
                return Of(BinaryPrimitives.ReadUInt16BigEndian(part[3..]), BinaryPrimitives.ReadUInt16BigEndian(part[1..]));
            }
            picture.Position += length - 2;
        }
        return null;
    }

    private static uint ThreeBytes(ReadOnlySpan<byte> bytes) => bytes[0] | ((uint)bytes[1] << 8) | ((uint)bytes[2] << 16);

    private static PictureSize? Of(uint width, uint height) => width is 0 or > int.MaxValue || height is 0 or > int.MaxValue ? null : new((int)width, (int)height);
}
