using System.Collections.Concurrent;
using System.Text.Json;
using Dapper;
using Npgsql;

namespace UnifiedInbox.Database;

/// <summary>
/// The team's settings: one JSON value a key, in the table <c>settings</c>. Read through a short cache, since some are asked for with every
/// message; a change made by another node is seen within <see cref="Freshness"/>.
/// </summary>
internal sealed class SettingsStore(Db db, TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private const string Find = "SELECT value::text FROM settings WHERE key = @key";

    private const string Save = """
        INSERT INTO settings (key, value, updated_at, updated_by)
        VALUES (@key, @value::jsonb, @now, @by)
        ON CONFLICT (key) DO UPDATE
           SET value = excluded.value,
               updated_at = excluded.updated_at,
               updated_by = excluded.updated_by
        """;

    private const string Announce = "INSERT INTO changes (kind) VALUES ('settings')";

    private readonly ConcurrentDictionary<string, (DateTimeOffset ReadAt, string? Json)> cache = new();

    /// <summary>The value of <paramref name="key"/>, or <paramref name="fallback"/> where none was ever saved.</summary>
    public async Task<T> GetAsync<T>(string key, T fallback, CancellationToken ct)
    {
        if (!cache.TryGetValue(key, out var entry) || time.GetUtcNow() - entry.ReadAt >= Freshness)
        {
            entry = (time.GetUtcNow(), await db.FindAsync<string>(Find, new { key }, ct));
            cache[key] = entry;
        }
        return entry.Json == null ? fallback : JsonSerializer.Deserialize<T>(entry.Json, JsonSerializerOptions.Web) ?? fallback;
    }

    public Task SetAsync<T>(string key, T value, Guid? by, CancellationToken ct) =>
        db.InTransactionAsync(connection => SetAsync(connection, key, value, by, ct), ct);

    /// <summary>Saves inside the caller's transaction; this node may still read the former value until <see cref="Freshness"/> has passed.</summary>
    public async Task<bool> SetAsync<T>(NpgsqlConnection connection, string key, T value, Guid? by, CancellationToken ct)
    {
        var parameters = new { key, value = JsonSerializer.Serialize(value, JsonSerializerOptions.Web), by, now = time.GetUtcNow() };
        await connection.ExecuteAsync(new CommandDefinition(Save, parameters, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition(Announce, cancellationToken: ct));
        Forget(key);
        return true;
    }

    /// <summary>Drops what is cached, so that the next read sees what was just committed.</summary>
    public void Forget(string key) => cache.TryRemove(key, out _);
}
