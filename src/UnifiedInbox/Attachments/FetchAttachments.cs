using Microsoft.Extensions.Options;
using Npgsql;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Attachments;

/// <summary>
/// Brings the files of inbound messages into the store, in the background: with the provider's credentials, within size and type
/// limits. What cannot be fetched is tried again and then shown as failed, with a button to try once more.
/// </summary>
internal sealed partial class FetchAttachments(
    Db db,
    AttachmentStore store,
    IEnumerable<IMediaSource> sources,
    AttachmentSignal signal,
    ChangeNotifier changes,
    IOptions<AttachmentOptions> options,
    TimeProvider time,
    ILogger<FetchAttachments> log) : BackgroundService
{
    private const int AtOnce = 4;
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(10);

    /// <summary>Put off while being fetched: a node that dies leaves it to the others.</summary>
    private const string TakeSql = """
        WITH due AS (
            SELECT a.id
              FROM attachments a
             WHERE a.status = 'pending' AND a.next_attempt_at <= @now
             ORDER BY a.next_attempt_at
             LIMIT @most
               FOR UPDATE SKIP LOCKED),
        taken AS (
            UPDATE attachments a SET attempts = a.attempts + 1, next_attempt_at = @now + @lease
              FROM due WHERE a.id = due.id
            RETURNING a.*)
        SELECT t.id,
               t.name,
               t.content_type,
               t.source_url,
               t.attempts,
               m.inbox_id,
               m.provider
          FROM taken t
          JOIN messages m ON m.id = t.message_id
        """;

    private const string StoredSql = """
        WITH done AS (
            UPDATE attachments
               SET status = 'stored', sha256 = @sha256, size = @size, content_type = @contentType, error_text = NULL, next_attempt_at = NULL
             WHERE id = @id
            RETURNING message_id)
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
        SELECT 'attachment', m.inbox_id, m.conversation_id, m.contact_id, m.id FROM done JOIN messages m ON m.id = done.message_id
        """;

    /// <summary>The message was deleted while its file was on the way.</summary>
    private const string DoomSql = "INSERT INTO doomed_files (sha256) VALUES (@sha256) ON CONFLICT DO NOTHING";

    private const string FailedSql = """
        WITH done AS (
            UPDATE attachments SET status = @status, error_text = @error, next_attempt_at = @next WHERE id = @id
            RETURNING message_id)
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
        SELECT 'attachment', m.inbox_id, m.conversation_id, m.contact_id, m.id FROM done JOIN messages m ON m.id = done.message_id
        """;

    private readonly Dictionary<string, IMediaSource> byProvider = sources.ToDictionary(source => source.Provider);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var taken = 0;
            try
            {
                var due = await db.ListAsync<Due>(TakeSql, new { now = time.GetUtcNow(), most = AtOnce, lease = options.Value.Timeout * 2 }, stoppingToken);
                taken = due.Count;
                await Task.WhenAll(due.Select(one => FetchAsync(one, stoppingToken)));
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException)
            {
                LogTrouble(log, error);
            }
            if (taken < AtOnce) await signal.WaitAsync(LongestSleep, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FetchAsync(Due due, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.Value.Timeout);
        MediaAnswer.Failed? failure;
        try
        {
            failure = byProvider.TryGetValue(due.Provider, out var source) && due.SourceUrl is { } url
                ? await source.FetchAsync(due.InboxId, url, answer => StoreAsync(due, answer, limit.Token), limit.Token)
                : new MediaAnswer.Failed("Its provider is not set up any more.", Permanent: true);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            failure = new MediaAnswer.Failed("The download took too long.", Permanent: false);
        }
        catch (IOException)
        {
            failure = new MediaAnswer.Failed("The download broke off, or the disk is full.", Permanent: false);
        }
        if (failure is not null) await FailAsync(due, failure, ct);
        changes.Wake();
    }

    /// <summary>Null = stored.</summary>
    private async Task<MediaAnswer.Failed?> StoreAsync(Due due, MediaAnswer answer, CancellationToken ct)
    {
        if (answer is MediaAnswer.Failed failed) return failed;
        var bytes = (MediaAnswer.Bytes)answer;
        var claimed = due.ContentType is "application/octet-stream" && bytes.ContentType is { } served ? served : due.ContentType;
        if (!ContentTypes.IsAccepted(claimed.Split(';')[0].Trim()))
            return new MediaAnswer.Failed("Files of this kind are not taken in.", Permanent: true);
        if (bytes.Length > options.Value.MostBytes || await store.StoreAsync(bytes.Content, options.Value.MostBytes, ct) is not { } file)
            return new MediaAnswer.Failed("The file is larger than " + (options.Value.MostBytes / (1024 * 1024)) + " MB.", Permanent: true);
        var told = await db.ExecuteAsync(
            StoredSql,
            new { id = due.Id, sha256 = file.Sha256, size = file.Size, contentType = ContentTypes.Sniff(file.Head, claimed) },
            ct);
        if (told == 0) await db.ExecuteAsync(DoomSql, new { sha256 = file.Sha256 }, ct);
        return null;
    }

    private Task<int> FailAsync(Due due, MediaAnswer.Failed failure, CancellationToken ct)
    {
        var final = failure.Permanent || due.Attempts >= options.Value.MostAttempts;
        return db.ExecuteAsync(
            FailedSql,
            new
            {
                id = due.Id,
                status = final ? "failed" : "pending",
                error = failure.Text,
                next = final ? (DateTimeOffset?)null : time.GetUtcNow() + (options.Value.Backoff * Math.Pow(2, due.Attempts - 1)),
            },
            ct);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Attachments cannot be fetched; trying again")]
    private static partial void LogTrouble(ILogger log, Exception error);

    private sealed record Due
    {
        public Guid Id { get; init; }

        public string Name { get; init; } = "";

        public string ContentType { get; init; } = "";

        public string? SourceUrl { get; init; }

        public int Attempts { get; init; }

        public Guid InboxId { get; init; }

        public string Provider { get; init; } = "";
    }
}
