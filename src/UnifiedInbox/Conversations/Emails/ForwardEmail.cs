using System.Net;
using System.Text;
using UnifiedInbox.Accounts;
using UnifiedInbox.Attachments;
using UnifiedInbox.Contacts;
using UnifiedInbox.Database;
using UnifiedInbox.Mail.Html;
using UnifiedInbox.Messages;

namespace UnifiedInbox.Conversations.Emails;

/// <summary>What passing a mail on needs: who it goes to, made a contact where nobody has the address, and the mail as it stands below.</summary>
internal sealed class ForwardEmail(Db db, CreateContact create)
{
    /// <summary>Characters of the original's text; it has its HTML as well.</summary>
    private const int MostText = 200_000;

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

    /// <summary>The mail as text and as cleaned HTML, each under a block that says whose it was; null where the caller may not see it.</summary>
    public async Task<(string Text, string Html)?> QuoteAsync(Caller caller, Guid id, CancellationToken ct)
    {
        if (await FindMessage.RunAsync(db, caller, id, ct) is not { Channel: "email" } message) return null;
        await AttachmentsOf.FillAsync(db, [message], ct);
        var (text, html) = (new StringBuilder("---------- Forwarded message ----------\n"), new StringBuilder("<br><div>---------- Forwarded message ----------</div>"));
        foreach (var (name, value) in Lines(message))
        {
            text.Append(name).Append(": ").Append(value).Append('\n');
            html.Append("<div><b>").Append(name).Append(":</b> ").Append(WebUtility.HtmlEncode(value)).Append("</div>");
        }
        text.Append('\n').Append(message.Content.Length > MostText ? message.Content[..MostText] : message.Content);
        html.Append("<br><div>").Append(message.Html is { } original ? Body(original, message.Attachments) : WebUtility.HtmlEncode(message.Content).Replace("\n", "<br>", StringComparison.Ordinal)).Append("</div>");
        return (text.ToString(), html.ToString());
    }

    private static IEnumerable<(string Name, string Value)> Lines(Message message)
    {
        yield return ("From", message.FromName is { Length: > 0 } name ? $"{name} <{message.FromAddress}>" : message.FromAddress);
        yield return ("Date", message.At.UtcDateTime.ToString("ddd, d MMM yyyy HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture));
        yield return ("Subject", EmailSubject.Text(message.Subject));
        yield return ("To", string.Join(", ", message.ToAll.Length > 0 ? message.ToAll : [message.ToAddress]));
        if (message.Cc.Length > 0) yield return ("Cc", string.Join(", ", message.Cc));
    }

    /// <summary>What stands in the body, cleaned; its own pictures go along and are named as ours are.</summary>
    private static string Body(string html, IReadOnlyList<Attachment> files)
    {
        var cleaned = MailHtml.Clean(html, new CleanOptions
        {
            AllowRemoteImages = true,
            InlineImage = contentId => files.FirstOrDefault(file => file.Status == "stored" && string.Equals(file.ContentId, contentId, StringComparison.OrdinalIgnoreCase))?.Url,
        }).Html;
        var start = cleaned.IndexOf('>', cleaned.IndexOf("<body", StringComparison.Ordinal)) + 1;
        return cleaned[start..cleaned.LastIndexOf("</body>", StringComparison.Ordinal)];
    }
}
