using System.Text.Json;
using UnifiedInbox.Mail.Mime;
using UnifiedInbox.Mail.Mime.Writing;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Channels.Resend;

/// <summary>
/// The body of POST /emails: JSON with the files in base64, streamed. The same mail makes the same bytes, so that Resend takes a repeat
/// under the same key for what it is.
/// </summary>
internal sealed class ResendBody(Composed.Ready composed)
{
    /// <summary>Read in one piece; a multiple of three, so that the pieces' base64 can be joined.</summary>
    private const int Piece = 3 * 16 * 1024;

    public async Task<long> MeasureAsync(CancellationToken ct)
    {
        var counting = new CountingStream(Stream.Null);
        await WriteAsync(counting, ct);
        return counting.Length;
    }

    public async Task WriteAsync(Stream target, CancellationToken ct)
    {
        await using var json = new Utf8JsonWriter(target);
        var mail = composed.Mail;
        json.WriteStartObject();
        json.WriteString("from", Written(mail.From));
        WriteList(json, "to", composed.To);
        WriteList(json, "cc", composed.Cc);
        WriteList(json, "bcc", composed.Bcc);
        WriteList(json, "reply_to", [.. mail.ReplyTo.Select(Written)]);
        json.WriteString("subject", mail.Subject);
        json.WriteString("text", mail.Text);
        if (mail.Html is not null) json.WriteString("html", mail.Html);
        WriteHeaders(json, mail);
        await WriteFilesAsync(json, mail.Files, ct);
        json.WriteStartArray("tags");
        json.WriteStartObject();
        json.WriteString("name", "message_id");
        json.WriteString("value", composed.Email.MessageId.ToString("D"));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(ct);
    }

    private static void WriteHeaders(Utf8JsonWriter json, NewMail mail)
    {
        json.WriteStartObject("headers");
        if (mail.InReplyTo is { } parent) json.WriteString("In-Reply-To", "<" + parent + ">");
        if (mail.References.Count > 0) json.WriteString("References", string.Join(' ', mail.References.Select(id => "<" + id + ">")));
        foreach (var (name, value) in mail.Headers) json.WriteString(name, value);
        json.WriteEndObject();
    }

    private static async Task WriteFilesAsync(Utf8JsonWriter json, IReadOnlyList<NewMailFile> files, CancellationToken ct)
    {
        if (files.Count == 0) return;
        json.WriteStartArray("attachments");
        var piece = new byte[Piece];
        foreach (var file in files)
        {
            json.WriteStartObject();
            json.WriteString("filename", file.Name);
            json.WriteString("content_type", file.ContentType);
            if (file.ContentId is not null) json.WriteString("content_id", file.ContentId);
            json.WritePropertyName("content");
            await using var content = file.Open();
            int read;
            while ((read = await content.ReadAtLeastAsync(piece, Piece, throwOnEndOfStream: false, ct)) == Piece)
            {
                json.WriteBase64StringSegment(piece, isFinalSegment: false);
                await json.FlushAsync(ct);
            }
            json.WriteBase64StringSegment(piece.AsSpan(0, read), isFinalSegment: true);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0) return;
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static string Written(Mailbox mailbox)
    {
        var address = AsciiAddress.Of(mailbox.Address) ?? mailbox.Address;
        // Resend reads the name as it stands; what would end it is not part of one.
        var name = string.Concat(mailbox.Name.Where(sign => !char.IsControl(sign) && sign is not ('<' or '>' or '"'))).Trim();
        return name.Length == 0 ? address : name.Contains(',', StringComparison.Ordinal) ? "\"" + name + "\" <" + address + ">" : name + " <" + address + ">";
    }
}
