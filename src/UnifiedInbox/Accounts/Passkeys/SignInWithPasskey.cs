using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using UnifiedInbox.Web;

namespace UnifiedInbox.Accounts.Passkeys;

/// <summary>The answer of a passkey, and where its owner was going.</summary>
internal sealed record PasskeyAnswer(JsonElement Credential, string? ReturnUrl);

/// <summary>
/// Signing in without a password. The key proves who it is and that its owner unlocked it, so no second factor is asked for; and since
/// it cannot be guessed, a lockout after wrong passwords does not hold it up.
/// </summary>
internal sealed class SignInWithPasskey(IPasskeyHandler<User> handler, UserManager<User> users, PasskeyChallenge challenge, Sessions sessions)
{
    /// <summary><c>POST /sign-in/passkey/options</c>: any passkey of this site will do.</summary>
    public static async Task<IResult> OptionsEndpointAsync(SignInWithPasskey signIn, HttpContext http) =>
        TypedResults.Content(await signIn.OptionsAsync(http), "application/json");

    /// <summary><c>POST /sign-in/passkey</c></summary>
    public static async Task<IResult> EndpointAsync(PasskeyAnswer answer, SignInWithPasskey signIn, HttpContext http, CancellationToken ct)
    {
        if (await signIn.RunAsync(answer, http, ct) is not { } token)
            return Problem.Of(401, "passkey_refused", "This passkey is not known here. Sign in with your password and add it to your account.");
        await SessionCookie.ReplaceAsync(http, token, ct);
        return TypedResults.Ok(new { location = LocalUrl.OrInbox(answer.ReturnUrl) });
    }

    private async Task<string> OptionsAsync(HttpContext http)
    {
        var options = await handler.MakeRequestOptionsAsync(null, http);
        challenge.Keep(http, options.AssertionState ?? "");
        return options.RequestOptionsJson;
    }

    private async Task<string?> RunAsync(PasskeyAnswer answer, HttpContext http, CancellationToken ct)
    {
        if (challenge.Take(http) is not { } state) return null;
        var result = await handler.PerformAssertionAsync(new PasskeyAssertionContext
        {
            CredentialJson = answer.Credential.GetRawText(),
            HttpContext = http,
            AssertionState = state,
        });
        if (!result.Succeeded || result.User.DeactivatedAt != null) return null;
        await users.AddOrUpdatePasskeyAsync(result.User, result.Passkey);
        return await sessions.StartAsync(result.User.Id, Device.Of(http), ct);
    }
}
