using UnifiedInbox.Channels;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts.List;

/// <summary>What of the contacts is asked for.</summary>
/// <param name="Search">Any part of a name, a number or an email address.</param>
/// <param name="Channel">Those who can be met on it.</param>
/// <param name="Label">Those who carry it, or have a conversation that does: its name or id.</param>
public sealed record ContactFilter(string? Search = null, string? Channel = null, string? Label = null);

/// <summary>
/// Lists contacts by name, or by how well they fit a search; see SearchContacts.sql. Contacts are the whole team's.
/// </summary>
internal sealed class ListContacts(Db db)
{
    private const string FindLabel = "SELECT id FROM labels WHERE name = @label::citext OR id::text = @label LIMIT 1";

    private const string Sql = "SELECT f.tier, f.sort_name, " + Contact.Columns + """

          FROM search_contacts(@text, @longest, @others, @swapped, @digits, @channel, @label, @tier, @sortName, @id, @most)
               WITH ORDINALITY AS f (tier, contact_id, sort_name, place)
          JOIN contacts c ON c.id = f.contact_id
         ORDER BY f.place
        """;

    /// <summary>A page of at most <paramref name="limit"/>; null where there is no such label.</summary>
    public async Task<FoundContacts?> RunAsync(ContactFilter filter, ContactCursor after, int limit, CancellationToken ct)
    {
        Guid? label = null;
        if (filter.Label is { } named && (label = await db.FindAsync<Guid?>(FindLabel, new { label = named }, ct)) is null) return null;
        var terms = SearchTerms.Of(filter.Search);
        var rows = await db.ListAsync<Row>(Sql, new
        {
            text = terms?.Text,
            longest = terms?.Longest,
            others = terms?.Others ?? [],
            swapped = terms?.Swapped ?? [],
            digits = terms?.Digits,
            channel = filter.Channel,
            label,
            tier = after.Tier,
            sortName = after.SortName,
            id = after.Id,
            most = limit + 1,
        }, ct);
        var next = rows.Count > limit ? ContactCursor.Behind(rows[limit - 1].Tier, rows[limit - 1].SortName, rows[limit - 1].Id) : null;
        return new FoundContacts(new ListPage<Contact>(rows.Count > limit ? rows.GetRange(0, limit) : rows, next), rows is [{ Tier: >= 3 }, ..]);
    }

    /// <summary><c>GET /api/contacts?search=&amp;channel=&amp;label=&amp;limit=&amp;cursor=</c></summary>
    public static async Task<IResult> EndpointAsync(
        string? search, string? channel, string? label, string? limit, string? cursor, ListContacts list, CancellationToken ct)
    {
        if (channel is not null && ChannelName.Parse(channel) is null) return Problem.Invalid("channel", "A channel is sms, whatsapp or email.");
        if (!Paging.TryLimit(limit, out var most)) return Problem.Invalid("limit", "A page has 1 to 200 contacts.");
        if (!ContactCursor.TryParse(cursor, out var after)) return Problem.Invalid("cursor", "This is no cursor of this list.");
        return await list.RunAsync(new ContactFilter(search, channel, label), after, most, ct) is { } found
            ? TypedResults.Ok(found.Page.As(ContactView.Of))
            : Problem.Invalid("label", $"There is no label “{label}”.", "unknown_label");
    }

    private sealed record Row : Contact
    {
        public int Tier { get; init; }
        public string SortName { get; init; } = "";
    }
}
