using System.Text.RegularExpressions;
using UnifiedInbox.Attachments;
using UnifiedInbox.Channels;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Mail.Mime;
using UnifiedInbox.Mail.Mime.Writing;
using UnifiedInbox.Unsubscribing;

namespace UnifiedInbox.Messages.Email;

/// <summary>What became of putting an email together.</summary>
internal abstract record Composed
{
    private Composed()
    {
    }

    /// <param name="Email">What it was made of.</param>
    /// <param name="Mail">As it is written.</param>
    /// <param name="To">The envelope: everybody who gets it, in ASCII.</param>
    public sealed record Ready(OutgoingEmail Email, NewMail Mail, IReadOnlyList<string> To, IReadOnlyList<string> Cc, IReadOnlyList<string> Bcc) : Composed;

    public sealed record Failed(Delivery Delivery) : Composed;
}

/// <summary>Turns a claimed message into the mail its sender writes: the same each time it is asked, so that a repeat is a repeat.</summary>
internal sealed partial class ComposeEmail(FindOutgoingEmail find, AttachmentStore store, InboxDirectory inboxes, ReplyAddress replies, UnsubscribeLink unsubscribe)
{
    /// <summary>Providers take 40 MB in base64, a third more than the bytes, and receivers often no more than 25.</summary>
    public const long MostBytes = 25_000_000;

    public async Task<Composed> RunAsync(Guid messageId, CancellationToken ct)
    {
        if (await find.RunAsync(messageId, ct) is not { } email || await inboxes.FindAsync(email.InboxId, ct) is not { } inbox)
            return Failed("message_gone", "This mail is not there any more.");
        if (inbox.DisabledAt is not null) return Failed("inbox_disabled", "The mailbox this would leave from is switched off.");
        if (AsciiAddress.Of(email.To) is not { } to) return Failed("bad_address", "This address has letters that mail servers cannot take.");
        if (email.Files.Sum(file => file.Size) > MostBytes) return Failed("too_large", "The files are larger than 25 MB together.");
        foreach (var file in email.Files)
        {
            if (await store.OpenAsync(file.Sha256, ct) is not { } content) return Failed("file_missing", "The file " + file.Name + " is not there any more.");
            await content.DisposeAsync();
        }
        return new Composed.Ready(email, Write(email, inbox), [to], Ascii(email.Cc), Ascii(email.Bcc));
    }

    private NewMail Write(OutgoingEmail email, Inbox inbox)
    {
        var replyTo = email.ReplyTo ?? (EmailSettings.Of(inbox).PlusAddressing && email.ThreadId is { } thread ? replies.Of(inbox.Address, thread) : null);
        return new NewMail
        {
            From = new Mailbox(email.FromName ?? "", email.From),
            To = [new Mailbox(email.ToName ?? "", email.To)],
            Cc = [.. email.Cc.Select(address => new Mailbox("", address))],
            ReplyTo = replyTo is null ? [] : [new Mailbox(email.FromName ?? "", replyTo)],
            Subject = email.Subject,
            Text = email.Text,
            Html = email.Html is null ? null : UploadedImage().Replace(email.Html, "\"cid:$1@files\""),
            MessageId = email.RfcMessageId,
            InReplyTo = email.InReplyTo,
            References = email.References,
            Date = email.At,
            Headers = email.IsBulk ? unsubscribe.Headers(email.ContactId, email.InboxId) : [],
            Files = [.. email.Files.Select(file => new NewMailFile(file.Name, file.ContentType, file.ContentId, () => store.OpenNear(file.Sha256) ?? Stream.Null))],
        };
    }

    private static string[] Ascii(IReadOnlyList<string> addresses) => [.. addresses.Select(AsciiAddress.Of).OfType<string>()];

    private static Composed.Failed Failed(string code, string text) => new(new Delivery(DeliveryOutcome.Permanent, Code: code, Text: text));

    /// <summary>An image dropped into the composer, as <see cref="WriteEmail"/> named its file.</summary>
    [GeneratedRegex("\"/uploads/([0-9a-fA-F-]{36})[^\"]*\"")]
    private static partial Regex UploadedImage();
}
