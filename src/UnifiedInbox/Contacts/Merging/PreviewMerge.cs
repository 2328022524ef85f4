using UnifiedInbox.Accounts;
using UnifiedInbox.Contacts.List;
using UnifiedInbox.Database;

namespace UnifiedInbox.Contacts.Merging;

/// <summary>What merging two contacts would make.</summary>
public sealed record MergePreview(Contact Kept, Contact Other, MergeNumbers Numbers);

public sealed record MergeNumbers
{
    public long Conversations { get; init; }

    /// <summary>At most 1,000 are counted.</summary>
    public long Messages { get; init; }

    /// <summary>Inboxes in which both have a conversation under way: the older one of each is closed.</summary>
    public long Ending { get; init; }
}

/// <summary>Finds whom a contact may be the same as, and shows what would become of them.</summary>
internal sealed class PreviewMerge(Db db, FindContact find, ListContacts list)
{
    private const int Most = 20;

    private const string Sql = """
        SELECT (SELECT count(*) FROM conversations c WHERE c.contact_id = @other) AS conversations,
               (SELECT count(*) FROM (SELECT FROM messages m WHERE m.contact_id = @other LIMIT 1000) AS counted) AS messages,
               (SELECT count(*)
                  FROM conversations k
                  JOIN conversations o ON o.contact_id = @other AND o.inbox_id = k.inbox_id AND o.status <> 'closed'
                 WHERE k.contact_id = @kept AND k.status <> 'closed') AS ending
        """;

    public async Task<MergePreview?> RunAsync(Guid kept, Guid other, CancellationToken ct) =>
        kept != other && await find.RunAsync(kept, ct) is { } one && await find.RunAsync(other, ct) is { } two
            ? new(one, two, (await db.FindAsync<MergeNumbers>(Sql, new { kept, other }, ct))!)
            : null;

    /// <summary>Those the words fit; without words those who have the same name, or a number that ends alike.</summary>
    public async Task<IReadOnlyList<Contact>> FindAsync(Contact contact, string? search, CancellationToken ct)
    {
        if (!string.IsNullOrWhiteSpace(search)) return await SearchAsync(contact, search, ct);
        var alike = new List<Contact>();
        if (contact.Name.Length > 2) alike.AddRange((await SearchAsync(contact, contact.Name, ct)).Where(other => string.Equals(other.Name, contact.Name, StringComparison.OrdinalIgnoreCase)));
        foreach (var phone in contact.Addresses.Where(address => address is { Kind: AddressKind.Phone, Value.Length: > 8 }).Take(3))
            alike.AddRange(await SearchAsync(contact, phone.Value[^8..], ct));
        return [.. alike.DistinctBy(other => other.Id).Take(Most)];
    }

    private async Task<IReadOnlyList<Contact>> SearchAsync(Contact contact, string search, CancellationToken ct) =>
        await list.RunAsync(new ContactFilter(search), ContactCursor.Start, Most, ct) is { AreSimilar: false } found
            ? [.. found.Page.Items.Where(other => other.Id != contact.Id)]
            : [];
}
