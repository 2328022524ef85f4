using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts;

/// <summary>
/// Removes a person and everything of theirs. What stays: keyed hashes of each address that opted out and, for two months, of the messages a carrier still lists, and an audit entry that
/// says when, who, how much of each kind, and whom by a hash of the id. There is no way back.
/// </summary>
internal sealed class DeleteContact(Db db, OptedOutMemory memory, ErasedMessages erased, ChangeNotifier changes, TimeProvider time)
{
    public const string Header = "X-Confirm";

    /// <summary>The lock Intake takes in a sender's name: nothing of theirs comes in meanwhile, and afterwards they are a stranger.</summary>
    private const string LockSenders = "SELECT pg_advisory_xact_lock(hashtextextended(key, 7)) FROM unnest(@keys) WITH ORDINALITY AS k (key, place) ORDER BY place";

    /// <summary>In the order everyone takes them: conversations, their lanes, then the person.</summary>
    private const string LockConversations = "SELECT id FROM conversations WHERE contact_id = @id ORDER BY id FOR UPDATE";

    private const string LockContact = "SELECT id FROM contacts WHERE id = @id FOR UPDATE";

    private const string FindAddresses = "SELECT value, kind FROM contact_addresses WHERE contact_id = @id ORDER BY value";

    /// <summary>
    /// What no foreign key leads to. Partitioned tables and the journal know messages by id only; idempotency keys keep whole answers for
    /// a day; other people's mails may name the person as taking part. Answers how much there was of each kind: the proof.
    /// </summary>
    private const string DeleteTraces = """
        WITH gone AS MATERIALIZED (
            SELECT m.id,
                   m.provider,
                   m.provider_id,
                   m.raw_sha256
              FROM messages m
             WHERE m.contact_id = @id
        ),
        files AS (
            INSERT INTO doomed_files (sha256)
            SELECT DISTINCT a.sha256
              FROM attachments a
              JOIN gone g ON g.id = a.message_id
             WHERE a.sha256 IS NOT NULL
            ON CONFLICT DO NOTHING
        ),
        attempts AS (
            DELETE FROM delivery_attempts d USING gone g WHERE d.message_id = g.id RETURNING 1
        ),
        reports AS (
            DELETE FROM parked_reports r USING gone g WHERE r.provider = g.provider AND r.provider_id = g.provider_id RETURNING 1
        ),
        received AS (
            DELETE FROM inbound_events e USING gone g WHERE e.id = g.id RETURNING 1
        ),
        reported AS (
            DELETE FROM inbound_events e USING gone g
             WHERE e.event_key ~>=~ (g.provider_id || ':') AND e.event_key ~<~ (g.provider_id || ';') AND e.kind = 'status'
            RETURNING 1
        ),
        answers AS (
            DELETE FROM idempotency_keys k WHERE strpos(k.body, @id::text) > 0 RETURNING 1
        ),
        parts AS (
            DELETE FROM conversation_participants p WHERE p.address = ANY (@values) RETURNING 1
        ),
        blocks AS (
            DELETE FROM blocked_senders b WHERE b.address = ANY (@values) RETURNING 1
        ),
        imported AS (
            UPDATE contact_import_rows r
               SET contact_id = NULL, raw = NULL, addresses = NULL, reason = CASE WHEN r.raw IS NULL THEN r.reason ELSE 'The contact was deleted.' END
             WHERE r.contact_id = @id OR r.addresses && @values
            RETURNING 1
        ),
        accounts AS (
            DELETE FROM users u WHERE u.contact_id = @id AND u.role = 'member' RETURNING 1
        ),
        members AS (
            UPDATE users u SET contact_id = NULL WHERE u.contact_id = @id AND u.role <> 'member'
        )
        SELECT (SELECT count(*) FROM gone) AS messages,
               (SELECT count(*) FROM conversations v WHERE v.contact_id = @id) AS conversations,
               (SELECT count(*) FROM contact_addresses a WHERE a.contact_id = @id) AS addresses,
               (SELECT count(*) FROM attachments a JOIN gone g ON g.id = a.message_id) AS attachments,
               (SELECT count(*) FROM gone g WHERE g.raw_sha256 IS NOT NULL) AS raw_mails,
               (SELECT count(*) FROM notes n WHERE n.contact_id = @id) AS notes,
               (SELECT count(*) FROM schedules s WHERE s.contact_id = @id) AS schedules,
               (SELECT count(*) FROM drafts t JOIN conversations v ON v.id = t.conversation_id WHERE v.contact_id = @id) AS drafts,
               (SELECT count(*) FROM contact_merges g WHERE g.kept_id = @id) AS merges,
               (SELECT count(*) FROM policy_decisions d WHERE d.contact_id = @id) AS decisions,
               (SELECT count(*) FROM contact_exports x WHERE x.contact_id = @id) AS packages,
               (SELECT count(*) FROM attempts) AS attempts,
               (SELECT count(*) FROM received) + (SELECT count(*) FROM reported) + (SELECT count(*) FROM reports) AS journal_rows,
               (SELECT count(*) FROM answers) AS stored_answers,
               (SELECT count(*) FROM parts) AS participations,
               (SELECT count(*) FROM blocks) AS blocks,
               (SELECT count(*) FROM imported) AS import_rows,
               (SELECT count(*) FROM accounts) AS accounts
        """;

