using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Web;

namespace UnifiedInbox.Channels.Imap.Connect;

/// <summary>
/// “Connect Google / Microsoft”: the code flow with PKCE. The state is sealed with our key and holds who asked for which inbox, so
/// any node can finish what another began, and nobody but the same admin.
/// </summary>
internal sealed class ConnectMailbox(Db db, SecretBox box, InboxDirectory inboxes, OAuthOptions options, OAuthClient client, OAuthTokens tokens, PublicAddress address, TimeProvider time)
{
    private const string Purpose = "connect-mailbox";
    private static readonly TimeSpan Valid = TimeSpan.FromMinutes(15);

    private const string SaveSql = """
        UPDATE inboxes
           SET secrets = @secrets,
               settings = settings || jsonb_build_object('imap', coalesce(settings -> 'imap', '{}') || @imap::jsonb),
               updated_at = @now
         WHERE id = @id;
        UPDATE mailbox_states SET settings_mark = NULL, next_attempt_at = NULL WHERE inbox_id = @id;
        INSERT INTO changes (kind, inbox_id) VALUES ('inbox', @id)
        """;

    /// <summary><c>GET /settings/inboxes/{id}/connect/{provider}</c>: off to the provider.</summary>
    public async Task<IResult> BeginAsync(Guid id, string provider, HttpContext http, CancellationToken ct)
    {
        if (options.Find(provider) is not { } found || await inboxes.FindAsync(id, ct) is not { Channel: "email" } inbox) return Results.NotFound();
        var verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var state = new State(id, found.Name, http.Caller().UserId, verifier, time.GetUtcNow() + Valid);
        var query = new Dictionary<string, string?>(found.More.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)))
        {
            ["client_id"] = found.ClientId,
            ["redirect_uri"] = RedirectUri(http.Request, found),
            ["response_type"] = "code",
            ["scope"] = found.Scope,
            ["login_hint"] = inbox.Address,
            ["state"] = box.Encrypt(JsonSerializer.Serialize(state), Purpose),
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
            ["code_challenge_method"] = "S256",
        };
        return TurboStream.SeeOther(QueryHelpers.AddQueryString(found.AuthorizeUrl, query));
    }

    /// <summary><c>GET /settings/inboxes/connect/{provider}/callback</c>: back from the provider.</summary>
    public async Task<IResult> FinishAsync(string provider, HttpContext http, CancellationToken ct)
    {
        if (options.Find(provider) is not { } found || Read(http.Request.Query["state"].ToString()) is not { } state) return Results.BadRequest();
        if (state.Provider != provider || state.UserId != http.Caller().UserId || state.Until < time.GetUtcNow()) return Results.BadRequest();
        if (await inboxes.FindAsync(state.InboxId, ct) is not { } inbox) return Results.NotFound();
        var page = "/settings/inboxes/" + inbox.Id;
        if (http.Request.Query["code"].ToString() is not { Length: > 0 } code) return TurboStream.SeeOther(page + "?connected=refused");
        var answer = await client.AskAsync(
            found,
            new Dictionary<string, string>
            {
                ["grant_type"] = "authorization_code",
                ["code"] = code,
                ["redirect_uri"] = RedirectUri(http.Request, found),
                ["code_verifier"] = state.Verifier,
            },
            ct);
        if (answer.RefreshToken is not { } refresh) return TurboStream.SeeOther(page + "?connected=refused");
        await SaveAsync(http.Caller(), inbox, found, refresh, ct);
        return TurboStream.SeeOther(page);
    }

    private async Task SaveAsync(Caller caller, Inbox inbox, OAuthProvider provider, string refresh, CancellationToken ct)
    {
        var known = EmailSettings.Of(inbox).Imap;
        var imap = new Dictionary<string, object> { ["auth"] = provider.Name };
        if (known is not { Host.Length: > 0 }) (imap["host"], imap["port"], imap["security"]) = (provider.ImapHost, 993, "tls");
        if (known is not { User.Length: > 0 }) imap["user"] = inbox.Address;
        await db.ExecuteAsync(
            SaveSql,
            new
            {
                id = inbox.Id,
                secrets = (EmailSecrets.Of(inbox, box) with { RefreshToken = refresh }).Seal(box),
                imap = JsonSerializer.Serialize(imap),
                now = time.GetUtcNow(),
            },
            ct);
        await db.InTransactionAsync(
            async connection =>
            {
                await AuditLog.RecordAsync(connection, caller, "inbox.connected", "inbox", inbox.Id.ToString(), new { provider = provider.Name }, ct);
                return true;
            },
            ct);
        inboxes.Forget();
        tokens.Forget(inbox.Id);
    }

    private string RedirectUri(HttpRequest request, OAuthProvider provider) => address.Link(request, "/settings/inboxes/connect/" + provider.Name + "/callback");

    private State? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<State>(box.Decrypt(text, Purpose));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private sealed record State(Guid InboxId, string Provider, Guid UserId, string Verifier, DateTimeOffset Until);
}
