using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Meaning.Assistant;

/// <summary>An admin names an endpoint, or turns it off. The key is kept encrypted and never shown again.</summary>
internal sealed class SaveAssistant(Db db, SettingsStore settings, AssistantSettings assistant)
{
    private const int Longest = 500;

    public async Task<FieldErrors> RunAsync(Caller caller, bool on, string? baseUrl, string? model, string? key, bool forgetKey, CancellationToken ct)
    {
        caller.MustBeAdmin();
        var (address, name) = ((baseUrl ?? "").Trim(), (model ?? "").Trim());
        var errors = new FieldErrors();
        if (address.Length > Longest || (address.Length > 0 && AssistantAddress.Read(address) is not { Scheme: "https" })) errors["baseUrl"] = ["Enter an address that begins with https, such as https://api.example.com/v1."];
        if (on && address.Length == 0) errors["baseUrl"] = ["To be asked, an endpoint needs an address."];
        if (name.Length > 200 || (on && name.Length == 0)) errors["model"] = ["Enter the name of a model, at most 200 characters."];
        if (key?.Length > Longest) errors["key"] = [$"A key has at most {Longest} characters."];
        if (errors.Any) return errors;
        var former = await assistant.SavedAsync(ct);
        // A key belongs to whom it was made for: it is not handed to another host.
        var isSameHost = AssistantAddress.Read(former.BaseUrl)?.Authority == AssistantAddress.Read(address)?.Authority;
        var kept = key?.Trim() is { Length: > 0 } typed ? assistant.Encrypt(typed) : forgetKey || !isSameHost ? null : former.Key;
        await db.InTransactionAsync(
            async connection =>
            {
                await settings.SetAsync(connection, AssistantSettings.Key, new SavedAssistant(on, address, name, kept), caller.UserId, ct);
                await AuditLog.RecordAsync(connection, caller, "settings.assistant_changed", "settings", "assistant", new { on, host = AssistantAddress.Read(address)?.Host, model = name }, ct);
                return true;
            },
            ct);
        settings.Forget(AssistantSettings.Key);
        return errors;
    }

    /// <summary><c>GET /settings/assistant</c></summary>
    public static async Task<IResult> PageAsync(AssistantSettings assistant, CancellationToken ct) =>
        Page.Of<AssistantPage>(new { Saved = await assistant.SavedAsync(ct), assistant.IsFromEnvironment });

    /// <summary><c>POST /settings/assistant</c></summary>
    public static async Task<IResult> FormAsync(
        [FromForm] string? on, [FromForm] string? baseUrl, [FromForm] string? model, [FromForm] string? key, [FromForm] string? forgetKey,
        HttpContext http, SaveAssistant save, AssistantSettings assistant, CancellationToken ct)
    {
        var errors = await save.RunAsync(http.Caller(), on == "true", baseUrl, model, key, forgetKey == "true", ct);
        if (errors.Any) return Page.Of<AssistantPage>(new { Saved = new SavedAssistant(on == "true", baseUrl ?? "", model ?? "", (await assistant.SavedAsync(ct)).Key), assistant.IsFromEnvironment, Errors = errors }, 422);
        LeftToast.Leave(http, "Settings saved");
        return TurboStream.SeeOther("/settings/assistant");
    }
}
