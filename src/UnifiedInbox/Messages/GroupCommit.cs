using System.Threading.Channels;
using Npgsql;
using UnifiedInbox.Database;

namespace UnifiedInbox.Messages;

/// <summary>
/// Commits what arrives at the same time together: while one commit is on its way to the disk the next calls gather, and
/// leave as one batch (at most <see cref="MostTogether"/>) in one round trip and one transaction. An idle system waits for nobody.
/// </summary>
/// <remarks>
/// A batch fails as a whole, so a failed one is run again call by call and only the culprit sees the error. The calls of a batch
/// are ordered by their key: two batches never take the same locks in opposite order.
/// </remarks>
internal sealed class GroupCommit(Db db) : BackgroundService
{
    private const int MostTogether = 50;
    private const int Committers = 2;
    private readonly Channel<Call> calls = Channel.CreateBounded<Call>(new BoundedChannelOptions(5_000) { SingleReader = false });

    /// <summary>Runs one <c>SELECT … FROM function(…)</c> and answers the first row as <paramref name="read"/> makes it, once it is committed.</summary>
    public async Task<T> RunAsync<T>(string lockKey, NpgsqlBatchCommand command, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        var call = new Call<T>(lockKey, command, read);
        await calls.Writer.WriteAsync(call, ct);
        return await call.Answer.Task.WaitAsync(ct);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Committers).Select(_ => CommitAsync(stoppingToken)));

    private async Task CommitAsync(CancellationToken ct)
    {
        var group = new List<Call>(MostTogether);
        while (await calls.Reader.WaitToReadAsync(ct))
        {
            group.Clear();
            while (group.Count < MostTogether && calls.Reader.TryRead(out var call)) group.Add(call);
            if (group.Count == 0) continue;
            group.Sort(static (a, b) => string.CompareOrdinal(a.LockKey, b.LockKey));
            await RunGroupAsync(group, ct);
        }
    }

    private async Task RunGroupAsync(List<Call> group, CancellationToken ct)
    {
        try
        {
            await ExecuteAsync(group, ct);
        }
        catch (PostgresException error) when (group.Count > 1 || error.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            foreach (var call in group) await RunGroupAsync([call], ct);
            return;
        }
        catch (Exception error)
        {
            foreach (var call in group) call.Fail(error);
            return;
        }
        foreach (var call in group) call.Succeed();
    }

    private async Task ExecuteAsync(List<Call> group, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var call in group) batch.BatchCommands.Add(call.TakeCommand());
        await using var reader = await batch.ExecuteReaderAsync(ct);
        foreach (var call in group)
        {
            if (!await reader.ReadAsync(ct)) throw new InvalidOperationException("A grouped call must answer one row.");
            call.Read(reader);
            await reader.NextResultAsync(ct);
        }
        // Outside an explicit transaction a batch is one implicit transaction, committed when the reader is closed without error.
    }

    private abstract class Call(string lockKey, NpgsqlBatchCommand command)
    {
        public string LockKey => lockKey;

        private bool taken;

        /// <summary>A command belongs to one batch only; a second run gets a copy.</summary>
        public NpgsqlBatchCommand TakeCommand()
        {
            if (!taken)
            {
                taken = true;
                return command;
            }
            var copy = new NpgsqlBatchCommand(command.CommandText);
            foreach (NpgsqlParameter parameter in command.Parameters) copy.Parameters.Add(parameter.Clone());
            return copy;
        }

        public abstract void Read(NpgsqlDataReader reader);

        public abstract void Succeed();

        public abstract void Fail(Exception error);
    }

    private sealed class Call<T>(string lockKey, NpgsqlBatchCommand command, Func<NpgsqlDataReader, T> read) : Call(lockKey, command)
    {
        private T? result;

        public TaskCompletionSource<T> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override void Read(NpgsqlDataReader reader) => result = read(reader);

        public override void Succeed() => Answer.TrySetResult(result!);

        public override void Fail(Exception error) => Answer.TrySetException(error);
    }
}
