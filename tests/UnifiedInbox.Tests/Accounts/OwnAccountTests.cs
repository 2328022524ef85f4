using System.Net;
using System.Net.Http.Json;
using UnifiedInbox.Accounts;
using UnifiedInbox.Notifications;

namespace UnifiedInbox.Tests.Accounts;

public sealed class OwnAccountTests : IAsyncLifetime
{
    private TestApp app = null!;
    private Visitor ada = null!;

    public async Task InitializeAsync()
    {
        app = await TestApp.StartAsync();
        ada = await Visitor.SignUpAsync(app);
    }

    public async Task DisposeAsync()
    {
        ada.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task Name_zone_and_theme_are_saved_and_used_at_once()
    {
        Assert.Equal(HttpStatusCode.SeeOther, (await ada.SubmitAsync("/account", "/account", ("name", " Ada L. "), ("timeZone", "Europe/Berlin"), ("theme", "dark"))).StatusCode);
        var html = await ada.PageAsync("/account");
        Assert.Contains("value=\"Ada L.\"", html);
        Assert.Contains("data-theme=\"dark\"", html);
        Assert.Contains("data-time-zone=\"Europe/Berlin\"", html);
    }

    [Theory]
    [InlineData("", "UTC", "dark", "name-error")]
    [InlineData("Ada", "Mars/Olympus", "dark", "timeZone-error")]
    [InlineData("Ada", "../../etc/passwd", "dark", "timeZone-error")]
    [InlineData("Ada", "UTC", "sepia", "role=\"alert\"")]
    public async Task A_profile_that_makes_no_sense_is_refused_and_kept_in_the_form(string name, string zone, string theme, string error)
    {
        var answer = await ada.SubmitAsync("/account", "/account", ("name", name), ("timeZone", zone), ("theme", theme));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(error, await answer.HtmlAsync());
    }

    [Fact]
    public async Task The_email_address_changes_with_the_password_and_only_to_a_free_one()
    {
        using var bob = await Visitor.JoinAsync(app, ada, "bob@example.com");
        foreach (var (email, password, error) in new[] { ("bob@example.com", Visitor.Password, "email-error"), ("nonsense", Visitor.Password, "email-error"), ("ada@new.example", "wrong password", "password-error") })
        {
            var refused = await ada.SubmitAsync("/account", "/account/email", ("email", email), ("password", password));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Contains($"id=\"{error}\"", await refused.HtmlAsync());
        }
        Assert.Equal(HttpStatusCode.SeeOther, (await ada.SubmitAsync("/account", "/account/email", ("email", "ada@new.example"), ("password", Visitor.Password))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await new Visitor(app).SignInAsync("ada@example.com")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await new Visitor(app).SignInAsync("ada@new.example")).StatusCode);
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended_by_their_owner_alone()
    {
        using var phone = new Visitor(app);
        phone.Http.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1");
        await phone.SignInAsync(ada.Email);
        Assert.Contains("Safari on iPhone", await ada.PageAsync("/account/security"));
        var sessions = (await (await ada.Http.GetAsync("/api/auth/sessions")).JsonAsync()).GetProperty("items");
        Assert.Equal(2, sessions.GetArrayLength());
        var other = sessions.EnumerateArray().Single(session => !session.GetProperty("current").GetBoolean()).GetProperty("id").GetGuid();

        using var bob = await Visitor.JoinAsync(app, ada, "bob@example.com");
        Assert.Equal(HttpStatusCode.Unauthorized, (await bob.Http.DeleteAsync($"/api/auth/sessions/{other}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await bob.PostAsync(await bob.PageAsync("/account"), $"/account/sessions/{other}/end")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await phone.Http.GetAsync("/api/auth/session")).StatusCode);

        Assert.Equal(HttpStatusCode.SeeOther, (await ada.SubmitAsync("/account/security", $"/account/sessions/{other}/end")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await phone.Http.GetAsync("/api/auth/session")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ada.Http.GetAsync("/api/auth/session")).StatusCode);
    }

    [Fact]
    public async Task Everywhere_else_can_be_signed_out_at_once()
    {
        using var phone = new Visitor(app);
        await phone.SignInAsync(ada.Email);
        Assert.Equal(HttpStatusCode.SeeOther, (await ada.SubmitAsync("/account/security", "/account/sessions/end-others")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await phone.Http.GetAsync("/api/auth/session")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ada.Http.GetAsync("/api/auth/session")).StatusCode);
    }

    [Fact]
    public async Task An_api_token_is_shown_once_acts_for_its_owner_and_is_revoked()
    {
        Assert.Equal(HttpStatusCode.SeeOther, (await ada.SubmitAsync("/account/tokens", "/account/tokens", ("name", "Nightly export"), ("days", "30"))).StatusCode);
        var token = await ada.SecretAsync("/account/tokens");
        Assert.StartsWith("uit_", token);
        Assert.DoesNotContain(token, await ada.PageAsync("/account/tokens"));
        var session = await (await app.WithToken(token).GetAsync("/api/auth/session")).JsonAsync();
        Assert.Equal(ada.Email, session.GetProperty("user").GetProperty("email").GetString());
        Assert.Contains("used", await ada.PageAsync("/account/tokens"));

        var id = await app.Db.FindAsync<Guid>("SELECT id FROM api_tokens", null, default);
        using var bob = await Visitor.JoinAsync(app, ada, "bob@example.com");
        Assert.Equal(HttpStatusCode.NotFound, (await bob.PostAsync(await bob.PageAsync("/account"), $"/account/tokens/{id}/revoke")).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await ada.SubmitAsync("/account/tokens", $"/account/tokens/{id}/revoke")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.WithToken(token).GetAsync("/api/auth/session")).StatusCode);
    }

    [Fact]
    public async Task An_api_token_ends_when_it_was_told_to()
    {
        await ada.SubmitAsync("/account/tokens", "/account/tokens", ("name", "Week"), ("days", "7"));
        var token = await ada.SecretAsync("/account/tokens");
        await app.Db.ExecuteAsync("UPDATE api_tokens SET expires_at = now() - interval '1 second'", null, default);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.WithToken(token).GetAsync("/api/auth/session")).StatusCode);
    }

    [Theory]
    [InlineData("", "", "name-error")]
    [InlineData("x", "soon", "days-error")]
    [InlineData("x", "-3", "days-error")]
    public async Task A_token_needs_a_name_and_a_sensible_end(string name, string days, string error)
    {
        var answer = await ada.SubmitAsync("/account/tokens", "/account/tokens", ("name", name), ("days", days));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains($"id=\"{error}\"", await answer.HtmlAsync());
    }

    [Fact]
    public async Task What_to_be_told_of_is_each_persons_own()
    {
        Assert.Equal(new NotificationPreferences(), await NotificationPreferences.OfAsync(app.Db, ada.Id, default));
        Assert.Equal(HttpStatusCode.SeeOther, (await ada.SubmitAsync("/account/notifications", "/account/notifications", ("mentions", "true"), ("sound", "true"))).StatusCode);
        Assert.Equal(
            new NotificationPreferences { AssignedToMe = false, Unassigned = false, Mentions = true, MentionMailText = false, Desktop = false, Sound = true, TitleBadge = false },
            await NotificationPreferences.OfAsync(app.Db, ada.Id, default));
        // The theme lives beside them and stays.
        await ada.SubmitAsync("/account", "/account", ("name", "Ada"), ("timeZone", ""), ("theme", "light"));
        Assert.True((await NotificationPreferences.OfAsync(app.Db, ada.Id, default)).Sound);
    }

    [Fact]
    public async Task General_settings_are_saved_and_checked()
    {
        Assert.Equal(HttpStatusCode.SeeOther, (await ada.SubmitAsync("/settings/general", "/settings/general", ("defaultCountry", "DE"), ("timeZone", "Europe/Berlin"))).StatusCode);
        Assert.Equal("\"DE\"", await app.Db.FindAsync<string>("SELECT value::text FROM settings WHERE key = 'default_country'", null, default));
        Assert.Contains("<option value=\"DE\" selected", await ada.PageAsync("/settings/general"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ada.SubmitAsync("/settings/general", "/settings/general", ("defaultCountry", "ZZ"), ("timeZone", "Nowhere"))).StatusCode);
    }

    [Fact]
    public async Task What_ended_is_forgotten_by_and_by()
    {
        using var phone = new Visitor(app);
        await phone.SignInAsync("nobody@example.com");
        await ada.SubmitAsync("/account/tokens", "/account/tokens", ("name", "Week"), ("days", "7"));
        app.Clock.Advance(TimeSpan.FromDays(60));
        var forget = new ForgetEndedAccess(app.Db, app.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<ForgetEndedAccess>.Instance);
        await forget.RunAsync(default);
        foreach (var table in new[] { "sessions", "api_tokens", "sign_in_failures" })
            Assert.Equal(0, await app.Db.FindAsync<int>("SELECT count(*) FROM " + table, null, default));
    }

    [Fact]
    public async Task A_member_of_the_public_kind_is_no_staff()
    {
        await app.Db.ExecuteAsync("UPDATE users SET role = 'member' WHERE id = @Id", new { ada.Id }, default);
        Assert.Equal(HttpStatusCode.OK, (await ada.Http.GetAsync("/api/auth/session")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ada.Http.GetAsync("/settings")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ada.Http.PostAsJsonAsync("/api/anything", new { })).StatusCode);
    }
}
