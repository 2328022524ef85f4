using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;
using UnifiedInbox.Database;

namespace UnifiedInbox.Messages;

/// <summary>
/// Commits what arrives at the same time together: while one commit is on its way to the disk the next calls gather, and
/// leave as one statement (at most <see cref="MostTogether"/> calls) in one round trip and one transaction. An idle system waits
/// for nobody.
/// </summary>
/// <remarks>
/// A group fails as a whole, so a failed one is run again call by call and only the culprit sees the error. The calls of a group
/// are ordered by their key: two groups never take the same locks in opposite order.
/// </remarks>
internal abstract class GroupCommit<TCall, TAnswer>(Db db) : BackgroundService
{
    private const int MostTogether = 50;
    private const int Committers = 2;
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Channel<Pending> calls = Channel.CreateBounded<Pending>(new BoundedChannelOptions(5_000) { SingleReader = false });

    /// <summary>Takes the calls as one JSON array ($1) and answers one row a call: its <c>ord</c> (1 is the first), then what <see cref="Read"/> reads.</summary>
    protected abstract string Sql { get; }

    /// <summary>What the call locks; calls with the same key stay in their order.</summary>
    protected abstract string LockKey(TCall call);

    /// <summary>Writes the call's members; the object is opened and closed around it.</summary>
    protected abstract void Write(Utf8JsonWriter json, TCall call);

    protected abstract TAnswer Read(NpgsqlDataReader row);

    /// <summary>Answers once the call is committed.</summary>
    protected async Task<TAnswer> CommitAsync(TCall call, CancellationToken ct)
    {
        var pending = new Pending(call, LockKey(call));
        await calls.Writer.WriteAsync(pending, ct);
        return await pending.Answer.Task.WaitAsync(ct);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Committers).Select(_ => WorkAsync(stoppingToken)));

    private async Task WorkAsync(CancellationToken ct)
    {
        var group = new List<Pending>(MostTogether);
        while (await calls.Reader.WaitToReadAsync(ct))
        {
            group.Clear();
            while (group.Count < MostTogether && calls.Reader.TryRead(out var call)) group.Add(call);
            if (group.Count > 0) await RunAsync([.. group.OrderBy(call => call.LockKey, StringComparer.Ordinal)], ct);
        }
    }

    private async Task RunAsync(Pending[] group, CancellationToken ct)
    {
        TAnswer[] answers;
        try
        {
            answers = await ExecuteAsync(group, ct);
        }
        catch (PostgresException error) when (group.Length > 1 || error.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            foreach (var call in group) await RunAsync([call], ct);
            return;
        }
        catch (Exception error)
        {
            foreach (var call in group) call.Answer.TrySetException(error);
            return;
        }
        foreach (var (call, answer) in group.Zip(answers)) call.Answer.TrySetResult(answer);
    }

    private Task<TAnswer[]> ExecuteAsync(Pending[] group, CancellationToken ct) => db.UseAsync(async connection =>
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = Json(group), NpgsqlDbType = NpgsqlDbType.Jsonb });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var answers = new TAnswer[group.Length];
        var rows = 0;
        for (; await reader.ReadAsync(ct); rows++) answers[reader.GetInt32(0) - 1] = Read(reader);
        return rows == group.Length ? answers : throw new InvalidOperationException("A grouped call must answer one row.");
    }, ct);

    private byte[] Json(Pending[] group)
    {
        using var buffer = new MemoryStream(group.Length * 1024);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartArray();
            foreach (var call in group)
            {
                json.WriteStartObject();
                Write(json, call.Call);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return buffer.ToArray();
    }

    private sealed class Pending(TCall call, string lockKey)
    {
        public TCall Call => call;

        public string LockKey => lockKey;

        public TaskCompletionSource<TAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
