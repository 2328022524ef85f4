using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Tests.Mailboxes;

/// <summary>
/// The product, to which mails can be handed as if a mailbox had brought them, and whose inboxes can be given real ones. Each test
/// takes an inbox of its own.
/// </summary>
public sealed partial class MailDesk : IAsyncLifetime, IAsyncDisposable
{
    private static int inboxes;

    public TestApp App { get; private set; } = null!;

    public HttpClient Api { get; private set; } = null!;

    internal Db Db => App.Db;

    internal static Dictionary<string, string?> Settings => new()
    {
        ["Mailboxes__LookEvery"] = "00:00:00.100",
        ["Mailboxes__Lease"] = "00:00:02",
        ["Mailboxes__Backoff"] = "00:00:00.100",
        ["Mailboxes__LongestBackoff"] = "00:00:01",
        ["Mailboxes__Silence"] = "00:00:05",
        ["CRON_SECRET"] = "only crons know",
    };

    public async Task InitializeAsync()
    {
        App = await TestApp.StartAsync(settings: Settings);
        Api = await App.SignUpAdminAsync();
    }

    /// <summary>An email inbox; with a mailbox of that user it is read at once.</summary>
    internal async Task<Inbox> AddInboxAsync(ImapSettings? imap = null, string? address = null)
    {
        var id = NewId.Next();
        address ??= string.Create(CultureInfo.InvariantCulture, $"support{Interlocked.Increment(ref inboxes)}@example.org");
        var secrets = new EmailSecrets { ImapPassword = Dovecot.Password }.Seal(App.Services.GetRequiredService<SecretBox>());
        await Db.ExecuteAsync(
            """
            INSERT INTO inboxes (id, name, channel, address, provider, settings, secrets)
            VALUES (@id, 'Mail', 'email', @address, 'smtp', @settings::jsonb, @secrets)
            """,
            new { id, address, settings = JsonSerializer.Serialize(new EmailSettings { Imap = imap }, JsonSerializerOptions.Web), secrets },
            CancellationToken.None);
        App.Services.GetRequiredService<InboxDirectory>().Forget();
        return (await App.Services.GetRequiredService<InboxDirectory>().FindAsync(id, CancellationToken.None))!;
    }

    /// <summary>Hands a mail in.</summary>
    internal Task<ReceivedEmail> ReceiveAsync(Inbox inbox, string raw, bool isSent = false, bool isOld = false, DateTimeOffset? at = null, ulong? gmailThread = null) =>
        ReceiveAsync(inbox, Encoding.UTF8.GetBytes(raw.ReplaceLineEndings("\r\n")), isSent, isOld, at, gmailThread);

    internal async Task<ReceivedEmail> ReceiveAsync(Inbox inbox, byte[] raw, bool isSent = false, bool isOld = false, DateTimeOffset? at = null, ulong? gmailThread = null)
    {
        using var stream = new MemoryStream(raw);
        return await App.Services.GetRequiredService<ReceiveEmail>().RunAsync(
            new EmailSource { Inbox = inbox, Provider = "test", At = at ?? App.Clock.GetUtcNow(), IsSent = isSent, IsOld = isOld, GmailThread = gmailThread }, stream, CancellationToken.None);
    }

    /// <summary>The admin, as code below the endpoints sees her.</summary>
    internal async Task<Caller> CallerAsync() => new(await Db.FindAsync<Guid>("SELECT id FROM users ORDER BY created_at LIMIT 1", null, CancellationToken.None), "Ada", "admin@example.com", Role.Admin, null, null);

    internal Task<MessageRow?> MessageAsync(Guid? id) => Db.FindAsync<MessageRow>(
        """
        SELECT m.id, m.contact_id, m.conversation_id, m.thread_id, m.direction, m.status, m.subject, m.content, m.html, m.reply_text, m.from_address,
               m.from_name, m.to_address, m.to_all, m.cc, m.joined_by, m.automatic, m.is_spam, m.error_code, m.error_text, m.wait_reason, m.metadata::text AS metadata, m.at
          FROM messages m WHERE m.id = @id
        """,
        new { id },
        CancellationToken.None);

    internal Task<ConversationRow?> ConversationAsync(Guid? id) => Db.FindAsync<ConversationRow>(
        "SELECT id, contact_id, status, waiting_since, last_inbound_at, last_outbound_at, last_at, last_direction FROM conversations WHERE id = @id", new { id }, CancellationToken.None);

    internal Task<long> CountAsync(string sql, object parameters) => Db.FindAsync<long>(sql, parameters, CancellationToken.None)!;

    internal Task<long> MailsOfAsync(Inbox inbox) => CountAsync("SELECT count(*) FROM messages WHERE inbox_id = @id", new { id = inbox.Id });

    /// <summary>An outbound mail as it is after its provider took it.</summary>
    internal async Task<(Guid Id, string RfcId)> SentFromHereAsync(Inbox inbox, ReceivedEmail answered, string to)
    {
        var id = NewId.Next();
        var rfcId = id.ToString("N") + "@example.org";
        await Db.ExecuteAsync(
            """
            INSERT INTO messages (id, contact_id, conversation_id, inbox_id, channel, direction, status, subject, content, from_address, to_address, provider,
                                  rfc_message_id, thread_id, sent_at, at)
            SELECT @id, m.contact_id, m.conversation_id, m.inbox_id, 'email', 'outbound', 'sent', 'Re: ' || m.subject, 'Our answer', @from, @to, 'smtp',
                   @rfcId, m.thread_id, now(), now() FROM messages m WHERE m.id = @answered;
            INSERT INTO email_ids (key, message_id) VALUES (@rfcId, @id);
            UPDATE conversations SET waiting_since = NULL, last_outbound_at = now(), last_message_id = @id WHERE id = @conversationId
            """,
            new { id, rfcId, to, from = inbox.Address, answered = answered.MessageId, conversationId = answered.ConversationId },
            CancellationToken.None);
        return (id, rfcId);
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await App.DisposeAsync();
    }

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();
}

internal sealed record MessageRow
{
    public Guid Id { get; init; }

    public Guid ContactId { get; init; }

    public Guid ConversationId { get; init; }

    public Guid? ThreadId { get; init; }

    public string Direction { get; init; } = "";

    public string Status { get; init; } = "";

    public string Subject { get; init; } = "";

    public string Content { get; init; } = "";

    public string? Html { get; init; }

    public string? ReplyText { get; init; }

    public string FromAddress { get; init; } = "";

    public string? FromName { get; init; }

    public string ToAddress { get; init; } = "";

    public string[] ToAll { get; init; } = [];

    public string[] Cc { get; init; } = [];

    public string? JoinedBy { get; init; }

    public string? Automatic { get; init; }

    public bool IsSpam { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorText { get; init; }

    public string? WaitReason { get; init; }

    public string Metadata { get; init; } = "";

    public DateTimeOffset At { get; init; }
}

internal sealed record ConversationRow
{
    public Guid Id { get; init; }

    public Guid ContactId { get; init; }

    public string Status { get; init; } = "";

    public DateTimeOffset? WaitingSince { get; init; }

    public DateTimeOffset? LastInboundAt { get; init; }

    public DateTimeOffset? LastOutboundAt { get; init; }

    public DateTimeOffset LastAt { get; init; }

    public string? LastDirection { get; init; }
}
