using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using UnifiedInbox.Database;

namespace UnifiedInbox.Accounts;

/// <summary>Checks the code of an authenticator app, or a recovery code in its stead. Either signs in once.</summary>
internal sealed class SecondFactor(UserManager<User> users, Db db)
{
    /// <summary>A code is good for a few minutes; whoever looked over a shoulder must not use it again.</summary>
    private const string SpendCode = """
        UPDATE users
           SET totp_last_code = @hash
         WHERE id = @Id
           AND totp_last_code IS DISTINCT FROM @hash
        """;

    public async Task<bool> AcceptsAsync(User user, string? code, string? recoveryCode, CancellationToken ct) =>
        code != null
            ? await AcceptsCodeAsync(user, Digits(code), ct)
            : recoveryCode is { Length: > 0 and <= 50 } && (await users.RedeemTwoFactorRecoveryCodeAsync(user, recoveryCode.Trim())).Succeeded;

    private async Task<bool> AcceptsCodeAsync(User user, string code, CancellationToken ct)
    {
        if (code.Length != 6) return false;
        if (!await users.VerifyTwoFactorTokenAsync(user, TokenOptions.DefaultAuthenticatorProvider, code)) return false;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{user.Id}:{code}")));
        return await db.ExecuteAsync(SpendCode, new { user.Id, hash }, ct) == 1;
    }

    /// <summary>Apps show the six digits in groups.</summary>
    private static string Digits(string code) => code.Length > 20 ? "" : string.Concat(code.Where(char.IsAsciiDigit));
}
