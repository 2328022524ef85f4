using System.Threading.Channels;

namespace UnifiedInbox.Simulator.Sending;

/// <summary>Work to be done at a time, by a fixed number of workers. What is due now goes straight to them.</summary>
internal sealed class Agenda : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<Func<CancellationToken, Task>, (DateTimeOffset Due, long Order)> waiting = new();
    private readonly Channel<Func<CancellationToken, Task>> ready = Channel.CreateUnbounded<Func<CancellationToken, Task>>();
    private readonly CancellationTokenSource stop = new();
    private readonly TimeProvider time;
    private readonly ITimer alarm;
    private readonly Task[] workers;
    private long order;
    private int busy;

    private readonly Action idle;
    private readonly Action<Exception> failed;

    /// <param name="idle">Called whenever the last work under way is done.</param>
    /// <param name="failed">Called with what no work should throw.</param>
    public Agenda(TimeProvider time, int workers, Action idle, Action<Exception> failed)
    {
        this.time = time;
        this.idle = idle;
        this.failed = failed;
        alarm = time.CreateTimer(_ => Release(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        this.workers = [.. Enumerable.Range(0, workers).Select(_ => WorkAsync(stop.Token))];
    }

    /// <summary>Nothing waits and nobody works.</summary>
    public bool IsIdle
    {
        get
        {
            lock (gate)
                return waiting.Count == 0 && Volatile.Read(ref busy) == 0;
        }
    }

    public void At(DateTimeOffset due, Func<CancellationToken, Task> work)
    {
        if (due <= time.GetUtcNow())
        {
            Hand(work);
            return;
        }
        lock (gate)
        {
            waiting.Enqueue(work, (due, order++));
            Rearm();
        }
    }

    private void Release()
    {
        lock (gate)
        {
            while (waiting.TryPeek(out var work, out var at) && at.Due <= time.GetUtcNow())
            {
                Hand(work);
                waiting.Dequeue();
            }
            Rearm();
        }
    }

    private void Rearm()
    {
        if (waiting.TryPeek(out _, out var next))
        {
            // Rounded up: a timer that fires within the last millisecond would only be set again.
            var ms = Math.Clamp(Math.Ceiling((next.Due - time.GetUtcNow()).TotalMilliseconds), 0, int.MaxValue);
            alarm.Change(TimeSpan.FromMilliseconds(ms), Timeout.InfiniteTimeSpan);
        }
    }

    private void Hand(Func<CancellationToken, Task> work)
    {
        Interlocked.Increment(ref busy);
        ready.Writer.TryWrite(work);
    }

    private async Task WorkAsync(CancellationToken ct)
    {
        try
        {
            await foreach (var work in ready.Reader.ReadAllAsync(ct))
            {
                await DoAsync(work, ct);
                if (Interlocked.Decrement(ref busy) == 0)
                    idle();
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The carrier closes: what is still on the way stays undelivered, as with a real one.
        }
    }

    private async Task DoAsync(Func<CancellationToken, Task> work, CancellationToken ct)
    {
        try
        {
            await work(ct);
        }
        catch (Exception unexpected) when (!ct.IsCancellationRequested)
        {
            failed(unexpected);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(workers);
        await alarm.DisposeAsync();
        stop.Dispose();
    }
}
