using System.Threading.Channels;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;
using UnifiedInbox.Mail.Mime;
using UnifiedInbox.Notifications;

namespace UnifiedInbox.Accounts;

/// <summary>
/// Mails a link to a new password to whoever forgot theirs. Who asks is answered at once and alike, whether there is such a person or
/// not; looking and sending happen behind. An ask lost with the process is asked again by the person.
/// </summary>
internal sealed partial class MailPasswordLink(
    Db db, SystemMail mail, PublicAddress address, IServiceScopeFactory scopes, TimeProvider time, ILogger<MailPasswordLink> log) : BackgroundService
{
    /// <summary>Nobody's mailbox is filled by someone who asks in their name, and an admin's link is not replaced at once.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(2);

    private const string FindSql = """
        SELECT u.id,
               u.email::text,
               u.name
          FROM users u
         WHERE u.email = @email
           AND u.deactivated_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM account_links l WHERE l.user_id = u.id AND l.kind = 'password_reset' AND l.created_at > @since)
        """;

    private readonly System.Threading.Channels.Channel<string> asked = System.Threading.Channels.Channel.CreateBounded<string>(new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Ask(string? email)
    {
        if (email is { Length: > 2 and <= 254 }) asked.Writer.TryWrite(email.Trim());
    }

    public async Task RunAsync(string email, CancellationToken ct)
    {
        if (await db.FindAsync<User>(FindSql, new { email, since = time.GetUtcNow() - Pause }, ct) is not { Email: { } to } user) return;
        using var scope = scopes.CreateScope();
        if (await scope.ServiceProvider.GetRequiredService<ResetPassword>().MakeLinkAsync(null, user.Id, ct) is not { } path) return;
        // The address of the request is the asker's to choose, so it is not used: the mail would carry the link to their server.
        var delivery = await mail.SendAsync(
            new Mailbox(user.Name, to),
            "A new password for Unified Inbox",
            "Somebody, we hope you, asked for a new password. With this link you choose it; it works once, within a day. If it was not you, leave it: nothing changes.",
            address.LinkWithoutRequest(path),
            NewId.Next(time),
            ct);
        if (delivery.Outcome != DeliveryOutcome.Accepted) LogNotSent(delivery.Code ?? "unknown");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var email in asked.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await RunAsync(email, stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogFailed(error);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "A link to a new password was not mailed: {Code}")]
    private partial void LogNotSent(string code);

    [LoggerMessage(LogLevel.Error, "A link to a new password could not be made or mailed")]
    private partial void LogFailed(Exception error);
}
