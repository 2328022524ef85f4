namespace UnifiedInbox.Database;

/// <summary>Whether the schema is in place, for those who have to wait until it is. Starts as “not yet”.</summary>
internal sealed class DatabaseHealth
{
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string problem = "The database has not been looked at yet.";

    public bool IsReady => ready.Task.IsCompleted;

    /// <summary>Why it is not ready, in a sentence.</summary>
    public string Problem => problem;

    public Task WhenReadyAsync(CancellationToken ct) => ready.Task.WaitAsync(ct);

    public void SetReady() => ready.TrySetResult();

    public void SetProblem(string text) => problem = text;
}
