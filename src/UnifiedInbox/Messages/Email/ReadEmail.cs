using System.Text.Json;
using UnifiedInbox.Attachments;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Mail.Automatic;
using UnifiedInbox.Mail.Mime;
using UnifiedInbox.Mail.Threads;
using UnifiedInbox.Policies;
using UnifiedInbox.Web;

namespace UnifiedInbox.Messages.Email;

/// <summary>Takes a raw mail apart. Whatever is wrong with it, something to show comes out.</summary>
internal sealed class ReadEmail(StoreEmailFiles files, InboxDirectory inboxes, SecretBox box)
{
    /// <summary>What signs and proves the addresses for answers.</summary>
    private readonly byte[] tokenKey = box.DeriveKey("reply-token");

    /// <param name="source">Where it came from.</param>
    /// <param name="raw">The mail; its caller's until this returns, then the answer's.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<InboundEmail> RunAsync(EmailSource source, IncomingFile raw, CancellationToken ct)
    {
        var incoming = new List<IncomingFile> { raw };
        try
        {
            return await ReadAsync(source, raw, incoming, ct);
        }
        catch
        {
            foreach (var file in incoming) file.Dispose();
            throw;
        }
    }

    private async Task<InboundEmail> ReadAsync(EmailSource source, IncomingFile raw, List<IncomingFile> incoming, CancellationToken ct)
    {
        await using var file = new FileStream(raw.Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0);
        using var mail = Parse(file, source);
        var own = await OwnAddressesAsync(mail, source, ct);
        var hash = EmailContentHash.Of(mail, file);
        var delivery = mail.ReadDeliveryReport();
        var fields = Fields(mail, source);
        var nature = AutomaticMail.Recognise(fields, null, EmailReport.ActionsOf(delivery));
        var plain = source.Quarantined is not null;
        var words = plain ? QuarantinedWords(mail) : EmailBody.Of(mail);
        return new InboundEmail
        {
            Source = source,
            Raw = raw.File,
            Incoming = incoming,
            ContentHash = hash,
            People = EmailPeople.Of(mail, source, own),
            Words = words,
            Identity = IdentityOf(mail, source, fields, hash, own),
            Automatic = source.IsSent ? null : NameOf(nature.Nature),
            Report = source.IsSent || plain ? null : EmailReport.Of(mail, nature.Nature, IsReport(nature.Nature) ? delivery : null),
            Files = plain ? [] : await files.RunAsync(mail, incoming, ct),
            MetadataJson = Metadata(mail, source, !source.IsSent && !plain && nature.Nature == MailNature.Human && OptOutWish.IsLikelyMail(words.Subject, words.Reply ?? words.Content)),
        };
    }

    /// <summary>A mail that breaks even its own parser, which must not happen, is shown without anything taken from it.</summary>
    private static MimeMessage Parse(FileStream file, EmailSource source)
    {
        try
        {
            return MimeMessage.Parse(file);
        }
        catch (Exception error) when (source.Quarantined is not null && error is not IOException)
        {
            return MimeMessage.Parse(ReadOnlyMemory<byte>.Empty);
        }
    }

    /// <summary>Our inboxes, and the names this mail reached one of them by: whom everybody writes to proves nothing about who belongs to a thread.</summary>
    private async Task<IReadOnlySet<string>> OwnAddressesAsync(MimeMessage mail, EmailSource source, CancellationToken ct)
    {
        var own = (await inboxes.AllAsync(ct)).Where(inbox => inbox.Channel == "email").Select(inbox => inbox.Address.ToLowerInvariant()).ToHashSet();
        own.Add(source.Inbox.Address.ToLowerInvariant());
        if (source.IsSent) return own;
        own.UnionWith(source.EnvelopeRecipients.Select(address => address.ToLowerInvariant()));
        foreach (var name in DeliveryFields) own.UnionWith(mail.Headers.All(name).Take(20).Select(header => header.RawValue.Trim('<', '>', ' ').ToLowerInvariant()));
        return own;
    }

    private static readonly string[] DeliveryFields = ["Delivered-To", "X-Original-To", "Envelope-To"];

