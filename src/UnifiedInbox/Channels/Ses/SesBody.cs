using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using UnifiedInbox.Mail.Mime.Writing;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Channels.Ses;

/// <summary>
/// The body of SendEmail: JSON around the mail in base64. Its hash is signed before it is sent, so it is written twice, and never held
/// in memory as a whole.
/// </summary>
internal sealed class SesBody
{
    private readonly NewMail mail;
    private readonly byte[] before;
    private readonly byte[] after = "\"}}}"u8.ToArray();

    public SesBody(Composed.Ready composed, string? configurationSet)
    {
        mail = composed.Mail;
        var envelope = JsonSerializer.Serialize(new
        {
            FromEmailAddress = AsciiAddress.Of(composed.Email.From) ?? composed.Email.From,
            // The envelope stands here, so that nobody needs a Bcc header.
            Destination = new { ToAddresses = composed.To, CcAddresses = composed.Cc, BccAddresses = composed.Bcc },
            EmailTags = new[] { new { Name = "message_id", Value = composed.Email.MessageId.ToString("D") } },
            ConfigurationSetName = configurationSet,
        });
        before = Encoding.UTF8.GetBytes(envelope[..^1] + ",\"Content\":{\"Raw\":{\"Data\":\"");
    }

    public async Task WriteAsync(Stream target, CancellationToken ct)
    {
        await target.WriteAsync(before, ct);
        await using (var base64 = new CryptoStream(target, new ToBase64Transform(), CryptoStreamMode.Write, leaveOpen: true))
            await MailWriter.WriteAsync(mail, base64, ct);
        await target.WriteAsync(after, ct);
    }

    public async Task<(string Hash, long Length)> MeasureAsync(CancellationToken ct)
    {
        using var sha256 = SHA256.Create();
        await using var hashing = new CryptoStream(Stream.Null, sha256, CryptoStreamMode.Write);
        var counting = new CountingStream(hashing);
        await WriteAsync(counting, ct);
        await hashing.FlushFinalBlockAsync(ct);
        return (Convert.ToHexStringLower(sha256.Hash!), counting.Length);
    }
}
