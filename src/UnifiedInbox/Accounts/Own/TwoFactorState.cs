using UnifiedInbox.Database;

namespace UnifiedInbox.Accounts.Own;

/// <summary>Whether the caller's second factor is on, and how many recovery codes are left.</summary>
public sealed record TwoFactorState
{
    public required bool On { get; init; }
    public required int CodesLeft { get; init; }

    private const string Find = """
        SELECT two_factor_enabled AS on,
               coalesce(cardinality(string_to_array(nullif(recovery_codes, ''), ';')), 0) AS codes_left
          FROM users
         WHERE id = @UserId
        """;

    internal static async Task<TwoFactorState> OfAsync(Db db, Caller caller, CancellationToken ct) =>
        (await db.FindAsync<TwoFactorState>(Find, new { caller.UserId }, ct))!;
}
