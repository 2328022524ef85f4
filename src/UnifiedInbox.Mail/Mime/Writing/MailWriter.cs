using System.Security.Cryptography;
using System.Text;

namespace UnifiedInbox.Mail.Mime.Writing;

/// <summary>
/// Writes mail (RFC 5322, RFC 2045 to 2047, RFC 2231, RFC 2387): seven-bit lines of at most 998 characters ending with CR LF. Text and HTML are
/// alternatives, images the HTML shows stand beside it, all other files after both. The same mail is written as the same bytes every time.
/// </summary>
public static class MailWriter
{
    /// <summary>Writes the whole mail. Files are streamed; the memory taken does not grow with them.</summary>
    /// <param name="mail">What to write.</param>
    /// <param name="target">Where to; stays open.</param>
    /// <param name="ct">Ends the writing in the middle.</param>
    public static async Task WriteAsync(NewMail mail, Stream target, CancellationToken ct = default)
    {
        var header = new HeaderWriter();
        header.AddDate("Date", mail.Date);
        header.AddAddresses("From", [mail.From]);
        header.AddAddresses("To", mail.To);
        header.AddAddresses("Cc", mail.Cc);
        header.AddAddresses("Reply-To", mail.ReplyTo);
        header.AddText("Subject", mail.Subject);
        header.AddIds("Message-ID", [mail.MessageId]);
        if (mail.InReplyTo is { } parent) header.AddIds("In-Reply-To", [parent]);
        header.AddIds("References", mail.References);
        foreach (var (name, value) in mail.Headers) header.AddForeign(name, value);
        header.Add("MIME-Version", "1.0");
        await WriteBodyAsync(mail, header, target, ct);
    }

    private static async Task WriteBodyAsync(NewMail mail, HeaderWriter header, Stream target, CancellationToken ct)
    {
        var shown = mail.Files.Where(file => IsShown(mail, file)).ToList();
        var attached = mail.Files.Except(shown).ToList();
        if (attached.Count == 0)
        {
            await WriteTextsAsync(mail, shown, header, target, ct);
            return;
        }
        await using var mixed = await Multipart.BeginAsync("mixed", Boundary(mail, "mixed"), header, target, ct);
        await mixed.NextAsync(ct);
        await WriteTextsAsync(mail, shown, new HeaderWriter(), target, ct);
        foreach (var file in attached)
        {
            await mixed.NextAsync(ct);
            await WriteFileAsync(file, "attachment", target, ct);
        }
    }

    private static async Task WriteTextsAsync(NewMail mail, List<NewMailFile> shown, HeaderWriter header, Stream target, CancellationToken ct)
    {
        if (mail.Html is null)
        {
            await WriteTextAsync("text/plain", mail.Text, header, target, ct);
            return;
        }
        await using var alternative = await Multipart.BeginAsync("alternative", Boundary(mail, "alternative"), header, target, ct);
        await alternative.NextAsync(ct);
        await WriteTextAsync("text/plain", mail.Text, new HeaderWriter(), target, ct);
        await alternative.NextAsync(ct);
        if (shown.Count == 0)
        {
            await WriteTextAsync("text/html", mail.Html, new HeaderWriter(), target, ct);
            return;
        }
        await using var related = await Multipart.BeginAsync("related; type=\"text/html\"", Boundary(mail, "related"), new HeaderWriter(), target, ct);
        await related.NextAsync(ct);
        await WriteTextAsync("text/html", mail.Html, new HeaderWriter(), target, ct);
        foreach (var file in shown)
        {
            await related.NextAsync(ct);
            await WriteFileAsync(file, "inline", target, ct);
        }
    }

    private static async Task WriteTextAsync(string type, string text, HeaderWriter header, Stream target, CancellationToken ct)
    {
        var (encoding, body) = TextEncoding.Encode(text);
        header.Add("Content-Type", type + "; charset=utf-8").Add("Content-Transfer-Encoding", encoding);
        await target.WriteAsync(header.End(), ct);
        await target.WriteAsync(body, ct);
    }

    private static async Task WriteFileAsync(NewMailFile file, string disposition, Stream target, CancellationToken ct)
    {
        var header = new HeaderWriter()
            .Add("Content-Type", MediaTypeOf(file.ContentType))
            .Add("Content-Transfer-Encoding", "base64")
            .Add("Content-Disposition", disposition + (file.Name.Length > 0 ? Parameter.Of("filename", file.Name) : ""));
        if (file.ContentId is { } id) header.AddIds("Content-ID", [id]);
        await target.WriteAsync(header.End(), ct);
        await using var content = file.Open();
        await Base64Writer.CopyAsync(content, target, ct);
    }

    private static bool IsShown(NewMail mail, NewMailFile file) =>
        file.ContentId is { Length: > 0 } id && mail.Html?.Contains("cid:" + id, StringComparison.Ordinal) == true;

    /// <summary>Only the type itself, without parameters. What is a mail or made of parts may not be in base64 (RFC 2046 section 5.2.1).</summary>
    private static string MediaTypeOf(string type)
    {
        type = type.Split(';')[0].Trim().ToLowerInvariant();
        var isType = type.Length <= 120 && type.Count(sign => sign == '/') == 1 && !type.StartsWith('/') && !type.EndsWith('/')
            && type.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '/' or '.' or '+' or '-' or '_');
        return isType && !type.StartsWith("multipart/", StringComparison.Ordinal) && !type.StartsWith("message/", StringComparison.Ordinal)
            ? type
            : "application/octet-stream";
    }

    /// <summary>"=_" stands in no encoded body, so that no body can hold it; the rest tells mails inside of mails apart.</summary>
    private static string Boundary(NewMail mail, string kind) =>
        "=_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(kind + " " + mail.MessageId)).AsSpan(0, 12));
}
