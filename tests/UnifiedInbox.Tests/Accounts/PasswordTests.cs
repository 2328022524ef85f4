using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Accounts;
using UnifiedInbox.Simulator.Mailing;

namespace UnifiedInbox.Tests.Accounts;

public sealed class PasswordTests : IAsyncLifetime
{
    private const string New = "another long password";
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
    public async Task Changing_it_ends_every_other_session_and_renews_this_one()
    {
        using var phone = new Visitor(app);
        await phone.SignInAsync(ada.Email);
        var answer = await ada.SubmitAsync("/account/security", "/account/password", ("currentPassword", Visitor.Password), ("newPassword", New));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await phone.Http.GetAsync("/api/auth/session")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ada.Program().GetAsync("/api/auth/session")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ada.Http.GetAsync("/api/auth/session")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await phone.SignInAsync(ada.Email)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await phone.SignInAsync(ada.Email, New)).StatusCode);
    }

    [Theory]
    [InlineData("wrong password", New, "currentPassword")]
    [InlineData("", New, "currentPassword")]
    [InlineData(Visitor.Password, "short", "newPassword")]
    [InlineData(Visitor.Password, "", "newPassword")]
    public async Task What_is_wrong_stands_beside_its_field(string current, string chosen, string field)
    {
        var answer = await ada.SubmitAsync("/account/security", "/account/password", ("currentPassword", current), ("newPassword", chosen));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains($"id=\"{field}-error\"", await answer.HtmlAsync());
    }

    [Fact]
    public async Task A_stolen_session_cannot_guess_the_password_without_end()
    {
        for (var i = 0; i < 5; i++)
            await ada.SubmitAsync("/account/security", "/account/password", ("currentPassword", "wrong password"), ("newPassword", New));
        var right = await ada.SubmitAsync("/account/security", "/account/password", ("currentPassword", Visitor.Password), ("newPassword", New));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, right.StatusCode);
        Assert.Contains("Too many wrong tries", await right.HtmlAsync());
    }

    [Fact]
    public async Task An_admin_makes_a_link_that_works_once_and_ends_sessions_and_locks()
    {
        using var bob = await Visitor.JoinAsync(app, ada, "bob@example.com");
        for (var i = 0; i < 5; i++) await new Visitor(app).SignInAsync(bob.Email, "wrong password");
        var link = await LinkForAsync(bob);

        using var mail = new Visitor(app);
        Assert.Contains("bob@example.com", await mail.PageAsync(link));
        var weak = await mail.SubmitAsync(link, "/reset-password", ("token", TokenOf(link)), ("password", "short"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, weak.StatusCode);
        var done = await mail.SubmitAsync(link, "/reset-password", ("token", TokenOf(link)), ("password", New));
        Assert.Equal((HttpStatusCode.SeeOther, "/sign-in"), (done.StatusCode, done.Headers.Location!.OriginalString));

        Assert.Equal(HttpStatusCode.NotFound, (await mail.Http.GetAsync(link)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await bob.Http.GetAsync("/api/auth/session")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await mail.SignInAsync(bob.Email, New)).StatusCode);
    }

    [Fact]
    public async Task Whoever_forgot_it_is_mailed_a_link_once_and_strangers_hear_the_same()
    {
        var post = app.Services.GetRequiredService<SimulatedPost>();
        using var visitor = new Visitor(app);
        var stranger = await (await visitor.SubmitAsync("/forgot-password", "/forgot-password", ("email", "nobody@example.com"))).HtmlAsync();
        var known = await (await visitor.SubmitAsync("/forgot-password", "/forgot-password", ("email", "ADA@example.com"))).HtmlAsync();
        await visitor.SubmitAsync("/forgot-password", "/forgot-password", ("email", ada.Email));
        Assert.Contains("is on its way", known, StringComparison.Ordinal);
        Assert.Equal(Words(stranger), Words(known));
        await Eventually.TrueAsync(() => post.Sent.Count > 0, "a mail");

        var mail = Assert.Single(post.Sent);
        Assert.Equal([ada.Email], mail.To);
        var link = Regex.Match(mail.Text, @"http://localhost:\d+(/reset-password\?token=\S+)").Groups[1].Value;
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.SubmitAsync(link, "/reset-password", ("token", TokenOf(link)), ("password", New))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await visitor.SignInAsync(ada.Email, New)).StatusCode);
    }

    private static string Words(string html) => Regex.Match(html, "<main.*</main>", RegexOptions.Singleline).Value;

    [Fact]
    public async Task A_newer_link_and_a_day_end_an_older_one()
    {
        using var bob = await Visitor.JoinAsync(app, ada, "bob@example.com");
        var first = await LinkForAsync(bob);
        var second = await LinkForAsync(bob);
        using var mail = new Visitor(app);
        Assert.Equal(HttpStatusCode.NotFound, (await mail.Http.GetAsync(first)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await mail.Http.GetAsync(second)).StatusCode);
        await app.Db.ExecuteAsync("UPDATE account_links SET expires_at = now() - interval '1 second'", null, default);
        Assert.Equal(HttpStatusCode.NotFound, (await mail.Http.GetAsync(second)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await mail.Http.GetAsync("/reset-password?token=uil_nonsense")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await mail.Http.GetAsync("/reset-password")).StatusCode);
    }

    [Fact]
    public async Task An_invitation_is_no_link_to_a_password()
    {
        var invitation = await ada.InviteAsync();
        using var mail = new Visitor(app);
        Assert.Equal(HttpStatusCode.NotFound, (await mail.Http.GetAsync("/reset-password?token=" + invitation[(invitation.LastIndexOf('/') + 1)..])).StatusCode);
    }

    [Fact]
    public async Task The_command_line_prints_a_link_for_an_admin_who_is_alone()
    {
        var output = new StringWriter();
        var errors = new StringWriter();
        Assert.Equal(0, await ResetPasswordCommand.RunAsync(app.Services, ["ADA@example.com", "--without-second-factor"], output, errors, default));
        var link = Regex.Match(output.ToString(), @"http://localhost:\d+(/reset-password\?token=\S+)").Groups[1].Value;
        using var mail = new Visitor(app);
        Assert.Equal(HttpStatusCode.SeeOther, (await mail.SubmitAsync(link, "/reset-password", ("token", TokenOf(link)), ("password", New))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await mail.SignInAsync(ada.Email, New)).StatusCode);

        Assert.Equal(1, await ResetPasswordCommand.RunAsync(app.Services, ["nobody@example.com"], output, errors, default));
        Assert.Equal(2, await ResetPasswordCommand.RunAsync(app.Services, [], output, errors, default));
        Assert.Equal(2, await ResetPasswordCommand.RunAsync(app.Services, ["ada@example.com", "--force"], output, errors, default));
    }

    [Fact]
    public async Task Without_a_mailbox_the_page_for_a_forgotten_password_says_whom_to_ask()
    {
        await app.Db.ExecuteAsync("UPDATE inboxes SET disabled_at = now() WHERE channel = 'email'", null, default);
        app.Services.GetRequiredService<UnifiedInbox.Inboxes.InboxDirectory>().Forget();
        Assert.Contains("Ask an admin", await new Visitor(app).PageAsync("/forgot-password"));
    }

    private async Task<string> LinkForAsync(Visitor mate)
    {
        var answer = await ada.SubmitAsync("/settings/team", $"/settings/team/{mate.Id}/password-link");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return new Uri(await ada.SecretAsync("/settings/team")).PathAndQuery;
    }

    private static string TokenOf(string link) => link[(link.IndexOf('=') + 1)..];
}
