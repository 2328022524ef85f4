using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using UnifiedInbox.Mail.Mime;

namespace UnifiedInbox.Messages.Email;

/// <summary>
/// What tells two mails apart: the fields their writer wrote and the raw body, not what servers added on the way. The same bytes as
/// <see cref="UnifiedInbox.Mail.Threads.MessageIds.MakeUp"/> hashes, read as a stream.
/// </summary>
internal static class EmailContentHash
{
    private static readonly string[] Fields = ["From", "To", "Date", "Subject"];

    public static byte[] Of(MimeMessage mail, Stream raw)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in Fields)
            hash.AppendData(Encoding.UTF8.GetBytes(string.Join(' ', (mail.Headers[name] ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) + "\0"));
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        raw.Position = Math.Min(mail.Root.Start, raw.Length);
        for (int read; (read = raw.Read(buffer)) > 0;) hash.AppendData(buffer, 0, read);
        ArrayPool<byte>.Shared.Return(buffer);
        return hash.GetHashAndReset();
    }

    /// <summary>An id for a mail without one.</summary>
    public static string IdOf(byte[] hash) => Convert.ToHexStringLower(hash.AsSpan(0, 16)) + "@made-up.invalid";
}
