using System.Text;
using System.Text.Json;
using UnifiedInbox.Accounts;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Mail.Mime;
using UnifiedInbox.Mail.Mime.Writing;
using UnifiedInbox.Messages;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Members.Portal;

/// <summary>What a member wrote.</summary>
/// <param name="Id">Given with the form: sending it twice is sending it once.</param>
public sealed record PortalWords(Guid Id, string Subject, string Content);

/// <summary>Which of our senders a member's words go to, and from which address of theirs.</summary>
public sealed record PortalWay
{
    public Guid InboxId { get; init; }
    public string InboxName { get; init; } = "";
    public string Channel { get; init; } = "";
    public string OurAddress { get; init; } = "";

    /// <summary>Where the answer goes.</summary>
    public string TheirAddress { get; init; } = "";
    public string Name { get; init; } = "";

    public bool IsEmail => Channel == "email";
}

/// <summary>
/// A member writes: through the doors every message comes in by, as if they had written from their own address, so that it stands in
/// their conversation and is answered there. Not by WhatsApp: what was not written there opens no window for an answer.
/// </summary>
internal sealed class WriteToTeam(MemberSession session, InboxDirectory inboxes, Intake intake, ReceiveEmail mails, TimeProvider time)
{
    public const int LongestText = 1600;
    public const int LongestMail = 50_000;
    public const int LongestSubject = 200;
    private const string Provider = "portal";

    /// <summary>Where they wrote last; else the mailbox, else the number, that a first message would come from.</summary>
    private const string Way = """
        SELECT i.id AS inbox_id,
               i.name AS inbox_name,
               i.channel,
               i.address AS our_address,
               a.value AS their_address,
               c.name
          FROM contacts c
          JOIN contact_addresses a ON a.contact_id = c.id
          JOIN inboxes i ON a.kind = CASE i.channel WHEN 'email' THEN 'email' ELSE 'phone' END
         WHERE i.channel IN ('email', 'sms')
           AND i.disabled_at IS NULL
         ORDER BY (SELECT max(v.last_at) FROM conversations v WHERE v.inbox_id = i.id) DESC NULLS LAST,
                  i.channel = 'email' DESC, i.is_default DESC, a.is_primary DESC, a.created_at, a.id
         LIMIT 1
        """;

    public Task<PortalWay?> FindWayAsync(Caller caller, CancellationToken ct) => session.FindAsync<PortalWay>(caller, Way, null, ct);

    /// <summary>What is wrong, as a sentence; null once it is in.</summary>
    public async Task<string?> RunAsync(Caller caller, PortalWords words, CancellationToken ct)
    {
        var content = words.Content.ReplaceLineEndings("\n").Trim();
        var subject = words.Subject.ReplaceLineEndings(" ").Trim();
        if (content.Length == 0) return "Write something first.";
        if (await FindWayAsync(caller, ct) is not { } way || await inboxes.FindAsync(way.InboxId, ct) is not { } inbox) return "There is no address yet that your words could go to. The team has to set one up.";
        if (content.Length > (way.IsEmail ? LongestMail : LongestText)) return $"At most {(way.IsEmail ? LongestMail : LongestText):N0} characters can be sent at once.";
        if (subject.Length > LongestSubject) return $"A subject has at most {LongestSubject} characters.";
        if (way.IsEmail) await MailAsync(way, inbox, words.Id, subject, content, ct);
        else await TextAsync(way, words.Id, content, ct);
        return null;
    }

    private async Task MailAsync(PortalWay way, Inbox inbox, Guid id, string subject, string content, CancellationToken ct)
    {
        var mail = new NewMail
        {
            From = new Mailbox(way.Name, way.TheirAddress),
            To = [new Mailbox(way.InboxName, way.OurAddress)],
            Subject = subject.Length > 0 ? subject : "Message from the portal",
            Text = content,
            MessageId = $"{id:N}@portal.invalid",
            Date = time.GetUtcNow(),
        };
        using var raw = new MemoryStream();
        await MailWriter.WriteAsync(mail, raw, ct);
        raw.Position = 0;
        await mails.RunAsync(new EmailSource { Inbox = inbox, Provider = Provider, ProviderId = id.ToString("N"), At = time.GetUtcNow() }, raw, ct);
    }

    private Task<IntakeResult> TextAsync(PortalWay way, Guid id, string content, CancellationToken ct)
    {
        var from = new Contacts.Address(way.TheirAddress, Contacts.AddressKind.Phone);
        return intake.RunAsync(new InboundMessage
        {
            Provider = Provider,
            ProviderId = id.ToString("N"),
            InboxId = way.InboxId,
            Channel = Channel.Sms,
            From = from.Value,
            FromKind = from.Kind,
            FromRaw = from.Value,
            FromVariants = [from.Value, .. Contacts.Addresses.VariantsOf(from).Where(other => other != from.Value)],
            To = way.OurAddress,
            Content = content,
            MetadataJson = """{"portal": true}""",
            At = time.GetUtcNow(),
            EventKind = "message",
            Raw = Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["content"] = content })),
        }, ct);
    }
}
