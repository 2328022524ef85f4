using Npgsql;
using UnifiedInbox.Database;

namespace UnifiedInbox.Contacts;

/// <summary>Tells whose an address is that turned out to be taken.</summary>
internal sealed class AddressOwner(Db db)
{
    private const string Sql = """
        SELECT a.value,
               a.kind,
               c.id,
               c.name
          FROM contact_addresses a
          JOIN contacts c ON c.id = a.contact_id
         WHERE a.value = ANY (@values)
           AND a.contact_id <> @except
         ORDER BY array_position(@values, a.value)
         LIMIT 1
        """;

    public static bool IsTaken(PostgresException error) =>
        error is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "contact_addresses_value_key" };

    /// <summary>The first of the addresses that is somebody else's, with their name; null where none is any more.</summary>
    public async Task<ContactOutcome.Exists?> FindAsync(IEnumerable<string> values, Guid except, CancellationToken ct) =>
        await db.FindAsync<Owner>(Sql, new { values = values.ToArray(), except }, ct) is { } owner
            ? new ContactOutcome.Exists(FieldOf(owner.Kind), owner.Value, owner.Id, owner.Name.Length > 0 ? owner.Name : owner.Value)
            : null;

    private static string FieldOf(string kind) => kind is AddressKind.Phone or AddressKind.Email ? kind : "addresses";

    private sealed record Owner
    {
        public string Value { get; init; } = "";
        public string Kind { get; init; } = "";
        public Guid Id { get; init; }
        public string Name { get; init; } = "";
    }
}
