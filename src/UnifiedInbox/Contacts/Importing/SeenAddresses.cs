using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>
/// Which addresses a dry run has met: what would have been written finds the second row of a person, and nothing is. Eight bytes of a
/// hash each; beyond <see cref="Most"/> a repeat counts as somebody new, so that memory stays bounded.
/// </summary>
internal sealed class SeenAddresses
{
    private const int Most = 4_000_000;
    private readonly HashSet<long> hashes = [];

    /// <summary>False where one of the row's addresses was met before.</summary>
    public bool Add(ImportRow row)
    {
        var own = row.Addresses.Select(typed => HashOf(Contacts.Addresses.VariantsOf(typed.Address!)[0])).ToList();
        var isNew = !own.Exists(hashes.Contains);
        if (hashes.Count < Most) hashes.UnionWith(own);
        return isNew;
    }

    private static long HashOf(string value)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(value), hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }
}