    /// <summary>Their days in the figures go by themselves, when those are counted again: not at once.</summary>
    private const string Delete = "DELETE FROM member_counts WHERE contact_id = @id; DELETE FROM contacts WHERE id = @id";

    public async Task<bool> RunAsync(Caller caller, Guid id, CancellationToken ct)
    {
        var deleted = await db.InTransactionAsync(connection => DeleteAsync(connection, caller, id, ct), ct);
        if (deleted) changes.Wake();
        return deleted;
    }

    private async Task<bool> DeleteAsync(NpgsqlConnection connection, Caller caller, Guid id, CancellationToken ct)
    {
        var parameters = new { id };
        var addresses = await AddressesAsync(connection, id, ct);
        var keys = addresses.Select(address => Addresses.VariantsOf(address)[0]).Distinct().Order(StringComparer.Ordinal).ToArray();
        await connection.ExecuteAsync(new CommandDefinition(LockSenders, new { keys }, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition(LockConversations, parameters, cancellationToken: ct));
        if (await connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(LockContact, parameters, cancellationToken: ct)) is null) return false;

        addresses = await AddressesAsync(connection, id, ct);
        string[] values = [.. addresses.SelectMany(Addresses.VariantsOf).Distinct()];
        var consents = await memory.KeepAsync(connection, values, ct);
        await erased.KeepAsync(connection, id, time.GetUtcNow(), ct);
        var traces = await connection.QuerySingleAsync<DeletedTraces>(new CommandDefinition(DeleteTraces, new { id, values }, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition(Delete, parameters, cancellationToken: ct));
        await AuditLog.RecordAsync(connection, caller, "contact.deleted", "contact", HashOf(id), traces with { Consents = consents }, ct);
        await Changes.RecordAsync(connection, new Change("contact", ContactId: id, UserId: caller.UserId), ct);
        return true;
    }

    /// <summary>
    /// What the audit log names a deleted person by: whoever holds the id can find the entry (SHA-256 of the id in its usual spelling, in
    /// hex), and nobody can find the id from it.
    /// </summary>
    internal static string HashOf(Guid id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(id.ToString())));

    private static async Task<List<Address>> AddressesAsync(NpgsqlConnection connection, Guid id, CancellationToken ct) =>
        (await connection.QueryAsync<(string Value, string Kind)>(new CommandDefinition(FindAddresses, new { id }, cancellationToken: ct)))
            .Select(row => new Address(row.Value, row.Kind)).ToList();

    /// <summary><c>DELETE /api/contacts/{id}</c>, with the header <c>X-Confirm: {id}</c>.</summary>
    public static async Task<IResult> EndpointAsync(string id, HttpContext http, DeleteContact delete, CancellationToken ct)
    {
        if (!Guid.TryParse(id, out var known)) return new ContactOutcome.NotFound().ToProblem();
        var confirmation = http.Request.Headers[Header].ToString();
        if (confirmation.Length == 0)
            return Problem.Of(428, "confirmation_required",
                "This removes the contact with all messages, files and notes, for good. Send it again with the header X-Confirm holding the contact's id.");
        if (!Guid.TryParse(confirmation, out var confirmed) || confirmed != known)
            return Problem.Of(422, "confirmation_mismatch", "The header X-Confirm does not hold this contact's id. Nothing was deleted.");
        return await delete.RunAsync(http.Caller(), known, ct) ? TypedResults.NoContent() : new ContactOutcome.NotFound().ToProblem();
    }
}
