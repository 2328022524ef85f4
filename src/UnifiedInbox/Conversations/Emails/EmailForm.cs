using UnifiedInbox.Conversations.Composing;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Conversations.Emails;

/// <summary>Reads what the composer's fields say about an email.</summary>
internal static class EmailForm
{
    public static NewEmail Read(ReplyForm form) => new()
    {
        Subject = OneLine(form.Subject) is { Length: > 0 } subject ? subject : null,
        Html = string.IsNullOrWhiteSpace(form.Html) ? null : form.Html,
        Cc = [.. People(form.Cc).Select(person => person.Address), .. form.Forwarded is null ? [] : People(form.To).Skip(1).Select(person => person.Address)],
        Bcc = [.. People(form.Bcc).Select(person => person.Address)],
        Attachments = form.Files,
    };

    /// <summary>People write addresses with commas, semicolons or line breaks between them, with names or without.</summary>
    public static IReadOnlyList<EmailPerson> People(string? text)
    {
        var people = new List<string>();
        var (start, quoted) = (0, false);
        text = (text ?? "").Trim();
        for (var at = 0; at <= text.Length; at++)
        {
            if (at < text.Length && text[at] == '"') quoted = !quoted;
            if (at < text.Length && (quoted || text[at] is not (',' or ';' or '\n' or '\r'))) continue;
            people.Add(text[start..at]);
            start = at + 1;
        }
        return EmailPerson.All(people.SelectMany(Separated));
    }

    /// <summary>Bare addresses may also have nothing but blanks between them.</summary>
    private static IEnumerable<string> Separated(string text) =>
        text.Contains('<', StringComparison.Ordinal) || text.Contains('"', StringComparison.Ordinal) ? [text] : text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static string OneLine(string? text) => (text ?? "").ReplaceLineEndings(" ").Trim();
}
