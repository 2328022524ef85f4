namespace UnifiedInbox.Database;

/// <summary>
/// Makes ids: UUID version 7 (RFC 9562), strictly increasing within the process, so that rows made later sort later even
/// inside one millisecond. Across processes the order is that of their clocks.
/// </summary>
internal static class NewId
{
    private static readonly Lock Gate = new();
    private static long lastTick;

    public static Guid Next() => Next(TimeProvider.System);

    public static Guid Next(TimeProvider time)
    {
        // 48 bits of milliseconds and 12 bits below them (about 0.24 µs a step), as RFC 9562 section 6.2 method 3 has it.
        var now = time.GetUtcNow();
        var sub = (now.UtcTicks % TimeSpan.TicksPerMillisecond) * 4096 / TimeSpan.TicksPerMillisecond;
        long tick;
        lock (Gate)
        {
            tick = Math.Max((now.ToUnixTimeMilliseconds() << 12) | sub, lastTick + 1);
            lastTick = tick;
        }
        Span<byte> bytes = stackalloc byte[16];
        System.Security.Cryptography.RandomNumberGenerator.Fill(bytes[8..]);
        var milliseconds = tick >> 12;
        for (var i = 0; i < 6; i++) bytes[i] = (byte)(milliseconds >> (40 - (8 * i)));
        bytes[6] = (byte)(0x70 | ((tick >> 8) & 0x0F));
        bytes[7] = (byte)tick;
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
