using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;
using UnifiedInbox.Database;

namespace UnifiedInbox.Contacts;

/// <summary>
/// What stays of a deleted person who had opted out: a keyed hash of the address, useless to read and enough to recognise it.
/// When the address comes back, with an import, typed by an agent or because they write again, so does the opt-out.
/// </summary>
internal sealed class OptedOutMemory(SecretBox box)
{
    private readonly byte[] key = box.DeriveKey(Purpose);

    private const string Purpose = "opted-out-address";

    private const string FindOptedOut = """
        SELECT DISTINCT ON (s.inbox_id, s.address, s.channel)
               s.inbox_id,
               s.address,
               s.channel,
               s.state,
               s.at
          FROM consents s
         WHERE s.address = ANY (@values)
         ORDER BY s.inbox_id, s.address, s.channel, s.at DESC, s.id DESC
        """;

    private const string Keep = """
        INSERT INTO opted_out_hashes (hash, inbox_id, channel, at)
        SELECT * FROM unnest(@hashes, @inboxIds, @channels, @times)
        ON CONFLICT DO NOTHING
        """;

    private const string Forget = "DELETE FROM consents WHERE address = ANY (@values)";

    private const string Recognise = """
        SELECT h.inbox_id,
               v.value AS address,
               h.channel,
               'opted_out' AS state,
               h.at
          FROM unnest(@values, @hashes) AS v (value, hash)
          JOIN opted_out_hashes h ON h.hash = v.hash
         WHERE NOT EXISTS (SELECT FROM consents s WHERE s.address = v.value AND s.inbox_id = h.inbox_id AND s.channel = h.channel)
        """;

    private const string Restore = """
        INSERT INTO consents (id, inbox_id, address, channel, state, source, at)
        SELECT *, 'opted_out', 'remembered', @now FROM unnest(@ids, @inboxIds, @addresses, @channels)
        """;

    /// <summary>Replaces what these addresses said by hashes of those that opted out; answers how many rows that was.</summary>
    public async Task<int> KeepAsync(NpgsqlConnection connection, IReadOnlyList<string> values, CancellationToken ct)
    {
        var latest = await connection.QueryAsync<Said>(new CommandDefinition(FindOptedOut, new { values = values.ToArray() }, cancellationToken: ct));
        var optedOut = latest.Where(said => said.State == "opted_out").ToList();
        await connection.ExecuteAsync(new CommandDefinition(Keep, new
        {
            hashes = optedOut.Select(said => HashOf(said.Address)).ToArray(),
            inboxIds = optedOut.Select(said => said.InboxId).ToArray(),
            channels = optedOut.Select(said => said.Channel).ToArray(),
            times = optedOut.Select(said => said.At.UtcDateTime).ToArray(),
        }, cancellationToken: ct));
        return await connection.ExecuteAsync(new CommandDefinition(Forget, new { values = values.ToArray() }, cancellationToken: ct));
    }

    /// <summary>Writes down again what these addresses once said, unless they have said something since.</summary>
    public async Task RestoreAsync(NpgsqlConnection connection, IReadOnlyList<string> values, DateTimeOffset now, CancellationToken ct)
    {
        if (values.Count == 0) return;
        var parameters = new { values = values.ToArray(), hashes = values.Select(HashOf).ToArray() };
        var recognised = (await connection.QueryAsync<Said>(new CommandDefinition(Recognise, parameters, cancellationToken: ct))).AsList();
        if (recognised.Count == 0) return;
        await connection.ExecuteAsync(new CommandDefinition(Restore, new
        {
            ids = recognised.Select(_ => NewId.Next()).ToArray(),
            inboxIds = recognised.Select(said => said.InboxId).ToArray(),
            addresses = recognised.Select(said => said.Address).ToArray(),
            channels = recognised.Select(said => said.Channel).ToArray(),
            now,
        }, cancellationToken: ct));
    }

    /// <summary>What <c>opted_out_hashes</c> knows the address by.</summary>
    public byte[] HashOf(string address) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(address));

    private sealed record Said
    {
        public Guid InboxId { get; init; }
        public string Address { get; init; } = "";
        public string Channel { get; init; } = "";
        public string State { get; init; } = "";
        public DateTimeOffset At { get; init; }
    }
}
