using Microsoft.Extensions.Options;
using UnifiedInbox.Attachments;
using UnifiedInbox.Mail.Mime;
using UnifiedInbox.Web;

namespace UnifiedInbox.Messages.Email;

/// <summary>Takes the files out of a mail, streamed from the raw mail to beside the store.</summary>
internal sealed class StoreEmailFiles(AttachmentStore store, IOptions<AttachmentOptions> options)
{
    /// <summary>The raw mail has the others.</summary>
    private const int Most = 200;

    private const int LongestName = 200;

    /// <param name="mail">The mail.</param>
    /// <param name="incoming">Gets what is to be kept, also where the rest fails.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<IReadOnlyList<EmailFile>> RunAsync(MimeMessage mail, List<IncomingFile> incoming, CancellationToken ct)
    {
        var files = new List<EmailFile>();
        foreach (var attachment in mail.Attachments.Take(Most)) files.Add(await ReceiveAsync(attachment, files.Count, incoming, ct));
        return files;
    }

    private async Task<EmailFile> ReceiveAsync(Mail.Mime.Attachment attachment, int index, List<IncomingFile> incoming, CancellationToken ct)
    {
        await using var content = attachment.OpenContent();
        var most = Math.Max(options.Value.MostBytes, EmailLimits.LargestMail);
        var received = await store.ReceiveAsync(content, most, ct);
        if (received is not null) incoming.Add(received);
        var file = received?.File;
        var type = file is null ? attachment.ContentType : ContentTypes.Sniff(file.Head, attachment.ContentType);
        return new EmailFile(
            NameOf(attachment, index),
            SafeText.Clean(type),
            file,
            attachment.ContentId is { } id ? SafeText.Clean(id) : null,
            attachment.IsInline,
            file is null ? "The file is too large; the mail's source has it." : null);
    }

    /// <summary>A name and no path: what stands before the last separator says where it lay on the sender's disk.</summary>
    private static string NameOf(Mail.Mime.Attachment attachment, int index)
    {
        var name = SafeText.Clean(attachment.FileName ?? "");
        name = string.Concat(name[(name.LastIndexOfAny(['/', '\\']) + 1)..].Where(sign => !char.IsControl(sign))).Trim();
        if (name.Length > LongestName) name = SafeText.Clean(name[..LongestName]);
        if (name.Length > 0) return name;
        return attachment.ContentType == "message/rfc822" ? "message.eml" : ContentTypes.NameFor(attachment.ContentType, index);
    }
}

internal static class EmailLimits
{
    /// <summary>Bytes of one mail that are taken in; of a larger one headers and text.</summary>
    public const long LargestMail = 50L * 1024 * 1024;
}
