using System.Net;
using System.Net.Http.Json;

namespace UnifiedInbox.Tests.Accounts;

/// <summary>Other sites, and too many requests.</summary>
public sealed class ProtectionTests : IAsyncLifetime
{
    private readonly TestDatabase database = new();

    public Task InitializeAsync() => database.InitializeAsync();

    public async Task DisposeAsync() => await database.DisposeAsync();

    private Task<TestApp> StartAsync(params (string Name, string Value)[] settings) =>
        TestApp.StartAsync(database, settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value));

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-origin", 204)]
    [InlineData("Sec-Fetch-Site", "none", 204)]
    [InlineData("Origin", "https://evil.example", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Origin", "http://localhost:1", 403)]
    public async Task What_other_sites_make_a_browser_send_is_refused(string header, string value, int status)
    {
        await using var app = await StartAsync();
        using var ada = await Visitor.SignUpAsync(app);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/sign-out");
        request.Headers.TryAddWithoutValidation(header, value);
        Assert.Equal(status, (int)(await ada.Http.SendAsync(request)).StatusCode);
        Assert.Equal(status == 204 ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, (await ada.Program().GetAsync("/api/auth/session")).StatusCode);
    }

    [Fact]
    public async Task Credentials_in_a_link_do_not_pass_for_a_token()
    {
        await using var app = await StartAsync();
        using var ada = await Visitor.SignUpAsync(app);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/sign-out");
        request.Headers.TryAddWithoutValidation("Authorization", "Basic eDp5");
        request.Headers.TryAddWithoutValidation("Origin", "https://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, (await ada.Http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Our_own_pages_may_send_from_the_address_asked_or_the_public_one()
    {
        await using var app = await StartAsync(("PUBLIC_URL", "https://inbox.example.com"));
        foreach (var origin in new[] { app.Address.GetLeftPart(UriPartial.Authority), "https://inbox.example.com" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/sign-out");
            request.Headers.Add("Origin", origin);
            Assert.Equal(HttpStatusCode.NoContent, (await app.Anonymous().SendAsync(request)).StatusCode);
        }
    }

    [Fact]
    public async Task A_bearer_token_may_come_from_anywhere_because_no_browser_sends_it_by_itself()
    {
        await using var app = await StartAsync();
        using var ada = await Visitor.SignUpAsync(app);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/sign-out");
        request.Headers.Add("Origin", "https://elsewhere.example");
        Assert.Equal(HttpStatusCode.NoContent, (await ada.Program().SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_form_without_its_token_changes_nothing()
    {
        await using var app = await StartAsync();
        using var ada = await Visitor.SignUpAsync(app);
        var answer = await ada.PostAsync("", "/account", ("name", "Somebody Else"), ("theme", "dark"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("Ada Admin", await app.Db.FindAsync<string>("SELECT name FROM users", null, default));
    }

    [Fact]
    public async Task Signing_in_is_limited_by_address()
    {
        await using var app = await StartAsync(("Accounts__SignInsPerMinute", "4"));
        (await Visitor.SignUpAsync(app)).Dispose();
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await TryAsync(app, $"p{i}@example.com")).StatusCode);
        var refused = await TryAsync(app, "p9@example.com");
        Assert.Equal((HttpStatusCode.TooManyRequests, "rate_limited"), (refused.StatusCode, await refused.CodeAsync()));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);

        using var visitor = new Visitor(app);
        var page = await visitor.SubmitAsync("/sign-in", "/sign-in", ("email", "a@example.com"), ("password", "wrong password"));
        Assert.Equal(HttpStatusCode.TooManyRequests, page.StatusCode);
        Assert.Contains("Too many tries", await page.HtmlAsync());
    }

    [Fact]
    public async Task The_api_is_limited_by_token_and_by_address_and_webhooks_are_not()
    {
        await using var app = await StartAsync(("Accounts__ApiRequestsPerMinute", "5"), ("Accounts__AnonymousRequestsPerMinute", "20"));
        using var ada = await Visitor.SignUpAsync(app);
        using var phone = new Visitor(app);
        await phone.SignInAsync(ada.Email);

        Assert.Equal(HttpStatusCode.TooManyRequests, await LastOfAsync(ada.Program(), 7));
        Assert.Equal(HttpStatusCode.OK, (await phone.Program().GetAsync("/api/auth/session")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ada.Http.GetAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, await LastOfAsync(app.Anonymous(), 30));
        for (var i = 0; i < 30; i++)
            Assert.NotEqual(HttpStatusCode.TooManyRequests, (await app.Anonymous().PostAsync("/api/webhooks/twilio", new StringContent(""))).StatusCode);
    }

    [Theory]
    [InlineData("uis_unknown")]
    [InlineData("uit_unknown")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task Unknown_tokens_are_answered_401(string token)
    {
        await using var app = await StartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.WithToken(token).GetAsync("/api/auth/session")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.WithToken(new string('x', 5000)).GetAsync("/api/auth/session")).StatusCode);
    }

    private static Task<HttpResponseMessage> TryAsync(TestApp app, string email) =>
        app.Anonymous().PostAsJsonAsync("/api/auth/sign-in", new { email, password = "wrong password" });

    private static async Task<HttpStatusCode> LastOfAsync(HttpClient client, int requests)
    {
        HttpStatusCode last = default;
        for (var i = 0; i < requests; i++) last = (await client.GetAsync("/api/auth/session")).StatusCode;
        return last;
    }
}
