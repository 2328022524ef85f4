using Npgsql;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Channels;

/// <summary>
/// How every webhook is answered where it cannot be taken in: 503, which all providers repeat, and in time. A database that hangs
/// keeps its connections open and says nothing; a provider that has hung up counts its attempt as lost, and some make no other.
/// </summary>
internal sealed class AnswerInTime(WebhookOptions options)
{
    /// <param name="takeIn">Verifies and commits. Given up when the time is over; what it still commits then, a repeat finds done.</param>
    /// <param name="otherwise">What else to do where it was not taken in.</param>
    /// <param name="ct">The request's.</param>
    public async Task<IResult> RunAsync(Func<CancellationToken, Task<IResult>> takeIn, Action? otherwise, CancellationToken ct)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limited.CancelAfter(options.AnswerWithin);
        try
        {
            // Waited for from outside: not everything lets go when it is told to.
            return await takeIn(limited.Token).WaitAsync(limited.Token);
        }
        catch (Exception error) when (IsPassing(error) && !ct.IsCancellationRequested)
        {
            otherwise?.Invoke();
            return Problem.Of(StatusCodes.Status503ServiceUnavailable, "try_again", "This could not be taken in; please try again.");
        }
    }

    /// <summary>Waiting helps. What the database refuses otherwise is a fault of ours and must be seen as one.</summary>
    private static bool IsPassing(Exception error) =>
        error is NpgsqlException { IsTransient: true } or TimeoutException or HttpRequestException or IOException or OperationCanceledException
        || DatabaseErrors.IsUnavailable(error);
}
