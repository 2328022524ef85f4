using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Contacts.Editing;
using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Contacts;

/// <summary>Changes what is known of a contact: the fields that are given, and only those.</summary>
internal sealed class ChangeContact(
    Db db, FindContact find, AddressOwner owner, DefaultCountry country, OptedOutMemory memory, ChangeNotifier changes, TimeProvider time)
{
    /// <summary>Locked, so that two people editing one contact come one after the other.</summary>
    private const string Lock = "SELECT id FROM contacts WHERE id = @id FOR UPDATE";

    private const string Find = "SELECT " + Contact.Columns + " FROM contacts c WHERE c.id = @id";

    private const string Update = """
        UPDATE contacts c
           SET name = CASE WHEN @setName THEN @name ELSE c.name END,
               time_zone = CASE WHEN @setTimeZone THEN @timeZone ELSE c.time_zone END,
               social_handles = CASE WHEN @setSocialHandles THEN @socialHandles::jsonb ELSE c.social_handles END,
               metadata = CASE WHEN @setMetadata THEN @metadata::jsonb ELSE c.metadata END,
               plan = CASE WHEN @setPlan THEN @plan ELSE c.plan END,
               price = CASE WHEN @setPrice THEN @price ELSE c.price END,
               member_since = CASE WHEN @setMemberSince THEN @memberSince ELSE c.member_since END,
               phone = @phone,
               email = @email,
               updated_at = @now
         WHERE c.id = @id
        """;

    public async Task<ContactOutcome> RunAsync(Caller caller, Guid id, ContactPatch patch, CancellationToken ct)
    {
        var (change, invalid) = CheckedChange.Of(patch, await country.GetAsync(ct));
        if (invalid is not null) return invalid;
        List<string> wanted = [];
        try
        {
            var refused = await db.InTransactionAsync(connection => WriteAsync(connection, caller, id, change, wanted, ct), ct);
            if (refused is not null) return refused;
        }
        catch (PostgresException error) when (AddressOwner.IsTaken(error))
        {
            // Whoever held it may be gone by now; then there is nothing in the way.
            return await owner.FindAsync(wanted, id, ct) ?? await RunAsync(caller, id, patch, ct);
        }
        catch (PostgresException error) when (ContactRules.RefusalOf(error) is { } refusal)
        {
            return refusal;
        }
        changes.Wake();
        return await find.RunAsync(id, ct) is { } contact ? new ContactOutcome.Done(contact) : new ContactOutcome.NotFound();
    }

    private async Task<ContactOutcome?> WriteAsync(
        NpgsqlConnection connection, Caller caller, Guid id, CheckedChange change, List<string> wanted, CancellationToken ct)
    {
        await connection.ExecuteAsync(new CommandDefinition(Lock, new { id }, cancellationToken: ct));
        if (await connection.QuerySingleOrDefaultAsync<Contact>(new CommandDefinition(Find, new { id }, cancellationToken: ct)) is not { } contact)
            return new ContactOutcome.NotFound();

        var addresses = change.Apply(contact);
        if (CheckedChange.RefusalOf(addresses) is { } refusal) return refusal;
        wanted.AddRange(addresses.Select(address => address.Value));
        await SaveAddresses.RunAsync(connection, contact, addresses, time.GetUtcNow(), ct);
        await memory.RestoreAsync(connection, [.. wanted.Except(contact.Addresses.Select(address => address.Value))], time.GetUtcNow(), ct);
        await connection.ExecuteAsync(new CommandDefinition(Update, new
        {
            id,
            setName = change.SetName,
            name = change.Name,
            setTimeZone = change.SetTimeZone,
            timeZone = change.TimeZone,
            setSocialHandles = change.SocialHandles is not null,
            socialHandles = change.SocialHandles,
            setMetadata = change.Metadata is not null,
            metadata = change.Metadata,
            setPlan = change.SetPlan,
            plan = change.Plan,
            setPrice = change.SetPrice,
            price = change.Price,
            setMemberSince = change.SetMemberSince,
            memberSince = change.MemberSince,
            phone = addresses.FirstOrDefault(address => address is { Kind: AddressKind.Phone, IsPrimary: true })?.Value,
            email = addresses.FirstOrDefault(address => address is { Kind: AddressKind.Email, IsPrimary: true })?.Value,
            now = time.GetUtcNow(),
        }, cancellationToken: ct));
        await Changes.RecordAsync(connection, new Change("contact", ContactId: id, UserId: caller.UserId), ct);
        return null;
    }

    /// <summary><c>PATCH /api/contacts/{id}</c></summary>
    public static async Task<IResult> EndpointAsync(string id, ContactPatch body, HttpContext http, ChangeContact change, CancellationToken ct) =>
        !Guid.TryParse(id, out var known)
            ? new ContactOutcome.NotFound().ToProblem()
            : await change.RunAsync(http.Caller(), known, body, ct) switch
            {
                ContactOutcome.Done done => TypedResults.Ok(ContactView.Of(done.Contact)),
                var refused => refused.ToProblem(),
            };
}
