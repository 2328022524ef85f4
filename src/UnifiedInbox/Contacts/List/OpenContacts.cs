using UnifiedInbox.Channels;
using UnifiedInbox.Conversations.Labels;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts.List;

/// <summary>The page of contacts: whole, as the frame a search replaces, or the next rows of an endless list.</summary>
internal sealed class OpenContacts(ListContacts list, ListLabels labels)
{
    public const int PageSize = 50;

    /// <summary><c>GET /contacts</c>. Turbo names the frame it wants; then the frame is all it gets.</summary>
    public static async Task<IResult> EndpointAsync(
        string? search, string? channel, string? label, string? cursor, HttpRequest request, OpenContacts open, CancellationToken ct)
    {
        if (!ContactCursor.TryParse(cursor, out var after)) return TurboStream.SeeOther("/contacts");
        var shown = await open.RunAsync(Filter(search, channel, label), after, ct);
        return request.Headers["Turbo-Frame"] == ContactResults.Id
            ? Page.Of<ContactResults>(new { List = shown })
            : Page.Of<ContactsPage>(new { List = shown });
    }

    /// <summary><c>GET /contacts/rows</c>: what comes behind the cursor.</summary>
    public static async Task<IResult> MoreAsync(
        string? search, string? channel, string? label, string? cursor, OpenContacts open, CancellationToken ct)
    {
        if (!ContactCursor.TryParse(cursor, out var after)) return TypedResults.NotFound();
        var shown = await open.RunAsync(Filter(search, channel, label), after, ct);
        return TurboStream.Answer(
            TurboStream.Append<ContactRows>(ContactRows.Id, new { Contacts = shown.Found.Page.Items }),
            TurboStream.Replace<MoreContacts>(MoreContacts.Id, new { List = shown }));
    }

    private async Task<ContactList> RunAsync(ContactFilter filter, ContactCursor after, CancellationToken ct) => new()
    {
        Filter = filter,
        Found = await list.RunAsync(filter, after, PageSize, ct) ?? new FoundContacts(new ListPage<Contact>([], null), AreSimilar: false),
        Labels = await labels.RunAsync(ct),
    };

    private static ContactFilter Filter(string? search, string? channel, string? label) => new(
        string.IsNullOrWhiteSpace(search) ? null : search.Trim(),
        ChannelName.Parse(channel) is { } known ? ChannelName.Of(known) : null,
        string.IsNullOrEmpty(label) ? null : label);
}
