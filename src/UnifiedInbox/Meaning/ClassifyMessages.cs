using Dapper;
using Npgsql;
using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Meaning;

/// <summary>
/// Tells what inbound messages mean, each once: new ones as the change feed names them, then history, newest first, in small batches. How
/// far that has come is a row, and a batch commits together with it: a node that dies leaves nothing half done. One node at a time is at it.
/// Not in the way of taking messages in.
/// </summary>
internal sealed partial class ClassifyMessages(
    Db db, FeedReader feed, ChangeFeed live, ChangeNotifier changes, CurrentModels models, MeaningSignal signal, TimeProvider time, ILogger<ClassifyMessages> logger) : BackgroundService
{
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(2);

    /// <summary>Under load, messages are told some at a time, not each in a transaction of its own.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private const int BatchSize = 300;

    /// <summary>Not a row's lock: that is a write, and an open one holds the live feed back while the models are asked.</summary>
    private const string MyTurn = "SELECT pg_try_advisory_xact_lock(hashtext('meaning_progress'))";

    private const string Reached = """
        SELECT feed_epoch,
               feed_xid,
               feed_seq,
               history_at,
               history_id,
               history_done
          FROM meaning_progress
        """;

    /// <summary>Only from where we began: a restore may have set it back meanwhile.</summary>
    private const string Move = """
        UPDATE meaning_progress
           SET feed_epoch = @FeedEpoch,
               feed_xid = @FeedXid,
               feed_seq = @FeedSeq,
               history_at = @HistoryAt,
               history_id = @HistoryId,
               history_done = @HistoryDone
         WHERE feed_epoch = @wasEpoch AND feed_xid = @wasXid AND feed_seq = @wasSeq
           AND history_id IS NOT DISTINCT FROM @wasHistory AND history_done = @wasDone
        """;

    private const string History = """
        SELECT m.id,
               m.at
          FROM messages m
         WHERE (m.at, m.id) < (@at, @id)
         ORDER BY m.at DESC, m.id DESC
         LIMIT @limit
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
        if (!await connection.ExecuteScalarAsync<bool>(new CommandDefinition(MyTurn, cancellationToken: ct))) return Batch.None;
        var reached = await connection.QuerySingleAsync<Progress>(new CommandDefinition(Reached, cancellationToken: ct));
        var position = new FeedPosition(ulong.Parse(reached.FeedXid, System.Globalization.CultureInfo.InvariantCulture), reached.FeedSeq);
        if (reached.FeedEpoch != epoch || !await feed.ReachesBackToAsync(position, ct)) return await BeginAnewAsync(connection, reached, epoch, ct);
        var (entries, _) = await feed.AfterAsync(position, ct);
        if (entries.Count == 0) return await BackAsync(connection, reached, ct);

        var ids = entries.Where(entry => entry.Change is { Kind: "message", MessageId: not null }).Select(entry => entry.Change.MessageId!.Value).Distinct().ToArray();
        var meanings = await MessageMeanings.OfAsync(connection, ids, models, ct);
        var last = entries[^1].Position;
        if (!await MoveAsync(connection, reached, reached with { FeedXid = last.Xid.ToString(System.Globalization.CultureInfo.InvariantCulture), FeedSeq = last.Seq }, ct)) return Batch.Again;
        await meanings.WriteAsync(connection, isNew: true, time.GetUtcNow(), ct);
        var contacts = entries.Where(entry => entry.Change is { ContactId: not null, Kind: "message" or "delivery" or "contact" or "conversation" })
            .Select(entry => entry.Change.ContactId!.Value).Distinct().ToArray();
        return new Batch(meanings.Ids.Length, contacts);
    }

    /// <summary>The feed does not reach back to where we stood (a restore, a long rest): on from its end, and all history once more.</summary>
    private async Task<Batch> BeginAnewAsync(NpgsqlConnection connection, Progress reached, string epoch, CancellationToken ct)
    {
        var end = await feed.EndAsync(ct);
        var anew = new Progress { FeedEpoch = epoch, FeedXid = end.Xid.ToString(System.Globalization.CultureInfo.InvariantCulture), FeedSeq = end.Seq };
        return await MoveAsync(connection, reached, anew, ct) ? new Batch(0, []) { IsAnew = true } : Batch.Again;
    }

    private async Task<Batch> BackAsync(NpgsqlConnection connection, Progress reached, CancellationToken ct)
    {
        if (reached.HistoryDone) return Batch.None;
        var parameters = new { at = reached.HistoryAt ?? DateTimeOffset.MaxValue, id = reached.HistoryId ?? Guid.AllBitsSet, limit = BatchSize };
        var rows = (await connection.QueryAsync<Place>(new CommandDefinition(History, parameters, cancellationToken: ct))).AsList();
        var meanings = await MessageMeanings.OfAsync(connection, [.. rows.Select(row => row.Id)], models, ct);
        var to = rows is [.., var last] ? reached with { HistoryAt = last.At, HistoryId = last.Id } : reached with { HistoryDone = true };
        if (!await MoveAsync(connection, reached, to, ct)) return Batch.Again;
        await meanings.WriteAsync(connection, isNew: false, time.GetUtcNow(), ct);
        return new Batch(meanings.Ids.Length, []);
    }

    private static async Task<bool> MoveAsync(NpgsqlConnection connection, Progress from, Progress to, CancellationToken ct)
    {
        var parameters = new DynamicParameters(to);
        parameters.AddDynamicParams(new { wasEpoch = from.FeedEpoch, wasXid = from.FeedXid, wasSeq = from.FeedSeq, wasHistory = from.HistoryId, wasDone = from.HistoryDone });
        return await connection.ExecuteAsync(new CommandDefinition(Move, parameters, cancellationToken: ct)) > 0;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var heard = new HeardSignal();
        live.Heard += heard.Poke;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var began = time.GetTimestamp();
                try
                {
                    if (await RunAsync(stoppingToken))
                    {
                        await Rest.AfterAsync(began, Pause, time, stoppingToken);
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

        /// <summary>Somebody set back where we stood: nothing was done, and there is something to do.</summary>
        public static readonly Batch Again = new(0, []);

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
}

/// <summary>Poked when members' scores are due.</summary>
internal sealed class MeaningSignal : Signal;
