using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UnifiedInbox.Channels.Imap;
using UnifiedInbox.Channels.Imap.Connect;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using Mailbox = UnifiedInbox.Channels.Imap.Mailbox;

namespace UnifiedInbox.Tests.Mailboxes;

/// <summary>“Connect Google / Microsoft” with a provider of our own.</summary>
public sealed class ConnectingTests : IAsyncLifetime
{
    private readonly List<Dictionary<string, string>> asked = [];
    private WebApplication provider = null!;
    private TestApp app = null!;
    private HttpClient admin = null!;
    private bool isRevoked;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        provider = builder.Build();
        provider.MapPost("/token", (Delegate)AnswerAsync);
        await provider.StartAsync();
        app = await TestApp.StartAsync(settings: new Dictionary<string, string?>
        {
            ["GOOGLE_CLIENT_ID"] = "our-id",
            ["GOOGLE_CLIENT_SECRET"] = "our-secret",
            ["GOOGLE_OAUTH_URL"] = provider.Urls.First(),
            ["Workers__Enabled"] = "false",
        });
        admin = await app.SignUpAdminAsync();
    }

    public async Task DisposeAsync()
    {
        admin.Dispose();
        await app.DisposeAsync();
        await provider.DisposeAsync();
    }

    [Fact]
    public async Task The_permission_is_stored_encrypted_and_renewed_before_it_ends()
    {
        var id = await AddInboxAsync();
        var begun = await admin.GetAsync($"/settings/inboxes/{id}/connect/google");
        Assert.Equal(HttpStatusCode.SeeOther, begun.StatusCode);
        var query = QueryHelpers.ParseQuery(begun.Headers.Location!.Query);
        Assert.Equal(("our-id", "code", "S256", "offline"), (query["client_id"].ToString(), query["response_type"].ToString(), query["code_challenge_method"].ToString(), query["access_type"].ToString()));

        var back = await admin.GetAsync($"/settings/inboxes/connect/google/callback?code=good&state={Uri.EscapeDataString(query["state"]!)}");
        Assert.Equal($"/settings/inboxes/{id}", back.Headers.Location!.ToString());
        Assert.Equal(query["code_challenge"].ToString(), Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(asked[0]["code_verifier"]))));

        var inbox = await FindAsync(id);
        var settings = EmailSettings.Of(inbox).Imap!;
        Assert.Equal(("google", "imap.gmail.com", 993, "box@example.org"), (settings.Auth, settings.Host, settings.Port, settings.User));
        Assert.DoesNotContain("refresh-1", inbox.Secrets, StringComparison.Ordinal);

        var tokens = app.Services.GetRequiredService<OAuthTokens>();
        var mailbox = Mailbox.Of(inbox)!;
        Assert.Equal("access-2", await tokens.AccessTokenAsync(mailbox, CancellationToken.None));
        Assert.Equal("access-2", await tokens.AccessTokenAsync(mailbox, CancellationToken.None));
        app.Clock.Advance(TimeSpan.FromMinutes(56));
        Assert.Equal("access-3", await tokens.AccessTokenAsync(mailbox, CancellationToken.None));
        Assert.Equal("refresh-3", EmailSecrets.Of(await FindAsync(id), app.Services.GetRequiredService<SecretBox>()).RefreshToken);

        isRevoked = true;
        app.Clock.Advance(TimeSpan.FromHours(1));
        await Assert.ThrowsAsync<MailboxSetupException>(() => tokens.AccessTokenAsync(mailbox, CancellationToken.None));
    }

    [Fact]
    public async Task A_state_that_is_not_ours_or_too_old_is_refused()
    {
        var id = await AddInboxAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.GetAsync("/settings/inboxes/connect/google/callback?code=good&state=forged")).StatusCode);
        var query = QueryHelpers.ParseQuery((await admin.GetAsync($"/settings/inboxes/{id}/connect/google")).Headers.Location!.Query);
        app.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.GetAsync($"/settings/inboxes/connect/google/callback?code=good&state={Uri.EscapeDataString(query["state"]!)}")).StatusCode);
        Assert.Empty(asked);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync($"/settings/inboxes/{id}/connect/microsoft")).StatusCode);
    }

    [Fact]
    public async Task A_connected_mailbox_is_opened_with_its_token_and_told_in_words_when_that_is_refused()
    {
        var id = await AddInboxAsync();
        var query = QueryHelpers.ParseQuery((await admin.GetAsync($"/settings/inboxes/{id}/connect/google")).Headers.Location!.Query);
        await admin.GetAsync($"/settings/inboxes/connect/google/callback?code=good&state={Uri.EscapeDataString(query["state"]!)}");
        var heard = "";
        await using var server = FakeServer.Start(async line =>
        {
            await line.SayAsync("* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR] Gimap");
            heard = await line.HearAsync();
            await line.SayAsync(heard.Split(' ')[0] + " OK [CAPABILITY IMAP4rev1 X-GM-EXT-1] in");
        });
        var inbox = await FindAsync(id);
        var there = inbox with { Settings = JsonSerializer.Serialize(EmailSettings.Of(inbox) with { Imap = EmailSettings.Of(inbox).Imap! with { Host = "127.0.0.1", Port = server.Endpoint.Port, Security = "none" } }, JsonSerializerOptions.Web) };
        await using (var client = await app.Services.GetRequiredService<OpenMailbox>().RunAsync(Mailbox.Of(there)!, null, CancellationToken.None))
            Assert.Contains("X-GM-EXT-1", client.Capabilities);
        Assert.Equal("AUTHENTICATE XOAUTH2 " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"user=box@example.org\u0001auth=Bearer access-{asked.Count}\u0001\u0001")), heard[(heard.IndexOf(' ', StringComparison.Ordinal) + 1)..]);

        await using var strict = FakeServer.Start(async line =>
        {
            await line.SayAsync("* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR] Gimap");
            var tag = (await line.HearAsync()).Split(' ')[0];
            await line.SayAsync("+ eyJzdGF0dXMiOiI0MDAifQ==");
            await line.HearAsync();
            await line.SayAsync(tag + " NO [AUTHENTICATIONFAILED] Invalid credentials");
        });
        var refused = there with { Settings = JsonSerializer.Serialize(EmailSettings.Of(there) with { Imap = EmailSettings.Of(there).Imap! with { Port = strict.Endpoint.Port } }, JsonSerializerOptions.Web) };
        var findings = await app.Services.GetServices<IInboxCheck>().OfType<MailboxCheck>().Single().RunAsync(refused, CancellationToken.None);
        Assert.Contains(findings, finding => finding.Kind == FindingKind.Problem && finding.Text.Contains("does not accept", StringComparison.Ordinal));
    }

    private async Task<IResult> AnswerAsync(HttpContext http)
    {
        asked.Add((await http.Request.ReadFormAsync()).ToDictionary(field => field.Key, field => field.Value.ToString()));
        return isRevoked
            ? Results.Json(new { error = "invalid_grant" }, statusCode: 400)
            : Results.Json(new { access_token = "access-" + asked.Count, refresh_token = "refresh-" + asked.Count, expires_in = 3600 });
    }

    private async Task<Guid> AddInboxAsync()
    {
        var id = NewId.Next();
        await app.Db.ExecuteAsync("INSERT INTO inboxes (id, name, channel, address, provider) VALUES (@id, 'Box', 'email', 'box@example.org', 'smtp') ON CONFLICT DO NOTHING", new { id }, CancellationToken.None);
        app.Services.GetRequiredService<InboxDirectory>().Forget();
        return id;
    }

    private async Task<Inbox> FindAsync(Guid id)
    {
        app.Services.GetRequiredService<InboxDirectory>().Forget();
        return (await app.Services.GetRequiredService<InboxDirectory>().FindAsync(id, CancellationToken.None))!;
    }
}
