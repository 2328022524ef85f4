using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using UnifiedInbox.Database;

namespace UnifiedInbox.Attachments.Links;

/// <summary>
/// Addresses under which a provider fetches the files of a message: without a login, for a while, each for one file. Whoever has the
/// address has the file until then. Signed when the message is handed over, so that a retry of tomorrow has an address of tomorrow.
/// </summary>
internal sealed class FileLink(SecretBox secrets, IOptions<AttachmentOptions> options, TimeProvider time)
{
    private readonly byte[] key = secrets.DeriveKey("file-link");

    /// <param name="home">Where the one who fetches reaches us.</param>
    /// <param name="id">Of the attachment.</param>
    public string Of(Uri home, Guid id)
    {
        var expires = (time.GetUtcNow() + options.Value.LinkLife).ToUnixTimeSeconds();
        return string.Create(CultureInfo.InvariantCulture, $"{home.ToString().TrimEnd('/')}/media/{id}?expires={expires}&signature={Base64Url.EncodeToString(Prove(id, expires))}");
    }

    /// <summary>Whether we signed exactly this, and it has not run out. Takes the same time whatever is wrong with the signature.</summary>
    public bool IsValid(Guid id, long expires, string? signature)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var readable = signature is { Length: <= 64 } && Base64Url.TryDecodeFromChars(signature, given, out var length) && length == given.Length;
        return CryptographicOperations.FixedTimeEquals(given, Prove(id, expires)) && readable && expires > time.GetUtcNow().ToUnixTimeSeconds();
    }

    private byte[] Prove(Guid id, long expires)
    {
        Span<byte> text = stackalloc byte[24];
        id.TryWriteBytes(text, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(text[16..], expires);
        return HMACSHA256.HashData(key, text);
    }
}
