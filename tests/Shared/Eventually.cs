namespace UnifiedInbox.Tests;

/// <summary>Waits for something that another thread or process brings about.</summary>
public static class Eventually
{
    public static Task TrueAsync(Func<Task<bool>> condition, string what, int seconds = 15) =>
        IsAsync(async () => await condition() ? what : null, what, seconds);

    public static Task TrueAsync(Func<bool> condition, string what, int seconds = 15) =>
        TrueAsync(() => Task.FromResult(condition()), what, seconds);

    /// <summary>Answers what <paramref name="look"/> finds, as soon as it finds something.</summary>
    public static async Task<T> IsAsync<T>(Func<Task<T?>> look, string what, int seconds = 15) where T : class
    {
        for (var end = TimeProvider.System.GetUtcNow().AddSeconds(seconds); TimeProvider.System.GetUtcNow() < end;)
        {
            if (await look() is { } found) return found;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
        throw new TimeoutException($"Did not happen in {seconds} s: {what}.");
    }
}
