using System.Text.Json;
using Dapper;
using Npgsql;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Meaning.Learning;
using UnifiedInbox.Meaning.Text;

namespace UnifiedInbox.Meaning;

/// <summary>
/// Tells what inbound messages mean, each once: new ones as the change feed names them, then history, newest first, in small batches. How
/// far that has come is a row which one node at a time holds, and a batch commits together with it: a node that dies leaves nothing half
/// done. Not in the way of taking messages in.
/// </summary>
internal sealed partial class ClassifyMessages(
    Db db, FeedReader feed, ChangeFeed live, ChangeNotifier changes, CurrentModels models, MeaningSignal signal, TimeProvider time, ILogger<ClassifyMessages> logger) : BackgroundService
{
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(2);

    /// <summary>Under load, messages are told some at a time, not each in a transaction of its own.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private const int BatchSize = 300;

    private const string Lock = """
        SELECT feed_epoch,
               feed_xid,
               feed_seq,
               history_at,
               history_id,
               history_done
          FROM meaning_progress
           FOR UPDATE SKIP LOCKED
        """;

    private const string Move = """
        UPDATE meaning_progress
           SET feed_epoch = @FeedEpoch,
               feed_xid = @FeedXid,
               feed_seq = @FeedSeq,
               history_at = @HistoryAt,
               history_id = @HistoryId,
               history_done = @HistoryDone
        """;

    /// <summary>What a person wrote to us and nobody told yet. Of a mail the new words and the subject, not what is quoted.</summary>
    private const string Texts = """
        SELECT m.id,
               m.inbox_id,
               m.conversation_id,
               m.contact_id,
               left(concat_ws(E'\n', m.subject, coalesce(m.reply_text, m.content)), 4000) AS words
          FROM messages m
         WHERE m.id = ANY (@ids)
           AND m.direction = 'inbound'
           AND m.automatic IS NULL
           AND NOT m.is_spam
           AND NOT EXISTS (SELECT FROM message_meanings y WHERE y.message_id = m.id)
        """;

    private const string History = """
        SELECT m.id,
               m.at
          FROM messages m
         WHERE (m.at, m.id) < (@at, @id)
         ORDER BY m.at DESC, m.id DESC
         LIMIT @limit
        """;

    /// <summary>KEY SHARE: a message that is being deleted is waited for and then not told.</summary>
    private const string Insert = """
        INSERT INTO message_meanings (message_id, language, sentiment, sentiment_score, sentiment_why, category, category_score, category_why, sentiment_model, category_model, classified_at)
        SELECT t.id, t.language, t.sentiment, t.sentiment_score, t.sentiment_why::jsonb, t.category, t.category_score, t.category_why::jsonb, @sentimentModel, @categoryModel, @now
          FROM unnest(@ids, @languages, @sentiments, @sentimentScores, @sentimentWhys, @categories, @categoryScores, @categoryWhys)
            AS t (id, language, sentiment, sentiment_score, sentiment_why, category, category_score, category_why)
          JOIN messages m ON m.id = t.id
           FOR KEY SHARE OF m
            ON CONFLICT DO NOTHING
        """;

    private const string Tell = """
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
        SELECT 'meaning', m.inbox_id, m.conversation_id, m.contact_id, m.id FROM messages m WHERE m.id = ANY (@ids)
        """;

    private const string ScoresAreDue = "UPDATE member_scores SET due_at = @now WHERE contact_id = ANY (@contacts) AND due_at > @now";

    /// <summary>Not together with the former: who merges two people locks them first and their scores then.</summary>
    private const string NewScoresAreDue = """
        INSERT INTO member_scores (id, contact_id, due_at)
        SELECT gen_random_uuid(), c.id, @now FROM contacts c
         WHERE c.id = ANY (@contacts) AND NOT EXISTS (SELECT FROM member_scores s WHERE s.contact_id = c.id)
        """;

    private const string AllScoresAreDue = """
        INSERT INTO member_scores (id, contact_id, due_at)
        SELECT gen_random_uuid(), c.id, @now FROM contacts c WHERE NOT EXISTS (SELECT FROM member_scores s WHERE s.contact_id = c.id)
        """;

    /// <summary>One batch; false where there was nothing to do, or another node is at it.</summary>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        var epoch = await feed.EpochAsync(ct);
        var done = await db.InTransactionAsync(connection => BatchAsync(connection, epoch, ct), ct);
        if (done.Told > 0) changes.Wake();
        // After the messages are let go: who deletes a contact takes them in the other order.
        if (done.IsAnew) await db.ExecuteAsync(AllScoresAreDue, new { now = time.GetUtcNow() }, ct);
        if (done.Contacts.Length > 0)
        {
            await db.ExecuteAsync(ScoresAreDue, new { contacts = done.Contacts, now = time.GetUtcNow() }, ct);
            await db.ExecuteAsync(NewScoresAreDue, new { contacts = done.Contacts, now = time.GetUtcNow() }, ct);
        }
        if (done.IsAnew || done.Contacts.Length > 0) signal.Poke();
        return done.Told >= 0;
    }

    private async Task<Batch> BatchAsync(NpgsqlConnection connection, string epoch, CancellationToken ct)
    {
        var reached = await connection.QuerySingleOrDefaultAsync<Progress>(new CommandDefinition(Lock, cancellationToken: ct));
        if (reached is null) return Batch.None;
        var position = new FeedPosition(ulong.Parse(reached.FeedXid, System.Globalization.CultureInfo.InvariantCulture), reached.FeedSeq);
        if (reached.FeedEpoch != epoch || !await feed.ReachesBackToAsync(position, ct)) return await BeginAnewAsync(connection, epoch, ct);
        var (entries, _) = await feed.AfterAsync(position, ct);
        if (entries.Count == 0) return await BackAsync(connection, reached, ct);

        var ids = entries.Where(entry => entry.Change is { Kind: "message", MessageId: not null }).Select(entry => entry.Change.MessageId!.Value).Distinct().ToArray();
        var told = await TellAsync(connection, ids, isNew: true, ct);
        var contacts = entries.Where(entry => entry.Change is { ContactId: not null, Kind: "message" or "delivery" or "contact" or "conversation" })
            .Select(entry => entry.Change.ContactId!.Value).Distinct().ToArray();
        var last = entries[^1].Position;
        await MoveAsync(connection, reached with { FeedXid = last.Xid.ToString(System.Globalization.CultureInfo.InvariantCulture), FeedSeq = last.Seq }, ct);
        return new Batch(told, contacts);
    }

    /// <summary>The feed does not reach back to where we stood (a restore, a long rest): on from its end, and all history once more.</summary>
    private async Task<Batch> BeginAnewAsync(NpgsqlConnection connection, string epoch, CancellationToken ct)
    {
        var end = await feed.EndAsync(ct);
        await MoveAsync(connection, new Progress { FeedEpoch = epoch, FeedXid = end.Xid.ToString(System.Globalization.CultureInfo.InvariantCulture), FeedSeq = end.Seq }, ct);
        return new Batch(0, []) { IsAnew = true };
    }

    private async Task<Batch> BackAsync(NpgsqlConnection connection, Progress reached, CancellationToken ct)
    {
        if (reached.HistoryDone) return Batch.None;
        var parameters = new { at = reached.HistoryAt ?? DateTimeOffset.MaxValue, id = reached.HistoryId ?? Guid.AllBitsSet, limit = BatchSize };
        var rows = (await connection.QueryAsync<Place>(new CommandDefinition(History, parameters, cancellationToken: ct))).AsList();
        var told = await TellAsync(connection, [.. rows.Select(row => row.Id)], isNew: false, ct);
        await MoveAsync(connection, rows is [.., var last] ? reached with { HistoryAt = last.At, HistoryId = last.Id } : reached with { HistoryDone = true }, ct);
        return new Batch(told, []);
    }

    private async Task<int> TellAsync(NpgsqlConnection connection, Guid[] ids, bool isNew, CancellationToken ct)
    {
        if (ids.Length == 0) return 0;
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(Texts, new { ids }, cancellationToken: ct))).AsList();
        if (rows.Count == 0) return 0;
        var (sentiment, category) = (await models.GetAsync(ModelKind.Sentiment, ct), await models.GetAsync(ModelKind.Category, ct));
        var texts = rows.ConvertAll(row => ClassifiedText.Of(row.Words, sentiment, category));
        await connection.ExecuteAsync(new CommandDefinition(Insert, new
        {
            ids = rows.Select(row => row.Id).ToArray(),
            languages = texts.Select(text => text.Language).ToArray(),
            sentiments = texts.Select(text => text.Sentiment?.Label ?? MeaningWords.Unknown).ToArray(),
            sentimentScores = texts.Select(text => text.Sentiment?.Probability).ToArray(),
            sentimentWhys = texts.Select(text => Why(text.Sentiment)).ToArray(),
            categories = texts.Select(text => text.Category?.Label ?? MeaningWords.Unknown).ToArray(),
            categoryScores = texts.Select(text => text.Category?.Probability).ToArray(),
            categoryWhys = texts.Select(text => Why(text.Category)).ToArray(),
            sentimentModel = sentiment.Id,
            categoryModel = category.Id,
            now = time.GetUtcNow(),
        }, cancellationToken: ct));
        if (isNew) await connection.ExecuteAsync(new CommandDefinition(Tell, new { ids = rows.Select(row => row.Id).ToArray() }, cancellationToken: ct));
        return rows.Count;
    }

    private static string Why(Verdict? verdict) => JsonSerializer.Serialize(verdict?.Why ?? [], JsonSerializerOptions.Web);

    private static Task MoveAsync(NpgsqlConnection connection, Progress to, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(Move, to, cancellationToken: ct));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var heard = new HeardSignal();
        live.Heard += heard.Poke;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    if (await RunAsync(stoppingToken))
                    {
                        await Task.Delay(Pause, time, stoppingToken);
                        continue;
                    }
                }
                catch (PostgresException e)
                {
                    LogFailed(logger, e); // a message that was deleted meanwhile, a lock that was waited for too long: once more
                }
                await heard.WaitAsync(AtLeast, time, stoppingToken);
            }
        }
        finally
        {
            live.Heard -= heard.Poke;
        }
    }

    [LoggerMessage(LogLevel.Warning, "What messages mean could not be told; trying again soon")]
    private static partial void LogFailed(ILogger logger, Exception e);

    /// <summary>What a batch did: how many were told (-1 where there was nothing to do), and whose scores that may change.</summary>
    private sealed record Batch(int Told, Guid[] Contacts)
    {
        public static readonly Batch None = new(-1, []);

        public bool IsAnew { get; init; }
    }

    private sealed class HeardSignal : Signal;

    private sealed record Progress
    {
        public string FeedEpoch { get; init; } = "";
        public string FeedXid { get; init; } = "0";
        public long FeedSeq { get; init; }
        public DateTimeOffset? HistoryAt { get; init; }
        public Guid? HistoryId { get; init; }
        public bool HistoryDone { get; init; }
    }

    private sealed record Place
    {
        public Guid Id { get; init; }
        public DateTimeOffset At { get; init; }
    }

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string Words { get; init; } = "";
    }
}

/// <summary>Poked when members' scores are due.</summary>
internal sealed class MeaningSignal : Signal;
