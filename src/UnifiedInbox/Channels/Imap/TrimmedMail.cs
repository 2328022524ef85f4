using System.Text;
using UnifiedInbox.Attachments;
using UnifiedInbox.Mail.Imap;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Channels.Imap;

/// <summary>What is fetched of a mail over the limit: its headers and the text, put together as a mail of one part.</summary>
internal sealed class TrimmedMail(AttachmentStore store)
{
    private const int MostHeaders = 1024 * 1024;
    private const int MostText = 1024 * 1024;

    public async Task<IncomingFile> FetchAsync(ImapClient client, uint uid, CancellationToken ct)
    {
        using var mail = new MemoryStream();
        using var headers = new MemoryStream();
        await client.FetchHeadersAsync(uid, headers, MostHeaders, ct);
        var structure = await StructureAsync(client, uid, ct);
        var texts = structure?.All().Where(candidate => candidate is { IsAttachment: false, Section.Length: > 0 }).ToList() ?? [];
        var part = texts.Find(candidate => candidate.MediaType == "text/plain") ?? texts.Find(candidate => candidate.MediaType == "text/html");
        // A mail of one part describes it in its own headers.
        var own = part is null || structure!.Parts.Count == 0;
        mail.Write(Encoding.Latin1.GetBytes(WithoutEnd(Encoding.Latin1.GetString(headers.GetBuffer(), 0, (int)headers.Length), keepType: own && part is not null)));
        if (!own) await client.FetchPartAsync(uid, part!.Section + ".MIME", mail, MostHeaders, ct);
        else mail.Write("\r\n"u8);
        if (part is not null) await client.FetchPartAsync(uid, part.Section, mail, MostText, ct);
        mail.Position = 0;
        return (await store.ReceiveAsync(mail, EmailLimits.LargestMail, ct))!;
    }

    private static async Task<BodyPart?> StructureAsync(ImapClient client, uint uid, CancellationToken ct)
    {
        BodyPart? found = null;
        await foreach (var summary in client.FetchSummariesAsync([uid], structure: true, ct)) found = summary.Structure;
        return found;
    }

    /// <summary>The headers without the empty line at their end and, unless they are the text's own, without what describes the body.</summary>
    private static string WithoutEnd(string headers, bool keepType)
    {
        var kept = new StringBuilder(headers.Length);
        var skip = false;
        foreach (var line in headers.Split('\n'))
        {
            var text = line.TrimEnd('\r');
            if (text.Length == 0) break;
            if (text[0] is not (' ' or '\t')) skip = !keepType && (text.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || text.StartsWith("MIME-Version", StringComparison.OrdinalIgnoreCase));
            if (!skip) kept.Append(text).Append("\r\n");
        }
        return kept.ToString();
    }
}
