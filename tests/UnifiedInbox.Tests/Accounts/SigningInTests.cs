using System.Net;
using System.Net.Http.Json;

namespace UnifiedInbox.Tests.Accounts;

public sealed class SigningInTests : IAsyncLifetime
{
    private AccountsApp app = null!;

    public async Task InitializeAsync() => app = await AccountsApp.StartAsync();

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task The_first_account_becomes_admin_and_is_signed_in()
    {
        var browser = app.Browser();
        var answer = await browser.PostAsJsonAsync("/api/auth/sign-up", new { email = "ann@example.com", password = AccountsApp.Password, name = "Ann" });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var json = await answer.JsonAsync();
        Assert.Equal("admin", json.GetProperty("user").GetProperty("role").GetString());
        Assert.StartsWith("uis_", json.GetProperty("token").GetString());
        var session = await (await browser.GetAsync("/api/auth/session")).JsonAsync();
        Assert.Equal("ann@example.com", session.GetProperty("user").GetProperty("email").GetString());
    }

    [Fact]
    public async Task Two_first_sign_ups_at_once_make_one_admin()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => app.Browser().PostAsJsonAsync(
            "/api/auth/sign-up", new { email = $"p{i}@example.com", password = AccountsApp.Password, name = "P" })));
        Assert.Equal(1, await app.Database.Db.FindAsync<int>("SELECT count(*) FROM users WHERE role = 'admin'", null, default));
    }

    [Fact]
    public async Task Unknown_addresses_and_wrong_passwords_get_the_same_answers_until_the_lock()
    {
        await app.Browser().PostAsJsonAsync("/api/auth/sign-up", new { email = "ann@example.com", password = AccountsApp.Password, name = "Ann" });
        foreach (var email in new[] { "ann@example.com", "nobody@example.com" })
        {
            var seen = new List<(HttpStatusCode, string?)>();
            for (var i = 0; i < 7; i++)
            {
                var answer = await app.Browser().PostAsJsonAsync("/api/auth/sign-in", new { email, password = "wrong password" });
                seen.Add((answer.StatusCode, await answer.CodeAsync()));
            }
            Assert.Equal(
                [.. Enumerable.Repeat((HttpStatusCode.Unauthorized, "wrong_credentials"), 4), .. Enumerable.Repeat((HttpStatusCode.Locked, "locked_out"), 3)],
                seen);
        }
        var right = await app.Browser().PostAsJsonAsync("/api/auth/sign-in", new { email = "Ann@Example.com", password = AccountsApp.Password });
        Assert.Equal(HttpStatusCode.Locked, right.StatusCode);
    }
}
