using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace UnifiedInbox.Database;

/// <summary>
/// Keeps secrets in the database unreadable without <c>SECRET_KEY</c>: AES-256-GCM, with a key of its own for each purpose, so
/// that what was written in one column is worthless in another.
/// </summary>
internal sealed class SecretBox(SecretKey secret)
{
    private const string Version = "v1.";
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>32 bytes for another use of <c>SECRET_KEY</c>, such as keyed hashes; the same purpose always gives the same key.</summary>
    public byte[] DeriveKey(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret.Text), 32, info: Encoding.UTF8.GetBytes("unified-inbox/" + purpose));

    public string Encrypt(string text, string purpose)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var box = new byte[NonceLength + TagLength + plain.Length];
        var nonce = box.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(DeriveKey(purpose), TagLength);
        aes.Encrypt(nonce, plain, box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength));
        return Version + Base64Url.EncodeToString(box);
    }

    /// <exception cref="CryptographicException">It was encrypted with another SECRET_KEY, for another purpose, or changed since.</exception>
    public string Decrypt(string box, string purpose)
    {
        var bytes = Decode(box);
        var plain = new byte[bytes.Length - NonceLength - TagLength];
        using var aes = new AesGcm(DeriveKey(purpose), TagLength);
        aes.Decrypt(bytes.AsSpan(0, NonceLength), bytes.AsSpan(NonceLength + TagLength), bytes.AsSpan(NonceLength, TagLength), plain);
        return Encoding.UTF8.GetString(plain);
    }

    private static byte[] Decode(string box)
    {
        if (!box.StartsWith(Version, StringComparison.Ordinal) || !Base64Url.IsValid(box.AsSpan(Version.Length)))
            throw new CryptographicException("This is not something the product encrypted.");
        var bytes = Base64Url.DecodeFromChars(box.AsSpan(Version.Length));
        return bytes.Length >= NonceLength + TagLength ? bytes : throw new CryptographicException("The encrypted text was cut off.");
    }
}
