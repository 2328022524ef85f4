using UnifiedInbox.Accounts;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Mail.Mime;
using UnifiedInbox.Notes;

namespace UnifiedInbox.Notifications;

/// <summary>
/// Mails whoever is mentioned in a note while away, as they chose: away is who was not seen for some minutes. Whoever was just here is
/// looked for again when that time is over, and mailed if the note is still unseen.
/// </summary>
internal sealed partial class MailMentions(
    Db db, SystemMail mail, MentionSignal signal, PublicAddress address, TimeProvider time, ILogger<MailMentions> logger) : BackgroundService
{
    /// <summary>Another node may have noted a mention: look this often at least.</summary>
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(30);

    /// <summary>While one is being mailed; a node that dies leaves it to be looked at again.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private const int MostTries = 5;

    private const string Claim = """
        UPDATE note_mentions
           SET mail_due_at = @now + @lease,
               mail_tries = mail_tries + 1
         WHERE (note_id, user_id) = (
                   SELECT note_id, user_id
                     FROM note_mentions
                    WHERE mail_due_at <= @now
                    ORDER BY mail_due_at
                    LIMIT 1
                      FOR UPDATE SKIP LOCKED)
        RETURNING note_id, user_id, mail_tries AS tries
        """;

    /// <summary>No row where there is nobody to mail any more: seen meanwhile, deactivated, or not for them after all.</summary>
    private const string Find = """
        SELECT u.email::text AS email,
               u.name,
               coalesce(a.name, 'Somebody who left') AS author_name,
               coalesce(nullif(k.name, ''), 'a contact') AS contact_name,
               left(n.content, 2000) AS content,
               (SELECT max(s.last_seen_at) FROM sessions s WHERE s.user_id = u.id AND s.expires_at > @now) AS seen_at
          FROM note_mentions m
          JOIN notes n ON n.id = m.note_id
          JOIN contacts k ON k.id = n.contact_id
          JOIN users u ON u.id = m.user_id
          LEFT JOIN users a ON a.id = n.author_id
         WHERE m.note_id = @noteId
           AND m.user_id = @userId
           AND m.read_at IS NULL
           AND can_see_note(n, u.id)
        """;

    private const string Settle = "UPDATE note_mentions SET mail_due_at = @due, mail_tries = CASE WHEN @again THEN mail_tries - 1 ELSE mail_tries END WHERE note_id = @noteId AND user_id = @userId";

    private const string NextDue = "SELECT min(mail_due_at) FROM note_mentions WHERE mail_due_at IS NOT NULL";

    /// <summary>Deals with all that are due and answers how many mails left.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var sent = 0;
        while (await db.FindAsync<Due>(Claim, new { now = time.GetUtcNow(), lease = Lease }, ct) is { } due)
        {
            var (left, again, counts) = await LookAsync(due, ct);
            if (left) sent++;
            await db.ExecuteAsync(Settle, new { due.NoteId, due.UserId, due = again, again = again is not null && !counts }, ct);
        }
        return sent;
    }

    /// <summary>Whether a mail left, when to look again (null = settled), and whether that was a try.</summary>
    private async Task<(bool Left, DateTimeOffset? Again, bool Counts)> LookAsync(Due due, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var wants = await NotificationPreferences.OfAsync(db, due.UserId, ct);
        if (!wants.Mentions || wants.MentionMail == NotificationPreferences.Never) return (false, null, false);
        if (await db.FindAsync<Letter>(Find, new { due.NoteId, due.UserId, now }, ct) is not { } letter) return (false, null, false);
        if (wants.MentionMail != NotificationPreferences.Always && letter.SeenAt + TimeSpan.FromMinutes(wants.AwayMinutes) is { } away && away > now) return (false, away, false);

        var first = wants.MentionMailText ? "\n\n" + NoteText.FirstLine(NoteText.Plain(letter.Content, new Dictionary<Guid, string>())) : "";
        var delivery = await mail.SendAsync(
            new Mailbox(letter.Name, letter.Email),
            $"{letter.AuthorName} mentioned you on {letter.ContactName}",
            $"{letter.AuthorName} mentioned you in a note on {letter.ContactName}.{first}",
            address.LinkWithoutRequest($"/notes/{due.NoteId}"),
            MailId(due),
            ct);
        if (delivery.Outcome == DeliveryOutcome.Transient && due.Tries < MostTries) return (false, now + (delivery.RetryAfter ?? TimeSpan.FromSeconds(30 * due.Tries)), true);
        if (delivery.Outcome != DeliveryOutcome.Accepted) LogNotSent(logger, delivery.Code ?? "unknown");
        return (delivery.Outcome == DeliveryOutcome.Accepted, null, true);
    }

    /// <summary>One a mention, whichever node and try.</summary>
    private static Guid MailId(Due due)
    {
        Span<byte> both = stackalloc byte[32];
        due.NoteId.TryWriteBytes(both);
        due.UserId.TryWriteBytes(both[16..]);
        return new Guid(System.Security.Cryptography.SHA256.HashData(both).AsSpan(0, 16));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await RunAsync(stoppingToken);
            var next = await db.FindAsync<DateTimeOffset?>(NextDue, null, stoppingToken);
            var wait = next is { } due ? TimeSpan.FromTicks(Math.Clamp((due - time.GetUtcNow()).Ticks, TimeSpan.FromMilliseconds(50).Ticks, AtLeast.Ticks)) : AtLeast;
            await signal.WaitAsync(wait, time, stoppingToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A mail about a mention was not sent: {Code}")]
    private static partial void LogNotSent(ILogger logger, string code);

    private sealed record Due
    {
        public Guid NoteId { get; init; }
        public Guid UserId { get; init; }
        public int Tries { get; init; }
    }

    private sealed record Letter
    {
        public string Email { get; init; } = "";
        public string Name { get; init; } = "";
        public string AuthorName { get; init; } = "";
        public string ContactName { get; init; } = "";
        public string Content { get; init; } = "";
        public DateTimeOffset? SeenAt { get; init; }
    }
}
