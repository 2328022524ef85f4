using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Accounts;

namespace UnifiedInbox.Tests.Accounts;

public sealed class SigningInTests : IAsyncLifetime
{
    private TestApp app = null!;

    public async Task InitializeAsync() => app = await TestApp.StartAsync();

    public async Task DisposeAsync() => await app.DisposeAsync();

    private Task<HttpResponseMessage> SignInAsync(string? email, string? password) =>
        app.Anonymous().PostAsJsonAsync("/api/auth/sign-in", new { email, password });

    [Fact]
    public async Task The_right_password_signs_in_whatever_the_case_of_the_address()
    {
        using var ada = await Visitor.SignUpAsync(app);
        using var again = new Visitor(app);
        Assert.Equal(HttpStatusCode.OK, (await again.SignInAsync("ADA@Example.com")).StatusCode);
        Assert.NotEqual(ada.Token, again.Token);
        Assert.Equal(HttpStatusCode.OK, (await ada.Program().GetAsync("/api/auth/session")).StatusCode);
    }

    [Fact]
    public async Task Unknown_addresses_and_wrong_passwords_get_the_same_answers_until_the_lock()
    {
        using var ada = await Visitor.SignUpAsync(app);
        foreach (var email in new[] { ada.Email, "nobody@example.com" })
        {
            var seen = new List<(HttpStatusCode, string?)>();
            for (var i = 0; i < 7; i++)
            {
                var answer = await SignInAsync(email, "wrong password");
                seen.Add((answer.StatusCode, await answer.CodeAsync()));
            }
            Assert.Equal(
                [.. Enumerable.Repeat((HttpStatusCode.Unauthorized, "wrong_credentials"), 4), .. Enumerable.Repeat((HttpStatusCode.Locked, "locked_out"), 3)],
                seen);
        }
        Assert.Equal(HttpStatusCode.Locked, (await SignInAsync(ada.Email, Visitor.Password)).StatusCode);

        await app.Db.ExecuteAsync("UPDATE sign_in_failures SET locked_until = now() - interval '1 second'", null, default);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(ada.Email, Visitor.Password)).StatusCode);
    }

    [Fact]
    public async Task Unknown_addresses_take_as_long_as_wrong_passwords()
    {
        await using var real = await TestApp.StartAsync(app.Database, replace: services => services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 210_000));
        using var ada = await Visitor.SignUpAsync(real);
        await BestOfAsync(real, "warm-up@example.com");
        var known = await BestOfAsync(real, ada.Email);
        var unknown = await BestOfAsync(real, "nobody@example.com");
        Assert.InRange(unknown / known, 0.6, 1.7);
    }

    [Fact]
    public async Task Guesses_made_at_once_are_all_counted()
    {
        using var ada = await Visitor.SignUpAsync(app);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SignInAsync(ada.Email, "wrong password")));
        Assert.Equal(HttpStatusCode.Locked, (await SignInAsync(ada.Email, Visitor.Password)).StatusCode);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData("not an address", "whatever it is")]
    public async Task Nonsense_is_rejected_like_a_wrong_password(string? email, string? password)
    {
        await Visitor.SignUpAsync(app);
        var answer = await SignInAsync(email, password);
        Assert.Equal((HttpStatusCode.Unauthorized, "wrong_credentials"), (answer.StatusCode, await answer.CodeAsync()));
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync("ada@example.com", new string('x', 100_000))).StatusCode);
    }

    [Fact]
    public async Task Signing_out_ends_this_session_and_no_other()
    {
        using var desk = await Visitor.SignUpAsync(app);
        using var phone = new Visitor(app);
        await phone.SignInAsync(desk.Email);
        Assert.Equal(HttpStatusCode.NoContent, (await desk.Http.PostAsync("/api/auth/sign-out", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await desk.Program().GetAsync("/api/auth/session")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await phone.Http.GetAsync("/api/auth/session")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await app.Anonymous().PostAsync("/api/auth/sign-out", null)).StatusCode);
    }

    [Fact]
    public async Task A_session_survives_a_restart_and_ends_after_a_month_without_use()
    {
        using var ada = await Visitor.SignUpAsync(app);
        await using (var second = await TestApp.StartAsync(app.Database))
        {
            Assert.Equal(HttpStatusCode.OK, (await second.WithToken(ada.Token).GetAsync("/api/auth/session")).StatusCode);
        }
        await app.Db.ExecuteAsync("UPDATE sessions SET expires_at = now() - interval '1 second'", null, default);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ada.Program().GetAsync("/api/auth/session")).StatusCode);
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_other_sites_and_plain_http()
    {
        var cookie = (await app.Anonymous().PostAsJsonAsync("/api/auth/sign-up", new { email = "ada@example.com", password = Visitor.Password, name = "Ada" }))
            .Headers.GetValues("Set-Cookie").Single(line => line.StartsWith("inbox_session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=lax", cookie);
        Assert.DoesNotContain("secure", cookie);

        await using var published = await TestApp.StartAsync(app.Database, new Dictionary<string, string?>
        {
            ["PUBLIC_URL"] = "https://inbox.example.com",
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
        });
        var kept = (await published.Anonymous().PostAsJsonAsync("/api/auth/sign-in", new { email = "ada@example.com", password = Visitor.Password }))
            .Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("secure", kept);
    }

    [Fact]
    public async Task Tokens_are_stored_as_hashes_only()
    {
        using var ada = await Visitor.SignUpAsync(app);
        var stored = await app.Db.FindAsync<byte[]>("SELECT token_hash FROM sessions", null, default);
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(ada.Token)), stored);
    }

    [Theory]
    [InlineData("/inbox?filter=mine", "/inbox?filter=mine")]
    [InlineData("//evil.example", "/inbox")]
    [InlineData("/\\evil.example", "/inbox")]
    [InlineData("/\t/evil.example", "/inbox")]
    [InlineData("https://evil.example/", "/inbox")]
    [InlineData("javascript:alert(1)", "/inbox")]
    [InlineData("", "/inbox")]
    [InlineData(null, "/inbox")]
    public void Signing_in_leads_back_to_pages_of_ours_only(string? asked, string led) => Assert.Equal(led, LocalUrl.OrInbox(asked));

    [Fact]
    public async Task Pages_send_people_to_sign_in_and_back_and_programs_get_401()
    {
        using var ada = await Visitor.SignUpAsync(app);
        using var visitor = new Visitor(app);
        var sent = await visitor.Http.GetAsync("/account/security?x=1");
        Assert.Equal((HttpStatusCode.SeeOther, "/sign-in?returnUrl=%2Faccount%2Fsecurity%3Fx%3D1"), (sent.StatusCode, sent.Headers.Location!.OriginalString));
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.Http.GetAsync("/api/auth/session")).StatusCode);

        var wrong = await visitor.SubmitAsync(sent.Headers.Location.OriginalString, "/sign-in", ("email", ada.Email), ("password", "wrong password"), ("returnUrl", "/account/security?x=1"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Contains("id=\"password-error\"", await wrong.HtmlAsync());
        var right = await visitor.SubmitAsync("/sign-in", "/sign-in", ("email", ada.Email), ("password", Visitor.Password), ("returnUrl", "/account/security?x=1"));
        Assert.Equal((HttpStatusCode.SeeOther, "/account/security?x=1"), (right.StatusCode, right.Headers.Location!.OriginalString));
        Assert.Contains("This one", await visitor.PageAsync("/account/security"));

        Assert.Equal("/sign-in", (await visitor.SubmitAsync("/account", "/sign-out")).Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.Http.GetAsync("/account")).StatusCode);
    }

    private static async Task<double> BestOfAsync(TestApp app, string email)
    {
        var best = double.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var watch = Stopwatch.StartNew();
            await app.Anonymous().PostAsJsonAsync("/api/auth/sign-in", new { email, password = "wrong password" });
            best = Math.Min(best, watch.Elapsed.TotalMilliseconds);
        }
        return best;
    }
}
