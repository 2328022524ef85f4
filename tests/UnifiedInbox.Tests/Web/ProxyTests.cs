namespace UnifiedInbox.Tests.Web;

/// <summary>What is believed about the way a request came, and who may call from elsewhere.</summary>
public sealed class ProxyTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData("127.0.0.0/8, ::1", true)]
    [InlineData("10.0.0.0/8", false)]
    [InlineData("", false)]
    public async Task Forwarded_headers_count_from_a_trusted_proxy_only(string trusted, bool believed)
    {
        await using var app = await StartAsync("TRUSTED_PROXIES", trusted);
        using var client = app.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/theme") { Headers = { { "X-Forwarded-Host", "inbox.example.com" } } };
        request.Headers.Add("Origin", "https://inbox.example.com");
        request.Headers.Add("X-Forwarded-Proto", "https");
        // A form's origin has to be the host it is sent to; anything else is answered 403.
        Assert.Equal(believed, (await client.SendAsync(request)).StatusCode != System.Net.HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("https://app.example.com", "https://app.example.com", true)]
    [InlineData("https://app.example.com", "https://evil.example", false)]
    [InlineData("", "https://app.example.com", false)]
    public async Task Pages_of_other_origins_are_let_in_by_name_only(string allowed, string origin, bool let)
    {
        await using var app = await StartAsync("CORS_ORIGINS", allowed);
        using var client = app.Anonymous();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/api/contacts")
        {
            Headers = { { "Origin", origin }, { "Access-Control-Request-Method", "GET" }, { "Access-Control-Request-Headers", "authorization" } },
        };
        var answer = await client.SendAsync(preflight);
        Assert.Equal(let, answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"), "cookies stay out of it");
    }

    private Task<TestApp> StartAsync(string name, string value) =>
        TestApp.StartAsync(database, new Dictionary<string, string?> { [name] = value });
}
