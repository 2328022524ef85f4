using UnifiedInbox.Contacts;

namespace UnifiedInbox.Messages.Email;

/// <summary>What can be said about an email before asking the database.</summary>
internal static class EmailRules
{
    /// <summary>SES's limit over To, Cc and Bcc together; one is the contact.</summary>
    public const int MostRecipients = 49;
    public const int MostSubject = 500;

    /// <summary>Text or HTML; providers take 10 to 40 MB of everything.</summary>
    public const int MostContent = 1_000_000;
    public const int MostAttachments = 50;

    public static EnqueueOutcome.Refused? Check(NewMessage message)
    {
        var email = message.Email ?? new NewEmail();
        if (string.IsNullOrWhiteSpace(message.Content) && string.IsNullOrWhiteSpace(email.Html) && email.Attachments.Count + message.MediaUrls.Count == 0)
            return new("empty_message", "content", "Write something first.");
        if (message.Content.Length > MostContent || email.Html?.Length > MostContent) return new("content_too_long", "content", "This is too long for an email.");
        if (email.Subject is null && message.ReplyToId is null) return new("subject_missing", "subject", "An email needs a subject.");
        if (email.Subject is { } subject && (subject.Length > MostSubject || subject.AsSpan().ContainsAny('\r', '\n')))
            return new("bad_subject", "subject", "A subject is one line of at most 500 characters.");
        if (email.Cc.Count + email.Bcc.Count > MostRecipients) return new("too_many_recipients", "cc", "At most 50 people can get one email.");
        if (email.Attachments.Count + message.MediaUrls.Count > MostAttachments) return new("too_many_attachments", "attachments", "At most 50 files go with one email.");
        return Wrong("cc", email.Cc) ?? Wrong("bcc", email.Bcc) ?? Wrong("replyTo", email.ReplyTo is null ? [] : [email.ReplyTo]);
    }

    private static EnqueueOutcome.Refused? Wrong(string field, IReadOnlyList<string> addresses) =>
        addresses.FirstOrDefault(address => !Addresses.TryReadEmail(address, out _)) is { } bad
            ? new("bad_email", field, "“" + (bad.Length > 80 ? bad[..80] + "…" : bad) + "” is not an email address.")
            : null;
}
