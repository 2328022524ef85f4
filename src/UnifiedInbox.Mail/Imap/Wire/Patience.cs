namespace UnifiedInbox.Mail.Imap.Wire;

/// <summary>
/// How long the server may still take. Outside of bodies the clock runs from the start of the command; inside a body
/// only waiting for the server counts, as the consumer may be slow for reasons of its own.
/// </summary>
internal sealed class Patience(TimeProvider time)
{
    private TimeSpan silence = TimeSpan.FromMinutes(5);
    private long since;
    private TimeSpan total;
    private TimeSpan? waitingLeft;

    /// <summary>The server has so long to say anything, and so long for the whole answer.</summary>
    public void ForAnswer(TimeSpan silent, TimeSpan whole)
    {
        (silence, total, waitingLeft) = (silent, whole, null);
        since = time.GetTimestamp();
    }

    public void ForBody(TimeSpan waiting) => waitingLeft = waiting;

    /// <summary>How long the next read may take; zero or less when it must not be started.</summary>
    public TimeSpan ForRead(out bool silent)
    {
        var left = waitingLeft ?? total - time.GetElapsedTime(since);
        silent = left > silence;
        return silent ? silence : left;
    }

    public void Waited(TimeSpan waited)
    {
        if (waitingLeft is { } left) waitingLeft = left - waited;
    }
}
