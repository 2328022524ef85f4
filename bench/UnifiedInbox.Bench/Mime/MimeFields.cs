using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using UnifiedInbox.Mail.Mime;

namespace UnifiedInbox.Bench.Mime;

/// <summary>
/// A parsed mail in the words of the shared corpus (its mime/README.md), so that it can be compared with what other parsers make of it.
/// Everything is the parser's; only the corpus' normalisation happens here.
/// </summary>
internal static class MimeFields
{
    private const int LongText = 60_000;

    public static JsonObject Of(MimeMessage mail)
    {
        var leaves = Leaves(mail.Root).ToList();
        var texts = leaves.FindAll(part => part.ContentType.MediaType == "text/plain" && !part.IsAttachment);
        var htmls = leaves.FindAll(part => part.ContentType.MediaType == "text/html" && !part.IsAttachment);
        var fields = new JsonObject
        {
            ["subject"] = Long(Blanks(mail.Subject)),
            ["from"] = Mailboxes(mail.From),
            ["to"] = Mailboxes(mail.To),
            ["cc"] = Mailboxes(mail.Cc),
            ["reply_to"] = Mailboxes(mail.ReplyTo),
            ["date"] = mail.Date?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["message_id"] = mail.MessageId,
            ["in_reply_to"] = new JsonArray([.. mail.InReplyTo.Select(Text)]),
            ["references"] = new JsonArray([.. mail.References.Select(Text)]),
            ["structure"] = Structure(mail.Root),
            ["text"] = Long(texts.Count == 0 ? null : TextOf(texts, flowed: false)),
        };
        if (texts.Exists(part => part.ContentType.IsFlowed)) fields["text_flowed"] = Long(TextOf(texts, flowed: true));
        fields["html"] = Html(htmls);
        fields["attachments"] = new JsonArray([.. leaves.Except(texts).Except(htmls).Select(Attachment)]);
        return fields;
    }

    private static IEnumerable<MimePart> Leaves(MimePart part) => part.ContentType.IsMultipart ? part.Children.SelectMany(Leaves) : [part];

    private static string Structure(MimePart part) => part.ContentType.IsMultipart
        ? part.ContentType.MediaType + "(" + string.Join(' ', part.Children.Select(Structure)) + ")"
        : part.ContentType.MediaType;

    private static JsonNode? Text(string? text) => text is null ? null : JsonValue.Create(text);

    private static string? Blanks(string? text) =>
        text is not null && string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } joined ? joined : null;

    private static JsonArray Mailboxes(IEnumerable<Mailbox> mailboxes) => new([.. mailboxes.Where(mailbox => mailbox.Address.Length > 0).Select(Mailbox)]);

    private static JsonNode Mailbox(Mailbox mailbox)
    {
        var sign = mailbox.Address.LastIndexOf('@');
        var address = sign < 0 ? mailbox.Address : mailbox.Address[..(sign + 1)] + Domain(mailbox.Address[(sign + 1)..]);
        var name = WithoutQuotes(Blanks(mailbox.Name) ?? "");
        return new JsonObject { ["name"] = name.Equals(address, StringComparison.OrdinalIgnoreCase) ? "" : name, ["address"] = address };
    }

    private static string WithoutQuotes(string name) =>
        name.Length > 1 && name[0] is '"' or '\'' && name[^1] == name[0] ? name[1..^1].Trim() : name;

    private static string Domain(string domain)
    {
        domain = domain.ToLowerInvariant();
        if (!domain.Contains("xn--", StringComparison.Ordinal)) return domain;
        try
        {
            return new IdnMapping().GetUnicode(domain);
        }
        catch (ArgumentException)
        {
            return domain;
        }
    }

    private static string TextOf(IEnumerable<MimePart> parts, bool flowed) =>
        NormalText.Of(string.Join('\n', parts.Select(part => NormalText.Of(flowed ? part.GetFlowedText() : part.GetText()))));

    private static JsonNode? Long(string? text)
    {
        if (text is null || CodePoints(text) <= LongText) return Text(text);
        var first = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(2000)) first.Append(rune.ToString());
        return new JsonObject { ["truncated"] = true, ["length"] = CodePoints(text), ["sha256"] = Hash(Encoding.UTF8.GetBytes(text)), ["head"] = first.ToString() };
    }

    private static int CodePoints(string text) => text.Length - text.Count(char.IsLowSurrogate);

    private static JsonObject Html(List<MimePart> parts)
    {
        if (parts.Count == 0) return new JsonObject { ["present"] = false };
        var html = TextOf(parts, flowed: false);
        return new JsonObject
        {
            ["present"] = true,
            ["sha256"] = Hash(Encoding.UTF8.GetBytes(html)),
            ["length"] = CodePoints(html),
            ["visible_text"] = Long(VisibleText.Of(html)),
        };
    }

    private static JsonNode Attachment(MimePart part)
    {
        using var content = part.OpenContent();
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        var bytes = copy.ToArray();
        var normal = NormalText.Of(bytes);
        return new JsonObject
        {
            ["filename"] = Blanks(part.FileName),
            ["content_type"] = part.ContentType.MediaType,
            ["size"] = bytes.Length,
            ["sha256"] = Hash(bytes),
            ["size_norm"] = normal.Length,
            ["sha256_norm"] = Hash(normal),
        };
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
