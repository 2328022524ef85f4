using Npgsql;
using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>How one import goes through its rows: how many are written at once, what is tried again, and when its page is told.</summary>
internal sealed class ImportPace(int batchRows, ChangeNotifier changes, TimeProvider time)
{
    private static readonly TimeSpan BetweenTellings = TimeSpan.FromMilliseconds(400);
    private const int MostTries = 5;

    private int? narrowed;
    private int tries;
    private DateTimeOffset toldAt;

    /// <summary>Rows to write at once.</summary>
    public int Most => narrowed ?? batchRows;

    /// <summary>One attempt at a batch; false once the import is no longer this node's. What was not written is to come again.</summary>
    /// <param name="count">Rows of the batch.</param>
    /// <param name="writeAsync">Is told whether the import's page is to be told; answers false where the import is no longer this node's.</param>
    /// <param name="refuse">The batch's only row is one the database will not have.</param>
    public async Task<bool> StepAsync(int count, Func<bool, Task<bool>> writeAsync, Action refuse)
    {
        var now = time.GetUtcNow();
        var tells = now - toldAt >= BetweenTellings;
        try
        {
            if (!await writeAsync(tells)) return false;
            (tries, narrowed) = (0, Math.Min(batchRows, Most * 2));
        }
        catch (PostgresException error) when (IsCollision(error) && ++tries < MostTries)
        {
            return true; // who was in the way has committed: the next look finds their row
        }
        catch (PostgresException error) when (!DatabaseErrors.IsUnavailable(error))
        {
            // One of these rows it is: fewer at a time, until it stands alone.
            (tries, narrowed) = (0, Math.Max(1, count / 2));
            if (count == 1) refuse();
            return true;
        }
        if (!tells) return true;
        toldAt = now;
        changes.Wake();
        return true;
    }

    private static bool IsCollision(PostgresException error) =>
        AddressOwner.IsTaken(error) || error.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;
}
