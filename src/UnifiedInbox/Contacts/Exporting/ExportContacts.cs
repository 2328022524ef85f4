using System.Globalization;
using Dapper;
using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Channels;
using UnifiedInbox.Contacts.List;
using UnifiedInbox.Csv;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts.Exporting;

/// <summary>
/// The list of contacts as CSV, with the filters and in the order of the page; imported again it changes nothing. Written page by page,
/// so that a million contacts cost no more memory than five hundred.
/// </summary>
internal static class ExportContacts
{
    private const int AtOnce = 500;

    /// <summary><c>GET /api/contacts/export?search=&amp;channel=&amp;label=</c></summary>
    public static async Task<IResult> EndpointAsync(
        string? search, string? channel, string? label, HttpContext http, ListContacts list, Db db, CancellationToken ct)
    {
        var filter = new ContactFilter(Given(search), Given(channel), Given(label));
        if (filter.Channel is not null && ChannelName.Parse(filter.Channel) is null) return Problem.Invalid("channel", "A channel is sms, whatsapp or email.");
        if (await list.RunAsync(filter, ContactCursor.Start, AtOnce, ct) is not { } first) return Problem.Invalid("label", $"There is no label “{label}”.", "unknown_label");
        var caller = http.Caller();
        await db.InTransactionAsync(async connection =>
        {
            await AuditLog.RecordAsync(connection, caller, "contacts.exported", "contacts", null, new { filtered = filter != new ContactFilter() }, ct);
            return true;
        }, ct);
        return CsvAnswer.Of("contacts.csv", writer => WriteAsync(writer, list, filter, first, ct));
    }

    private static async Task WriteAsync(CsvAnswer.Writer writer, ListContacts list, ContactFilter filter, FoundContacts found, CancellationToken ct)
    {
        await writer.RowAsync("id", "name", "phone", "other phones", "email", "other emails", "whatsapp id", "time zone", "labels", "plan", "price", "member since", "social handles", "metadata", "created at");
        while (true)
        {
            foreach (var contact in found.Page.Items) await writer.RowAsync(Cells(contact));
            if (found.Page.NextCursor is not { } next || !ContactCursor.TryParse(next, out var after)) return;
            if (await list.RunAsync(filter, after, AtOnce, ct) is not { } more) return; // the label is gone
            found = more;
        }
    }

    private static string?[] Cells(Contact contact) =>
    [
        contact.Id.ToString(),
        contact.Name,
        contact.Phone,
        Others(contact, AddressKind.Phone, contact.Phone),
        contact.Email,
        Others(contact, AddressKind.Email, contact.Email),
        Others(contact, AddressKind.WhatsAppId, null),
        contact.TimeZone,
        string.Join("; ", contact.Labels),
        contact.Plan,
        contact.Price,
        contact.MemberSince?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        contact.SocialHandles == "{}" ? "" : contact.SocialHandles,
        contact.Metadata == "{}" ? "" : contact.Metadata,
        contact.CreatedAt.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
    ];

    private static string Others(Contact contact, string kind, string? primary) =>
        string.Join("; ", contact.Addresses.Where(address => address.Kind == kind && address.Value != primary).Select(address => address.Value));

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
