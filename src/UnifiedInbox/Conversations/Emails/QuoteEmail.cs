using System.Globalization;
using System.Net;
using System.Text;
using UnifiedInbox.Accounts;
using UnifiedInbox.Attachments;
using UnifiedInbox.Database;
using UnifiedInbox.Mail.Html;
using UnifiedInbox.Messages;

namespace UnifiedInbox.Conversations.Emails;

/// <summary>What an answer or a forward carries below its own words: text, and the same as HTML, cleaned.</summary>
public sealed record EmailQuote(string Text, string Html);

/// <summary>Writes the mail that is answered or passed on as people expect to find it below.</summary>
internal sealed class QuoteEmail(Db db)
{
    /// <summary>Characters of the original's text; of longer ones the rest is in the mail itself.</summary>
    private const int MostText = 200_000;

    /// <summary>Characters of the original's HTML; longer ones are quoted as text. Every answer holds the one before it.</summary>
    private const int MostHtml = 500_000;

    /// <summary>Pictures go along with a quote as long as they are small together.</summary>
    private const long MostPictures = 5_000_000;

    /// <summary>With this begins what an answer carries below.</summary>
    private const string Below = "<br><div class=\"gmail_quote\">";

    /// <summary>An answer's own words and, as it was written by <see cref="Reply"/>, what it carries below; null where it carries nothing.</summary>
    public static (string Words, string? Below) Split(string html) =>
        html.IndexOf(Below, StringComparison.Ordinal) is >= 0 and var at ? (html[..at], html[at..]) : (html, null);

    /// <summary>Null where the caller may not see such a mail.</summary>
    public async Task<EmailQuote?> RunAsync(Caller caller, Guid id, bool isForward, CancellationToken ct)
    {
        if (await FindMessage.RunAsync(db, caller, id, ct) is not { Channel: "email" } message) return null;
        await AttachmentsOf.FillAsync(db, [message], ct);
        return isForward ? Forward(message) : Reply(message);
    }

    /// <summary>Under the line and the class that mail programs know a quote by, so that they fold it.</summary>
    private static EmailQuote Reply(Message message)
    {
        var attribution = $"On {Date(message.At)}, {From(message)} wrote:";
        var quoted = string.Join('\n', Text(message).Split('\n').Select(line => line.StartsWith('>') ? ">" + line : "> " + line));
        return new(
            attribution + "\n" + quoted,
            Below + $"<div class=\"gmail_attr\">{WebUtility.HtmlEncode(attribution)}</div>"
            + $"<blockquote type=\"cite\" style=\"margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex\">{Html(message)}</blockquote></div>");
    }

    private static EmailQuote Forward(Message message)
    {
        var (text, html) = (new StringBuilder("---------- Forwarded message ----------\n"), new StringBuilder("<br><div>---------- Forwarded message ----------</div>"));
        foreach (var (name, value) in Lines(message))
        {
            text.Append(name).Append(": ").Append(value).Append('\n');
            html.Append("<div><b>").Append(name).Append(":</b> ").Append(WebUtility.HtmlEncode(value)).Append("</div>");
        }
        return new(text.Append('\n').Append(Text(message)).ToString(), html.Append("<br><div>").Append(Html(message)).Append("</div>").ToString());
    }

    private static IEnumerable<(string Name, string Value)> Lines(Message message)
    {
        yield return ("From", From(message));
        yield return ("Date", Date(message.At));
        yield return ("Subject", EmailSubject.Text(message.Subject));
        yield return ("To", string.Join(", ", message.ToAll.Length > 0 ? message.ToAll : [message.ToAddress]));
        if (message.Cc.Length > 0) yield return ("Cc", string.Join(", ", message.Cc));
    }

    private static string From(Message message) => message.FromName is { Length: > 0 } name ? $"{name} <{message.FromAddress}>" : message.FromAddress;

    /// <summary>UTC: nobody knows the zone of whoever reads it.</summary>
    private static string Date(DateTimeOffset at) => at.UtcDateTime.ToString("ddd, d MMM yyyy 'at' HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Text(Message message) =>
        (message.Content.Length > MostText ? message.Content[..(char.IsHighSurrogate(message.Content[MostText - 1]) ? MostText - 1 : MostText)] : message.Content).TrimEnd();

    private static string Html(Message message) => message.Html is { Length: <= MostHtml } original
        ? Body(original, message.Attachments)
        : WebUtility.HtmlEncode(Text(message)).Replace("\n", "<br>", StringComparison.Ordinal);

    /// <summary>What stands in the body, cleaned; its own pictures go along and are named as ours are.</summary>
    private static string Body(string html, IReadOnlyList<Attachment> files)
    {
        var pictures = files.Where(file => file is { Status: "stored", ContentId: not null }).ToList();
        if (pictures.Sum(file => file.Size ?? 0) > MostPictures) pictures = [];
        var cleaned = MailHtml.Clean(html, new CleanOptions
        {
            AllowRemoteImages = true,
            InlineImage = contentId => pictures.Find(file => string.Equals(file.ContentId, contentId, StringComparison.OrdinalIgnoreCase))?.Url,
        }).Html;
        var start = cleaned.IndexOf('>', cleaned.IndexOf("<body", StringComparison.Ordinal)) + 1;
        return cleaned[start..cleaned.LastIndexOf("</body>", StringComparison.Ordinal)];
    }
}
