using UnifiedInbox.Database;

namespace UnifiedInbox.Accounts;

/// <summary>
/// <c>reset-password EMAIL</c> on the command line prints a link to choose a new password; with <c>--without-second-factor</c> it also
/// turns the second factor off, for the admin whose phone is lost.
/// </summary>
internal static class ResetPasswordCommand
{
    public const string Name = "reset-password";
    private const string Usage = $"Usage: {Name} EMAIL [--without-second-factor]";

    private const string FindUser = "SELECT id FROM users WHERE email = @email::citext AND deactivated_at IS NULL";

    /// <summary>Answers the exit code: 0 done, 1 no such account, 2 wrong usage.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, IReadOnlyList<string> arguments, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        var addresses = arguments.Where(argument => !argument.StartsWith("--", StringComparison.Ordinal)).ToList();
        var options = arguments.Except(addresses).ToList();
        if (addresses.Count != 1 || options.Any(option => option != "--without-second-factor"))
        {
            await errors.WriteLineAsync(Usage);
            return 2;
        }
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Db>();
        if (await db.FindAsync<Guid?>(FindUser, new { email = addresses[0] }, ct) is not { } userId)
        {
            await errors.WriteLineAsync($"No active account has the address {addresses[0]}.");
            return 1;
        }
        if (options.Count > 0) await scope.ServiceProvider.GetRequiredService<TurnOffTwoFactor>().RunForAsync(null, userId, ct);
        var path = await scope.ServiceProvider.GetRequiredService<ResetPassword>().MakeLinkAsync(null, userId, ct);
        var address = scope.ServiceProvider.GetRequiredService<PublicAddress>();
        await output.WriteLineAsync($"Open this link within {ResetPassword.Lifetime.TotalHours:0} hours to choose a new password:");
        await output.WriteLineAsync(address.LinkWithoutRequest(path!));
        return 0;
    }
}
