using Microsoft.AspNetCore.Identity;
using QRCoder;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;

namespace UnifiedInbox.Accounts.Own;

/// <summary>What an authenticator app needs: the secret to type, and the same as a picture to scan (a <c>data:</c> URI).</summary>
public sealed record AuthenticatorSetup(string Secret, string QrCode);

/// <summary>
/// A second factor: first a secret is shown, then a code made from it proves that the app has it. Until then signing in
/// stays as it is.
/// </summary>
internal sealed class TurnOnTwoFactor(UserManager<User> users, SecondFactor secondFactor, Db db)
{
    private const int RecoveryCodes = 10;

    /// <summary>The secret under way, or a new one; null when the second factor is already on.</summary>
    public async Task<AuthenticatorSetup?> StartAsync(Caller caller)
    {
        var user = await FindAsync(caller);
        if (user.TwoFactorEnabled) return null;
        if (await users.GetAuthenticatorKeyAsync(user) is not { } secret)
        {
            await users.ResetAuthenticatorKeyAsync(user);
            secret = (await users.GetAuthenticatorKeyAsync(user))!;
        }
        var uri = $"otpauth://totp/{Uri.EscapeDataString("Unified Inbox:" + user.Email)}?secret={secret}&issuer={Uri.EscapeDataString("Unified Inbox")}&digits=6&period=30";
        using var code = QRCodeGenerator.GenerateQrCode(uri, QRCodeGenerator.ECCLevel.M);
        using var picture = new PngByteQRCode(code);
        var png = picture.GetGraphic(pixelsPerModule: 6);
        return new AuthenticatorSetup(secret, "data:image/png;base64," + Convert.ToBase64String(png));
    }

    /// <summary>Turns it on and answers the recovery codes, which are shown once; null when the code is wrong.</summary>
    public async Task<IReadOnlyList<string>?> FinishAsync(Caller caller, string? code, CancellationToken ct)
    {
        var user = await FindAsync(caller);
        if (user.TwoFactorEnabled || user.AuthenticatorKey == null) return null;
        if (!await secondFactor.AcceptsAsync(user, code ?? "", null, ct)) return null;
        user.TwoFactorEnabled = true;
        return await ReplaceCodesAsync(caller, user, "user.two_factor_on", ct);
    }

    /// <summary>Ten new recovery codes in place of the old ones.</summary>
    public async Task<IReadOnlyList<string>?> NewRecoveryCodesAsync(Caller caller, CancellationToken ct)
    {
        var user = await FindAsync(caller);
        return user.TwoFactorEnabled ? await ReplaceCodesAsync(caller, user, "user.recovery_codes_made", ct) : null;
    }

    private async Task<IReadOnlyList<string>?> ReplaceCodesAsync(Caller caller, User user, string action, CancellationToken ct)
    {
        var codes = await users.GenerateNewTwoFactorRecoveryCodesAsync(user, RecoveryCodes);
        await db.UseAsync(connection => AuditLog.RecordAsync(connection, caller, action, "user", user.Id.ToString(), null, ct), ct);
        return [.. codes!];
    }

    private async Task<User> FindAsync(Caller caller) =>
        await users.FindByIdAsync(caller.UserId.ToString()) ?? throw new InvalidOperationException("The caller's account is gone.");
}
