using System.Security.Cryptography;

namespace UnifiedInbox.Mail.Threads;

/// <summary>
/// A signed address for answers, <c>support+TOKEN@example.com</c>: the thread's id and a proof that we gave it out. It survives
/// programs that drop <c>References</c>. Its letters are those of base 32, since some servers change the case of addresses.
/// </summary>
public static class ReplyToken
{
    private const int ProofLength = 10;

    private const int TokenLength = ((16 + ProofLength) * 8 + 4) / 5;

    /// <summary>The address to put into <c>Reply-To</c>.</summary>
    /// <param name="mailbox">What stands before the @ of the inbox's address, at most 21 characters (64 are allowed with the token).</param>
    /// <param name="domain">The domain that receives.</param>
    /// <param name="thread">The thread's id.</param>
    /// <param name="key">At least 16 secret bytes.</param>
    /// <exception cref="ArgumentException">The mailbox's name is too long or the key too short.</exception>
    public static string Address(string mailbox, string domain, Guid thread, ReadOnlySpan<byte> key)
    {
        if (mailbox.Length + 1 + TokenLength > 64) throw new ArgumentException("The mailbox's name leaves no room for a token.", nameof(mailbox));
        if (key.Length < 16) throw new ArgumentException("The key is too short to sign with.", nameof(key));
        Span<byte> token = stackalloc byte[16 + ProofLength];
        thread.TryWriteBytes(token, bigEndian: true, out _);
        Prove(token[..16], key, token[16..]);
        return $"{mailbox}+{Base32.Write(token)}@{domain}";
    }

    /// <summary>The thread an address was made for.</summary>
    /// <param name="address">An address as received, with or without a name and brackets.</param>
    /// <param name="key">The key it was signed with.</param>
    /// <returns>Null for any other address, and for one we did not sign.</returns>
    public static Guid? Read(string address, ReadOnlySpan<byte> key)
    {
        var at = address.LastIndexOf('@');
        if (at < TokenLength + 1 || address[at - TokenLength - 1] != '+') return null;
        Span<byte> token = stackalloc byte[16 + ProofLength];
        if (!Base32.TryRead(address.AsSpan(at - TokenLength, TokenLength), token)) return null;
        Span<byte> proof = stackalloc byte[ProofLength];
        Prove(token[..16], key, proof);
        return CryptographicOperations.FixedTimeEquals(proof, token[16..]) ? new Guid(token[..16], bigEndian: true) : null;
    }

    private static void Prove(ReadOnlySpan<byte> thread, ReadOnlySpan<byte> key, Span<byte> proof)
    {
        // The purpose is signed along: the key may sign other things as well.
        Span<byte> signed = stackalloc byte["reply token:"u8.Length + 16];
        "reply token:"u8.CopyTo(signed);
        thread.CopyTo(signed["reply token:"u8.Length..]);
        Span<byte> full = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, signed, full);
        full[..ProofLength].CopyTo(proof);
    }
}
