namespace UnifiedInbox.Database;

/// <summary>
/// What a background worker leaves to those who wait for an answer: after each piece of work it rests three times as long as the piece
/// took. Of a burst most is so done after it, and in larger pieces, which cost less a row.
/// </summary>
internal static class Rest
{
    private const int Times = 3;

    /// <summary>What is found by searching, and shown beside a name, should not be older than some seconds on the worst of days.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    /// <param name="began">Of the piece of work: <see cref="TimeProvider.GetTimestamp"/>.</param>
    /// <param name="atLeast">The pause after a piece that took no time.</param>
    public static Task AfterAsync(long began, TimeSpan atLeast, TimeProvider time, CancellationToken ct)
    {
        var rest = time.GetElapsedTime(began) * Times;
        return Task.Delay(rest < atLeast ? atLeast : rest > Longest ? Longest : rest, time, ct);
    }
}
