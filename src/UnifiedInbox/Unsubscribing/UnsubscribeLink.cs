using System.Buffers.Text;
using System.Security.Cryptography;
using UnifiedInbox.Database;
using UnifiedInbox.Web.Hosting;

namespace UnifiedInbox.Unsubscribing;

/// <summary>
/// The address that takes a contact off the mail of one inbox (RFC 8058). The token is bound to both by HMAC and never runs out: a
/// mail may be opened years later.
/// </summary>
internal sealed class UnsubscribeLink(SecretBox secrets, ServerOptions server, LocalAddress local)
{
    private const int ProofLength = 16;
    private readonly byte[] key = secrets.DeriveKey("unsubscribe");

    public string Of(Guid contactId, Guid inboxId) => (server.PublicUrl ?? local.Url).ToString().TrimEnd('/') + "/u/" + Token(contactId, inboxId);

    /// <summary>What bulk mail carries, so that mail programs show their own button.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers(Guid contactId, Guid inboxId) =>
    [
        new("List-Unsubscribe", "<" + Of(contactId, inboxId) + ">"),
        new("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ];

    /// <summary>Who asked to be taken off which inbox; null for a token that is not ours.</summary>
    public (Guid ContactId, Guid InboxId)? Read(string token)
    {
        Span<byte> bytes = stackalloc byte[32 + ProofLength];
        if (token.Length != Base64Url.GetEncodedLength(bytes.Length) || !Base64Url.TryDecodeFromChars(token, bytes, out var length) || length != bytes.Length) return null;
        if (!CryptographicOperations.FixedTimeEquals(Prove(bytes[..32]), bytes[32..])) return null;
        return (new Guid(bytes[..16], bigEndian: true), new Guid(bytes[16..32], bigEndian: true));
    }

    private string Token(Guid contactId, Guid inboxId)
    {
        var bytes = new byte[32 + ProofLength];
        contactId.TryWriteBytes(bytes, bigEndian: true, out _);
        inboxId.TryWriteBytes(bytes.AsSpan(16), bigEndian: true, out _);
        Prove(bytes.AsSpan(0, 32)).CopyTo(bytes.AsSpan(32));
        return Base64Url.EncodeToString(bytes);
    }

    private ReadOnlySpan<byte> Prove(ReadOnlySpan<byte> text) => HMACSHA256.HashData(key, text).AsSpan(0, ProofLength);
}
