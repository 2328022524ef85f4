using UnifiedInbox.Database;

namespace UnifiedInbox.Meaning.Assistant;

/// <summary>What is saved under Settings.</summary>
/// <param name="On">Whether it may be asked. Default: no.</param>
/// <param name="BaseUrl">Up to and without <c>/chat/completions</c>: <c>https://api.example.com/v1</c>.</param>
/// <param name="Model">The name the endpoint gives it.</param>
/// <param name="Key">Encrypted with SECRET_KEY; null = none is sent.</param>
public sealed record SavedAssistant(bool On = false, string BaseUrl = "", string Model = "", string? Key = null);

/// <summary>An endpoint that may be asked, with its key in the clear. Never logged.</summary>
internal sealed record AssistantEndpoint(Uri BaseUrl, string Model, string? Key, bool MayBePrivate)
{
    public override string ToString() => $"{Model} at {BaseUrl.Host}";
}

/// <summary>
/// Which OpenAI-compatible endpoint suggests replies, if any. The environment (<c>ASSISTANT_BASE_URL</c>, <c>ASSISTANT_MODEL</c>,
/// <c>ASSISTANT_API_KEY</c>) goes before what is saved; without either there is none, and nothing of the product needs one.
/// </summary>
internal sealed class AssistantSettings(IConfiguration configuration, SettingsStore store, SecretBox box)
{
    public const string Key = "assistant";
    private const string Purpose = "assistant";

    /// <summary>Who sets the environment owns the machine, and may mean a server beside it.</summary>
    public bool IsFromEnvironment => configuration.Text("ASSISTANT_BASE_URL") is not null;

    public Task<SavedAssistant> SavedAsync(CancellationToken ct) => store.GetAsync(Key, new SavedAssistant(), ct);

    public string Encrypt(string key) => box.Encrypt(key, Purpose);

    /// <summary>Null where none may be asked.</summary>
    public async Task<AssistantEndpoint?> FindAsync(CancellationToken ct)
    {
        if (configuration.Text("ASSISTANT_BASE_URL") is { } address)
            return new AssistantEndpoint(AssistantAddress.Read(address)!, configuration.Text("ASSISTANT_MODEL")!, configuration.Text("ASSISTANT_API_KEY"), MayBePrivate: true); // checked at start
        var saved = await SavedAsync(ct);
        return saved.On && AssistantAddress.Read(saved.BaseUrl) is { } known && saved.Model.Length > 0
            ? new AssistantEndpoint(known, saved.Model, saved.Key is { } key ? box.Decrypt(key, Purpose) : null, MayBePrivate: false)
            : null;
    }
}
