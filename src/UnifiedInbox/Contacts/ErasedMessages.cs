using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;
using UnifiedInbox.Database;

namespace UnifiedInbox.Contacts;

/// <summary>
/// What stays of a deleted person's messages, for as long as a carrier lists them: a keyed hash of each provider's id, useless to read and
/// enough to recognise one that is found again.
/// </summary>
internal sealed class ErasedMessages(SecretBox box, Db db)
{
    private readonly byte[] key = box.DeriveKey("erased-message");

    /// <summary>No sweep looks back so far: it begins where the last one ended, and the first one a day ago.</summary>
    private const int Days = 60;

    private const string Find = """
        SELECT provider_id
          FROM messages
         WHERE contact_id = @id AND direction = 'inbound' AND provider = 'twilio' AND provider_id IS NOT NULL AND created_at > @since
        """;

    private const string Keep = """
        WITH forgotten AS (DELETE FROM erased_messages WHERE at < @since)
        INSERT INTO erased_messages (hash, at) SELECT unnest(@hashes), @now ON CONFLICT DO NOTHING
        """;

    private const string Recognise = "SELECT hash FROM erased_messages WHERE hash = ANY (@hashes)";

    /// <summary>Before the messages go, in the same transaction.</summary>
    public async Task KeepAsync(NpgsqlConnection connection, Guid contactId, DateTimeOffset now, CancellationToken ct)
    {
        var since = now.AddDays(-Days);
        var sids = await connection.QueryAsync<string>(new CommandDefinition(Find, new { id = contactId, since }, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition(Keep, new { hashes = sids.Select(HashOf).ToArray(), now, since }, cancellationToken: ct));
    }

    /// <summary>Those of <paramref name="providerIds"/> that nobody deleted.</summary>
    public async Task<HashSet<string>> ExceptErasedAsync(IReadOnlyCollection<string> providerIds, CancellationToken ct)
    {
        if (providerIds.Count == 0) return [];
        var hashes = providerIds.ToDictionary(id => Convert.ToHexString(HashOf(id)));
        var erased = await db.ListAsync<byte[]>(Recognise, new { hashes = hashes.Keys.Select(Convert.FromHexString).ToArray() }, ct);
        foreach (var hash in erased) hashes.Remove(Convert.ToHexString(hash));
        return [.. hashes.Values];
    }

    private byte[] HashOf(string providerId) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(providerId));
}
