using System.Buffers;

namespace UnifiedInbox.Mail.Mime.Transfer;

/// <summary>Base64 of a header: short, often without padding, with blanks in it.</summary>
internal static class Base64Text
{
    public static void Decode(ReadOnlySpan<char> text, IBufferWriter<byte> output)
    {
        var bytes = output.GetSpan((text.Length * 3 / 4) + 3);
        var quantum = new Base64Quantum();
        var length = 0;
        foreach (var character in text) length += quantum.Add(character < 0x80 ? (byte)character : (byte)0, bytes[length..]);
        length += quantum.Finish(bytes[length..]);
        output.Advance(length);
    }
}
