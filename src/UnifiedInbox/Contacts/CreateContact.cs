using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Contacts.Editing;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts;

/// <summary>Makes a contact. That nobody is there twice is held by the unique index on addresses, whoever else writes.</summary>
internal sealed class CreateContact(
    Db db, FindContact find, AddressOwner owner, DefaultCountry country, OptedOutMemory memory, ChangeNotifier changes, TimeProvider time)
{
    private const string Insert = """
        INSERT INTO contacts (id, name, phone, email, social_handles, metadata, time_zone, created_at, updated_at)
        VALUES (@id, @name, @phone, @email, @socialHandles::jsonb, @metadata::jsonb, @timeZone, @now, @now)
        """;

    private const string InsertAddresses = """
        INSERT INTO contact_addresses (id, contact_id, kind, value, raw, is_primary, created_at)
        SELECT a.id, @contactId, a.kind, a.value, a.raw, true, @now
          FROM unnest(@ids, @kinds, @values, @raws) AS a (id, kind, value, raw)
        """;

    /// <param name="caller">Who makes it.</param>
    /// <param name="request">What it is made from.</param>
    /// <param name="resultId">The id it shall have, where a repeated request has to find what the first one made.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<ContactOutcome> RunAsync(Caller caller, NewContact request, Guid? resultId, CancellationToken ct)
    {
        var (contact, invalid) = request.Check(await country.GetAsync(ct));
        if (invalid is not null) return invalid;
        var id = resultId ?? NewId.Next();
        try
        {
            await db.InTransactionAsync(connection => WriteAsync(connection, caller, id, contact, ct), ct);
        }
        catch (PostgresException error) when (AddressOwner.IsTaken(error))
        {
            // Whoever held it may be gone by now; then there is nothing in the way.
            return await owner.FindAsync(contact.Addresses.Select(typed => typed.Address!.Value), id, ct) ?? await RunAsync(caller, request, resultId, ct);
        }
        catch (PostgresException error) when (error is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "contacts_pkey" })
        {
            // The first request got this far before it died.
        }
        catch (PostgresException error) when (ContactRules.RefusalOf(error) is { } refusal)
        {
            return refusal;
        }
        changes.Wake();
        return await find.RunAsync(id, ct) is { } made ? new ContactOutcome.Done(made) : new ContactOutcome.NotFound();
    }

    private async Task<bool> WriteAsync(NpgsqlConnection connection, Caller caller, Guid id, CheckedContact contact, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await connection.ExecuteAsync(new CommandDefinition(Insert, new
        {
            id,
            name = contact.Name,
            phone = contact.ValueOf(AddressKind.Phone),
            email = contact.ValueOf(AddressKind.Email),
            socialHandles = contact.SocialHandles,
            metadata = contact.Metadata,
            timeZone = contact.TimeZone,
            now,
        }, cancellationToken: ct));
        var values = contact.Addresses.Select(typed => typed.Address!.Value).ToArray();
        await connection.ExecuteAsync(new CommandDefinition(InsertAddresses, new
        {
            contactId = id,
            ids = values.Select(_ => NewId.Next()).ToArray(),
            kinds = contact.Addresses.Select(typed => typed.Address!.Kind).ToArray(),
            values,
            raws = contact.Addresses.Select(typed => typed.Raw).ToArray(),
            now,
        }, cancellationToken: ct));
        await memory.RestoreAsync(connection, values, now, ct);
        await Changes.RecordAsync(connection, new Change("contact", ContactId: id, UserId: caller.UserId), ct);
        return true;
    }

    /// <summary><c>POST /api/contacts</c></summary>
    public static async Task<IResult> EndpointAsync(NewContact body, HttpContext http, CreateContact create, CancellationToken ct) =>
        await create.RunAsync(http.Caller(), body, Idempotency.ResultId(http), ct) switch
        {
            ContactOutcome.Done done => TypedResults.Created($"/api/contacts/{done.Contact.Id}", ContactView.Of(done.Contact)),
            var refused => refused.ToProblem(),
        };
}
