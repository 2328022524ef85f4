using Npgsql;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Mail.Threads;
using UnifiedInbox.Web;

namespace UnifiedInbox.Messages.Email;

/// <summary>
/// The one door for what providers tell about mail: what a delivery report does, and opens, clicks, delays, suppression and the ids
/// answers will name (Messages/Email/ReportEmail.sql).
/// </summary>
internal sealed class ReportEmail(Db db, ChangeNotifier changes, DispatchSignal dispatcher, TimeProvider time)
{
    private const string Sql = """
        SELECT report_email(@eventId, @provider, @providerId, @messageId, @status, @code, @text, @eventKey, @raw, @kind, @at,
                            @recipients, @suppress, @keys, @now)
        """;

    /// <summary>Answers <c>moved</c>, <c>late</c>, <c>parked</c>, <c>duplicate</c> or <c>ignored</c>. Throws where the database is away.</summary>
    public async Task<string> RunAsync(string provider, MailEvent mail, string eventKey, string raw, CancellationToken ct)
    {
        var parameters = new
        {
            eventId = NewId.Next(time),
            provider,
            providerId = SafeText.Clean(mail.ProviderId ?? ""),
            messageId = mail.MessageId,
            status = mail.ProviderId is null && mail.MessageId is null ? null : mail.Status,
            code = mail.Code is { } code ? SafeText.Clean(code) : null,
            text = mail.Text is { } text ? SafeText.Clean(text) : null,
            eventKey = SafeText.Clean(eventKey),
            raw = SafeText.Clean(raw),
            kind = mail.Kind.ToString().ToLowerInvariant(),
            at = mail.At is { } at && at < time.GetUtcNow() ? at : time.GetUtcNow(),
            recipients = mail.Recipients.ToArray(),
            suppress = mail.Suppress.ToArray(),
            keys = mail.RfcIds.Select(MessageIds.Key).ToArray(),
            now = time.GetUtcNow(),
        };
        string outcome;
        try
        {
            outcome = await db.FindAsync<string>(Sql, parameters, ct) ?? "ignored";
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            outcome = await db.FindAsync<string>(Sql, parameters, ct) ?? "ignored";
        }
        changes.Wake();
        dispatcher.Poke();
        return outcome;
    }
}
