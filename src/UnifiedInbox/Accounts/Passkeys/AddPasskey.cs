using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Accounts.Passkeys;

/// <summary>The credential a browser made, and what its owner calls it.</summary>
internal sealed record NewPasskey(JsonElement Credential, string? Name);

/// <summary>Adds a passkey to the caller's account: the browser asks for options, makes a key, and brings it back.</summary>
internal sealed class AddPasskey(IPasskeyHandler<User> handler, UserManager<User> users, PasskeyChallenge challenge, Db db)
{
    private const int LongestName = 60;
    private const int MostPerPerson = 20;

    /// <summary><c>POST /account/passkeys/options</c></summary>
    public static async Task<IResult> OptionsEndpointAsync(AddPasskey add, HttpContext http)
    {
        var caller = http.Caller();
        var person = new PasskeyUserEntity { Id = caller.UserId.ToString(), Name = caller.Email, DisplayName = caller.Name };
        var options = await add.OptionsAsync(person, http);
        return TypedResults.Content(options, "application/json");
    }

    /// <summary><c>POST /account/passkeys</c></summary>
    public static async Task<IResult> EndpointAsync(NewPasskey passkey, AddPasskey add, HttpContext http, CancellationToken ct) =>
        await add.RunAsync(passkey, http, ct) is { } objection
            ? Problem.Invalid("passkey", objection, "passkey_refused")
            : TypedResults.NoContent();

    private async Task<string> OptionsAsync(PasskeyUserEntity person, HttpContext http)
    {
        var options = await handler.MakeCreationOptionsAsync(person, http);
        challenge.Keep(http, options.AttestationState ?? "");
        return options.CreationOptionsJson;
    }

    /// <summary>What is wrong, in words for the person, or null when it was added.</summary>
    private async Task<string?> RunAsync(NewPasskey request, HttpContext http, CancellationToken ct)
    {
        var caller = http.Caller();
        var state = challenge.Take(http);
        if (state == null) return "That took too long. Try again.";
        var result = await handler.PerformAttestationAsync(new PasskeyAttestationContext
        {
            CredentialJson = request.Credential.GetRawText(),
            HttpContext = http,
            AttestationState = state,
        });
        if (!result.Succeeded || result.UserEntity.Id != caller.UserId.ToString()) return "The passkey could not be verified. Try again.";

        var user = (await users.FindByIdAsync(result.UserEntity.Id))!;
        if ((await users.GetPasskeysAsync(user)).Count >= MostPerPerson) return $"You have {MostPerPerson} passkeys. Remove one first.";
        var name = SafeText.Clean(request.Name ?? "").Trim();
        result.Passkey.Name = name.Length is > 0 and <= LongestName ? name : "Passkey";
        await users.AddOrUpdatePasskeyAsync(user, result.Passkey);
        await db.UseAsync(
            connection => AuditLog.RecordAsync(connection, caller, "passkey.added", "user", caller.UserId.ToString(), new { result.Passkey.Name }, ct), ct);
        return null;
    }
}
