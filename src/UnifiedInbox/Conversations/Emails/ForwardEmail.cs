using UnifiedInbox.Accounts;
using UnifiedInbox.Contacts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Conversations.Emails;

/// <summary>Who a mail is passed on to: made a contact where nobody has the address.</summary>
internal sealed class ForwardEmail(Db db, CreateContact create)
{
    private const string OwnerSql = "SELECT a.contact_id FROM contact_addresses a WHERE a.value = @email";

    /// <summary>The contact with this address; null where the address is none.</summary>
    public async Task<Guid?> FindRecipientAsync(Caller caller, EmailPerson person, CancellationToken ct)
    {
        if (!Addresses.TryReadEmail(person.Address, out var email)) return null;
        if (await db.FindAsync<Guid?>(OwnerSql, new { email }, ct) is { } known) return known;
        return await create.RunAsync(caller, new NewContact { Name = person.Name, Email = email }, null, ct) switch
        {
            ContactOutcome.Done done => done.Contact.Id,
            ContactOutcome.Exists exists => exists.ContactId,
            _ => null,
        };
    }
}