    private static List<KeyValuePair<string, string>> Fields(MimeMessage mail, EmailSource source)
    {
        var fields = mail.Headers.Select(header => KeyValuePair.Create(header.Name, header.Value)).ToList();
        fields.RemoveAll(field => field.Key.Equals("X-GM-THRID", StringComparison.OrdinalIgnoreCase)); // only the mailbox itself may say it
        if (source.GmailThread is { } thread) fields.Add(KeyValuePair.Create("X-GM-THRID", thread.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return fields;
    }

    private EmailIdentity IdentityOf(
        MimeMessage mail, EmailSource source, List<KeyValuePair<string, string>> fields, byte[] hash, IReadOnlySet<string> own)
    {
        var id = mail.MessageId is { Length: > 0 and <= 998 } written ? SafeText.Clean(written) : EmailContentHash.IdOf(hash);
        var parents = mail.InReplyTo.Concat(mail.References.Reverse()).Take(MessageIds.Most).Select(SafeText.Clean).ToList();
        var clues = ThreadClues.Of(fields, source.EnvelopeRecipients, tokenKey).Select(clue => clue with { Value = SafeText.Clean(clue.Value) }).ToList();
        // SES writes its ids with a domain and tells them without.
        clues = [.. clues.SelectMany(clue => clue is { Reason: ThreadReason.Reference } && clue.Value.EndsWith(".amazonses.com", StringComparison.Ordinal)
            ? [clue, clue with { Value = clue.Value[..clue.Value.LastIndexOf('@')] }]
            : new[] { clue })];
        var mailbox = clues.Find(clue => clue.Reason == ThreadReason.MailboxThread)?.Value;
        // Somebody may have answered it before we saw it.
        clues.Insert(0, new ThreadClue(ThreadReason.Reference, MessageIds.Key(id)));
        return new EmailIdentity(
            id, OwnIds(mail, id, own), [.. mail.InReplyTo.Take(5).Select(SafeText.Clean)], parents, SafeText.Clean(BaseSubject.Of(mail.Subject, parents.Count > 0).Key), mailbox, clues);
    }

    /// <summary>A copy of our own mail bears our id, or names it last in References without being an answer to it.</summary>
    private static List<string> OwnIds(MimeMessage mail, string id, IReadOnlySet<string> own)
    {
        List<string> ids = [MessageIds.Key(id)];
        if (mail.References is [.., var last] && !mail.InReplyTo.Contains(last) && mail.From.Any(from => own.Contains(from.Address.ToLowerInvariant())))
            ids.Add(MessageIds.Key(last));
        return ids;
    }

    private static EmailWords QuarantinedWords(MimeMessage mail) =>
        new(SafeText.Clean(mail.Subject ?? ""), "This mail could not be read. Its source can be looked at and downloaded.", null, null);

    private static bool IsReport(MailNature nature) => nature is MailNature.Bounce or MailNature.Delay or MailNature.DeliveryReceipt;

    private static string? NameOf(MailNature nature) => nature switch
    {
        MailNature.AutoReply => "auto_reply",
        MailNature.AutoGenerated or MailNature.Loop => "machine",
        MailNature.Bulk => "bulk",
        MailNature.Bounce or MailNature.Delay => "bounce",
        MailNature.DeliveryReceipt or MailNature.ReadReceipt => "receipt",
        MailNature.Complaint => "complaint",
        _ => null,
    };

    private static string Metadata(MimeMessage mail, EmailSource source, bool wantsNoMore)
    {
        var known = new Dictionary<string, object>();
        if (mail.Defects.Count > 0) known["defects"] = mail.Defects.Select(defect => defect.Kind.ToString()).Distinct().ToArray();
        if (mail.From.Count == 0) known["noSender"] = true;
        if (source.TruncatedFrom is { } size) known["truncatedFrom"] = size;
        if (source.Quarantined is { } why) known["quarantined"] = why;
        if (mail.CalendarMethod is { } method) known["calendar"] = SafeText.Clean(method);
        if (wantsNoMore) known[OptOutWish.Member] = OptOutWish.Suggested;
        return JsonSerializer.Serialize(known);
    }
}
