using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Messages;

/// <summary>
/// Asks providers about messages whose attempt had no outcome. Found: it was sent, and its status follows. Surely not there, and the
/// attempt is old enough that nothing can still be on its way: queued again. Otherwise asked again later.
/// </summary>
internal sealed partial class SettleUnconfirmed(
    Db db,
    Senders senders,
    ChangeNotifier changes,
    DispatchSignal dispatcher,
    IOptions<DispatcherOptions> options,
    TimeProvider time,
    ILogger<SettleUnconfirmed> log) : BackgroundService
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(15);
    private const int AtOnce = 10;

    /// <summary>
    /// The due ones, each put off by a lease so that no other node asks about it too, and is asked about again soon where this node
    /// dies meanwhile: what was written after it waits for its answer.
    /// </summary>
    private const string TakeSql = """
        WITH due AS (
            SELECT m.id
              FROM messages m
             WHERE m.status = 'unconfirmed' AND m.next_attempt_at <= @now
             ORDER BY m.next_attempt_at
             LIMIT @most
               FOR UPDATE SKIP LOCKED),
        taken AS (
            UPDATE messages m SET next_attempt_at = @now + @lease
              FROM due WHERE m.id = due.id
            RETURNING m.*)
        SELECT t.id,
               t.conversation_id,
               t.inbox_id,
               t.channel,
               t.provider,
               t.from_address,
               t.to_address,
               t.content,
               t.media_urls,
               t.attempts,
               coalesce((SELECT max(a.at) FROM delivery_attempts a WHERE a.message_id = t.id AND a.number = t.attempts), t.updated_at) AS attempted_at
          FROM taken t
        """;

    /// <summary>Lane before message, as everywhere.</summary>
    private const string FoundSql = """
        SELECT 1 FROM send_lanes WHERE conversation_id = @conversationId AND channel = @channel FOR UPDATE;
        WITH known AS (UPDATE messages SET provider_id = @providerId WHERE id = @id AND status = 'unconfirmed' AND provider_id IS NULL),
        ledger AS (
            UPDATE delivery_attempts SET outcome = 'accepted', provider_id = @providerId, finished_at = coalesce(finished_at, @now)
             WHERE message_id = @id AND number = @attempts)
        SELECT 1;
        SELECT move_message(@id, @providerId, @status, @errorCode, @errorText, @now, @now);
        SELECT apply_parked(@provider, @providerId, NULL, @now);
        """;

    /// <summary>The message only if it is still in doubt.</summary>
    private const string RequeueSql = """
        SELECT 1 FROM send_lanes WHERE conversation_id = @conversationId AND channel = @channel FOR UPDATE;

        WITH again AS (
            UPDATE messages
               SET status = 'queued', next_attempt_at = @now, updated_at = @now,
                   wait_reason = 'The provider does not have it; it will be tried again.'
             WHERE id = @id AND status = 'unconfirmed' AND attempts = @attempts
            RETURNING id, inbox_id, conversation_id, contact_id),
        ledger AS (
            UPDATE delivery_attempts SET outcome = 'transient', finished_at = coalesce(finished_at, @now)
             WHERE message_id = @id AND number = @attempts)
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
        SELECT 'delivery', inbox_id, conversation_id, contact_id, id FROM again;

        UPDATE send_lanes SET due_at = @now WHERE conversation_id = @conversationId AND channel = @channel AND lease_until IS NULL;
        """;

    private const string LaterSql = """
        UPDATE messages SET next_attempt_at = @at, wait_reason = coalesce(@reason, wait_reason) WHERE id = @id AND status = 'unconfirmed'
        """;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var taken = await db.ListAsync<Doubtful>(TakeSql, new { now = time.GetUtcNow(), lease = options.Value.Lease, most = AtOnce }, stoppingToken);
                await Task.WhenAll(taken.Select(doubtful => SettleOrReturnAsync(doubtful, stoppingToken)));
                if (taken.Count == AtOnce) continue;
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException)
            {
                LogTrouble(log, error);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SettleOrReturnAsync(Doubtful doubtful, CancellationToken ct)
    {
        try
        {
            await SettleAsync(doubtful, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // This node stops in good order: whoever asks next need not wait for the lease.
            await LaterAsync(doubtful.Id, time.GetUtcNow(), null, CancellationToken.None);
        }
    }

    private async Task SettleAsync(Doubtful doubtful, CancellationToken ct)
    {
        var lookup = senders.Find(doubtful.Provider) is { } sender
            ? await sender.FindAsync(doubtful.ToOutgoing(), (sid, token) => IsKnownAsync(doubtful.Provider, sid, token), ct)
            : new Lookup(LookupResult.CannotTell);
        var now = time.GetUtcNow();
        switch (lookup.Result)
        {
            case LookupResult.Found:
                await FoundAsync(doubtful, lookup, now, ct);
                break;
            case LookupResult.NotFound when now - doubtful.AttemptedAt >= options.Value.Settle:
                await db.InTransactionAsync(
                    connection => connection.ExecuteAsync(new CommandDefinition(
                        RequeueSql,
                        new { id = doubtful.Id, conversationId = doubtful.ConversationId, channel = doubtful.Channel, attempts = doubtful.Attempts, now },
                        cancellationToken: ct)),
                    ct);
                break;
            case LookupResult.NotFound:
                await LaterAsync(doubtful.Id, doubtful.AttemptedAt + options.Value.Settle, null, ct);
                return;
            case LookupResult.CannotTell:
                await LaterAsync(doubtful.Id, null, "This may have been sent; the provider cannot tell.", ct);
                break;
            default:
                await LaterAsync(doubtful.Id, now + AskAgain, "The provider cannot be asked right now whether it has this message.", ct);
                break;
        }
        changes.Wake();
        dispatcher.Poke();
    }

    private Task<int> FoundAsync(Doubtful doubtful, Lookup lookup, DateTimeOffset now, CancellationToken ct) =>
        db.ExecuteAsync(
            FoundSql,
            new
            {
                id = doubtful.Id,
                conversationId = doubtful.ConversationId,
                channel = doubtful.Channel,
                attempts = doubtful.Attempts,
                provider = doubtful.Provider,
                providerId = lookup.ProviderId,
                status = lookup.Status ?? "sent",
                errorCode = lookup.ErrorCode,
                errorText = lookup.Status == "failed" ? "The provider could not deliver it." : null,
                now,
            },
            ct);

    private Task<int> LaterAsync(Guid id, DateTimeOffset? at, string? reason, CancellationToken ct) =>
        db.ExecuteAsync(LaterSql, new { id, at, reason }, ct);

    private async Task<bool> IsKnownAsync(string provider, string providerId, CancellationToken ct) =>
        await db.FindAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM messages WHERE provider = @provider AND provider_id = @providerId)", new { provider, providerId }, ct);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Unconfirmed messages cannot be looked up; trying again")]
    private static partial void LogTrouble(ILogger log, Exception error);

    private sealed record Doubtful
    {
        public Guid Id { get; init; }

        public Guid ConversationId { get; init; }

        public Guid InboxId { get; init; }

        public string Channel { get; init; } = "";

        public string Provider { get; init; } = "";

        public string FromAddress { get; init; } = "";

        public string ToAddress { get; init; } = "";

        public string Content { get; init; } = "";

        public string[] MediaUrls { get; init; } = [];

        public int Attempts { get; init; }

        public DateTimeOffset AttemptedAt { get; init; }

        public OutgoingMessage ToOutgoing() => new(
            Id, Attempts, AttemptedAt, InboxId, ChannelName.Parse(Channel) ?? Channels.Channel.Sms, FromAddress, ToAddress, Content, MediaUrls);
    }
}
