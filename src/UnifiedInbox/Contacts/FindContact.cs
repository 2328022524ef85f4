using UnifiedInbox.Database;

namespace UnifiedInbox.Contacts;

/// <summary>Reads one contact. Contacts are the whole team's: who may see which conversation is asked there.</summary>
internal sealed class FindContact(Db db)
{
    private const string Sql = "SELECT " + Contact.Columns + " FROM contacts c WHERE c.id = @id";

    public Task<Contact?> RunAsync(Guid id, CancellationToken ct) => db.FindAsync<Contact>(Sql, new { id }, ct);

    /// <summary><c>GET /api/contacts/{id}</c></summary>
    public static async Task<IResult> EndpointAsync(string id, FindContact find, Merging.FindMerge merges, CancellationToken ct)
    {
        if (!Guid.TryParse(id, out var known)) return new ContactOutcome.NotFound().ToProblem();
        if (await find.RunAsync(known, ct) is { } contact) return TypedResults.Ok(ContactView.Of(contact));
        return await merges.IntoAsync(known, ct) is { } into ? Merging.FindMerge.Moved(into) : new ContactOutcome.NotFound().ToProblem();
    }
}
