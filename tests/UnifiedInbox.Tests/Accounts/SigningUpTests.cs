using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace UnifiedInbox.Tests.Accounts;

public sealed class SigningUpTests : IAsyncLifetime
{
    private TestApp app = null!;

    public async Task InitializeAsync() => app = await TestApp.StartAsync();

    public async Task DisposeAsync() => await app.DisposeAsync();

    private Task<HttpResponseMessage> SignUpAsync(object body) => app.Anonymous().PostAsJsonAsync("/api/auth/sign-up", body);

    [Fact]
    public async Task The_first_account_becomes_admin_and_is_signed_in()
    {
        using var ada = await Visitor.SignUpAsync(app, "ann@example.com", "Ann");
        Assert.StartsWith("uis_", ada.Token);
        var user = (await (await ada.Http.GetAsync("/api/auth/session")).JsonAsync()).GetProperty("user");
        Assert.Equal(("ann@example.com", "Ann", "admin"),
            (user.GetProperty("email").GetString(), user.GetProperty("name").GetString(), user.GetProperty("role").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await ada.Program().GetAsync("/api/auth/session")).StatusCode);
    }

    [Fact]
    public async Task Two_first_sign_ups_at_once_make_one_admin()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
            SignUpAsync(new { email = $"p{i}@example.com", password = Visitor.Password, name = "P" })));
        Assert.Equal(["admin"], await app.Db.ListAsync<string>("SELECT role FROM users", null, default));
    }

    [Fact]
    public async Task Later_ones_need_an_invitation_unless_a_setting_says_otherwise()
    {
        using var ada = await Visitor.SignUpAsync(app);
        var stranger = new { email = "bob@example.com", password = Visitor.Password, name = "Bob" };
        var closed = await SignUpAsync(stranger);
        Assert.Equal((HttpStatusCode.Forbidden, "sign_up_closed"), (closed.StatusCode, await closed.CodeAsync()));
        // Closed also for addresses that are taken: it must not tell which are.
        Assert.Equal(HttpStatusCode.Forbidden, (await SignUpAsync(new { email = ada.Email, password = Visitor.Password, name = "Ada" })).StatusCode);

        await SetRuleAsync(ada, "domain", "example.com");
        Assert.Equal(HttpStatusCode.Forbidden, (await SignUpAsync(stranger with { email = "bob@elsewhere.com" })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await SignUpAsync(stranger with { email = "bob@sub.example.com" })).StatusCode);
        var bob = await SignUpAsync(stranger);
        Assert.Equal("agent", (await bob.JsonAsync()).GetProperty("user").GetProperty("role").GetString());

        await SetRuleAsync(ada, "open", "");
        Assert.Equal(HttpStatusCode.Created, (await SignUpAsync(stranger with { email = "carol@elsewhere.com" })).StatusCode);
        var taken = await SignUpAsync(stranger with { email = "BOB@Example.com" });
        Assert.Equal((HttpStatusCode.Conflict, "email_taken"), (taken.StatusCode, await taken.CodeAsync()));
    }

    [Theory]
    [InlineData("no-at-sign", "SecurePassword123", "Bob", "email")]
    [InlineData("a@b", "SecurePassword123", "Bob", "email")]
    [InlineData("a b@example.com", "SecurePassword123", "Bob", "email")]
    [InlineData(null, "SecurePassword123", "Bob", "email")]
    [InlineData("bob@example.com", "nine char", "Bob", "password")]
    [InlineData("bob@example.com", null, "Bob", "password")]
    [InlineData("bob@example.com", "SecurePassword123", "   ", "name")]
    [InlineData("bob@example.com", "SecurePassword123", null, "name")]
    public async Task What_is_wrong_is_said_by_field(string? email, string? password, string? name, string field)
    {
        var answer = await SignUpAsync(new { email, password, name });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal([field], (await answer.JsonAsync()).GetProperty("errors").EnumerateObject().Select(error => error.Name));
        Assert.Equal(0, await app.Db.FindAsync<int>("SELECT count(*) FROM users", null, default));
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public async Task Passwords_have_10_to_128_characters_of_any_kind(int length, bool fits)
    {
        var answer = await SignUpAsync(new { email = "ada@example.com", password = new string('a', length), name = "Ada" });
        Assert.Equal(fits ? HttpStatusCode.Created : HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Theory]
    [InlineData("{\"email\":\"a@example.com\",\"password\":\"SecurePassword123\",\"name\":\"Nul \\u0000 and \\ud800 half\"}", 201)]
    [InlineData("{\"email\":\"a\\u0000@example.com\",\"password\":\"SecurePassword123\",\"name\":\"A\"}", 422)]
    [InlineData("{\"email\":", 400)]
    [InlineData("[]", 400)]
    [InlineData("{\"email\":1,\"password\":2,\"name\":3}", 400)]
    [InlineData("null", 400)]
    public async Task Odd_bodies_are_answered_and_never_crash(string body, int status)
    {
        var answer = await app.Anonymous().PostAsync("/api/auth/sign-up", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(status, (int)answer.StatusCode);
        if (status == 201) Assert.Equal("Nul \uFFFD and \uFFFD half", await app.Db.FindAsync<string>("SELECT name FROM users", null, default));
    }

    [Fact]
    public async Task The_page_signs_up_the_first_and_shows_errors_beside_their_fields()
    {
        using var visitor = new Visitor(app);
        Assert.Equal("/sign-up", (await visitor.Http.GetAsync("/sign-in")).Headers.Location!.OriginalString);
        Assert.Contains("first account", await visitor.PageAsync("/sign-up"));
        var wrong = await visitor.SubmitAsync("/sign-up", "/sign-up", ("name", "Ada"), ("email", "ada"), ("password", "short"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        var html = await wrong.HtmlAsync();
        Assert.Contains("id=\"email-error\"", html);
        Assert.Contains("id=\"password-error\"", html);
        Assert.Contains("value=\"Ada\"", html);
        Assert.DoesNotContain("value=\"short\"", html);

        var right = await visitor.SubmitAsync("/sign-up", "/sign-up", ("name", "Ada"), ("email", "ada@example.com"), ("password", Visitor.Password));
        Assert.Equal((HttpStatusCode.SeeOther, "/inbox"), (right.StatusCode, right.Headers.Location!.OriginalString));
        Assert.Equal(HttpStatusCode.OK, (await visitor.Http.GetAsync("/api/auth/session")).StatusCode);
        using var next = new Visitor(app);
        Assert.Equal(HttpStatusCode.Forbidden, (await next.Http.GetAsync("/sign-up")).StatusCode);
    }

    [Theory]
    [InlineData("mode", "never", "")]
    [InlineData("domains", "domain", "")]
    [InlineData("domains", "domain", "example.com, not_a_domain")]
    public async Task The_setting_refuses_what_makes_no_sense(string field, string mode, string domains)
    {
        using var ada = await Visitor.SignUpAsync(app);
        var answer = await ada.SubmitAsync("/settings/sign-up", "/settings/sign-up", ("mode", mode), ("domains", domains));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("role=\"alert\"", await answer.HtmlAsync());
        Assert.NotNull(field);
    }

    private static async Task SetRuleAsync(Visitor admin, string mode, string domains)
    {
        var answer = await admin.SubmitAsync("/settings/sign-up", "/settings/sign-up", ("mode", mode), ("domains", domains));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }
}
