using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using UnifiedInbox.Tests.Accounts;

namespace UnifiedInbox.Tests.Web;

/// <summary>What bad and odd input gets from any route.</summary>
public sealed class RequestTests(TestApp app) : IClassFixture<TestApp>
{
    [Theory]
    [InlineData("{")]
    [InlineData("[1,2]")]
    [InlineData("{\"email\": 3}")]
    [InlineData("{\"email\": \"\u0001\"}")]
    public async Task What_is_not_the_expected_json_is_a_400(string body)
    {
        using var client = app.Anonymous();
        using var response = await client.PostAsync(SignIn, new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("invalid_json", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_a_400()
    {
        using var client = app.Anonymous();
        using var content = new ByteArrayContent([.. "{\"email\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8]);
        content.Headers.ContentType = new("application/json");
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync(SignIn, content)).StatusCode);
    }

    [Theory]
    [InlineData("""a\u0000b""")]
    [InlineData("""half \ud83d""")]
    [InlineData("""other half \udE00 and on""")]
    [InlineData("""twice \ud83d\ud83d\ude00""")]
    public async Task Text_that_cannot_be_stored_is_no_500(string escaped)
    {
        using var client = app.Anonymous();
        var body = $$"""{"email":"someone@example.com","password":"SecurePassword123","name":"{{escaped}}","\udc00":1}""";
        using var response = await client.PostAsync(SignIn, new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.InRange((int)response.StatusCode, 400, 499);
    }

    [Fact]
    public async Task A_form_without_the_boundary_of_its_parts_is_a_400()
    {
        await using var own = await TestApp.StartAsync();
        using var admin = await own.SignUpAdminAsync();
        using var content = new ByteArrayContent("--x\r\n"u8.ToArray());
        content.Headers.ContentType = new("multipart/form-data");
        using var response = await admin.PostAsync(new Uri("/api/templates/import", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task A_monitor_may_ask_for_the_status_alone(string path)
    {
        using var client = app.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_form_may_hold_what_cannot_be_stored()
    {
        await using var own = await TestApp.StartAsync();
        using var ada = await Visitor.SignUpAsync(own);
        Assert.Equal(HttpStatusCode.SeeOther, (await ada.SubmitAsync("/account", "/account", ("name", "A\0da"), ("timeZone", "UTC"), ("theme", "dark"))).StatusCode);
        Assert.Contains("A\ufffdda", WebUtility.HtmlDecode(await ada.PageAsync("/account")), StringComparison.Ordinal);
        // This one reads its form by itself.
        Assert.InRange((int)(await ada.SubmitAsync("/analytics/business-hours", "/analytics/business-hours", ("zone", "a\0b"))).StatusCode, 300, 422);
    }

    [Fact]
    public async Task A_megabyte_is_refused()
    {
        using var client = app.Anonymous();
        var body = new string(' ', 1_000_000 - 2) + "{}";
        // It is refused unread: whoever goes on writing loses the connection, and with it perhaps the answer.
        using var request = new HttpRequestMessage(HttpMethod.Post, SignIn) { Content = new StringContent(body, Encoding.UTF8, "application/json"), Headers = { ExpectContinue = true } };
        using var response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("body_too_large", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task An_unknown_address_is_a_page_for_people_and_a_problem_for_programs()
    {
        using var admin = await app.SignUpAdminAsync();
        using var program = await admin.GetAsync(new Uri("/api/nothing", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, program.StatusCode);
        Assert.Equal("not_found", (await program.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/nothing", UriKind.Relative)) { Headers = { { "Accept", "text/html" } } };
        using var person = await admin.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, person.StatusCode);
        Assert.Contains("There is nothing here", await person.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_answer_says_what_a_page_may_do()
    {
        using var client = app.Browser();
        using var response = await client.GetAsync(new Uri("/nothing", UriKind.Relative));
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task A_file_with_its_hash_may_be_kept_for_ever_and_one_without_is_asked_for_again()
    {
        using var client = app.Anonymous();
        using var hashed = await client.GetAsync(new Uri(UnifiedInbox.Web.Asset.Url("lib/app.css"), UriKind.Relative));
        Assert.True(hashed.IsSuccessStatusCode);
        Assert.Equal("public, max-age=31536000, immutable", hashed.Headers.CacheControl?.ToString());
        using var plain = await client.GetAsync(new Uri("/lib/app.css", UriKind.Relative));
        Assert.Equal("no-cache", plain.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task The_api_describes_itself()
    {
        using var client = app.Anonymous();
        var document = await client.GetFromJsonAsync<JsonElement>(new Uri("/openapi/v1.json", UriKind.Relative));
        Assert.True(document.GetProperty("paths").TryGetProperty("/api/auth/sign-in", out _));
        Assert.All(document.GetProperty("paths").EnumerateObject(), path => Assert.Matches("^/(api|health)/", path.Name));
        using var docs = await client.GetAsync(new Uri("/docs", UriKind.Relative));
        Assert.True(docs.IsSuccessStatusCode);
    }

    private static readonly Uri SignIn = new("/api/auth/sign-in", UriKind.Relative);
}
