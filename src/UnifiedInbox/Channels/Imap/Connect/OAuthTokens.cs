using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;

namespace UnifiedInbox.Channels.Imap.Connect;

/// <summary>What a token endpoint answers (RFC 6749, section 5).</summary>
internal sealed record OAuthAnswer(
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("refresh_token")] string? RefreshToken,
    [property: JsonPropertyName("expires_in")] int? ExpiresIn,
    [property: JsonPropertyName("error")] string? Error);

/// <summary>
/// Access tokens of connected mailboxes: kept in memory only, renewed before they expire. A refresh token that the provider replaces
/// is stored at once, encrypted.
/// </summary>
internal sealed class OAuthTokens(Db db, SecretBox box, InboxDirectory inboxes, OAuthOptions options, OAuthClient http, TimeProvider time)
{
    /// <summary>Renewed so long before its end: a connection must be made with it.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<Guid, (string Token, DateTimeOffset Until)> fresh = new();

    /// <exception cref="MailboxSetupException">It was never connected, or the permission was taken back.</exception>
    /// <exception cref="HttpRequestException">The provider is out of reach.</exception>
    public async Task<string> AccessTokenAsync(Mailbox mailbox, CancellationToken ct)
    {
        if (fresh.TryGetValue(mailbox.Id, out var known) && known.Until > time.GetUtcNow()) return known.Token;
        var provider = options.Find(mailbox.Settings.Auth)
            ?? throw new MailboxSetupException("The client id and secret of “" + mailbox.Settings.Auth + "” are not set on this server.");
        var inbox = await inboxes.FindAsync(mailbox.Id, ct) ?? mailbox.Inbox; // as it is now: the last renewal may have replaced the token
        var secrets = EmailSecrets.Of(inbox, box);
        if (secrets.RefreshToken is not { } refresh) throw new MailboxSetupException("The mailbox is not connected yet: use “Connect " + provider.Label + "” below.");
        var answer = await http.AskAsync(provider, new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = refresh }, ct);
        if (answer.AccessToken is not { } token)
            throw new MailboxSetupException(provider.Label + " does not renew the permission (" + (answer.Error ?? "no reason given") + "). Connect the mailbox again.");
        fresh[mailbox.Id] = (token, time.GetUtcNow() + TimeSpan.FromSeconds(answer.ExpiresIn ?? 3_000) - Margin);
        if (answer.RefreshToken is { } replaced && replaced != refresh) await KeepAsync(inbox, secrets with { RefreshToken = replaced }, ct);
        return token;
    }

    /// <summary>Somebody connected the mailbox anew.</summary>
    public void Forget(Guid inboxId) => fresh.TryRemove(inboxId, out _);

    private async Task KeepAsync(Inbox inbox, EmailSecrets secrets, CancellationToken ct)
    {
        // Only over what was read: an admin may be saving a password in this very moment.
        await db.ExecuteAsync("UPDATE inboxes SET secrets = @sealed WHERE id = @id AND secrets = @before", new { id = inbox.Id, @sealed = secrets.Seal(box), before = inbox.Secrets }, ct);
        inboxes.Forget();
    }
}

/// <summary>Asks token endpoints.</summary>
internal sealed class OAuthClient : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>A refusal is an answer with <see cref="OAuthAnswer.Error"/>; a server that fails is an exception.</summary>
    public async Task<OAuthAnswer> AskAsync(OAuthProvider provider, Dictionary<string, string> form, CancellationToken ct)
    {
        form["client_id"] = provider.ClientId;
        form["client_secret"] = provider.ClientSecret;
        using var content = new FormUrlEncodedContent(form);
        using var response = await http.PostAsync(new Uri(provider.TokenUrl), content, ct);
        if ((int)response.StatusCode >= 500) throw new HttpRequestException("The token endpoint answered " + (int)response.StatusCode + ".");
        try
        {
            return JsonSerializer.Deserialize<OAuthAnswer>(await response.Content.ReadAsStringAsync(ct)) ?? new OAuthAnswer(null, null, null, "empty answer");
        }
        catch (JsonException)
        {
            return new OAuthAnswer(null, null, null, "no JSON");
        }
    }

    public void Dispose() => http.Dispose();
}
