using System.Net;
using System.Text.RegularExpressions;

namespace UnifiedInbox.Tests.Accounts;

public sealed partial class TwoFactorTests : IAsyncLifetime
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
    public async Task A_code_of_the_app_is_asked_for_after_the_password_and_works_once()
    {
        var (secret, _) = await TurnOnAsync();
        using var phone = new Visitor(app);
        var asked = await phone.SignInAsync(ada.Email);
        Assert.Equal((HttpStatusCode.Unauthorized, "two_factor_required"), (asked.StatusCode, await asked.CodeAsync()));
        var wrong = await phone.SignInAsync(ada.Email, twoFactorCode: "000000");
        Assert.Equal((HttpStatusCode.Unauthorized, "wrong_code"), (wrong.StatusCode, await wrong.CodeAsync()));
        var code = OneTimeCode.Of(secret, steps: 1);
        Assert.Equal(HttpStatusCode.OK, (await phone.SignInAsync(ada.Email, twoFactorCode: code)).StatusCode);
        Assert.Equal("wrong_code", await (await phone.SignInAsync(ada.Email, twoFactorCode: code)).CodeAsync());
        Assert.Equal("wrong_credentials", await (await phone.SignInAsync(ada.Email, "wrong password", twoFactorCode: code)).CodeAsync());
    }

    [Fact]
    public async Task Recovery_codes_stand_in_for_a_lost_phone_once_each()
    {
        var (_, codes) = await TurnOnAsync();
        Assert.Equal(10, codes.Distinct().Count());
        using var phone = new Visitor(app);
        Assert.Equal(HttpStatusCode.OK, (await phone.SignInAsync(ada.Email, recoveryCode: codes[0].ToLowerInvariant())).StatusCode);
        Assert.Equal("wrong_code", await (await phone.SignInAsync(ada.Email, recoveryCode: codes[0])).CodeAsync());
        Assert.Contains("9 of your recovery codes", await ada.PageAsync("/account/security"));

        var renewed = await ada.SubmitAsync("/account/security", "/account/security/two-factor/recovery-codes", ("password", Visitor.Password));
        Assert.Equal(HttpStatusCode.SeeOther, renewed.StatusCode);
        Assert.DoesNotContain(codes[1], await ada.SecretAsync("/account/security"));
        Assert.Equal("wrong_code", await (await phone.SignInAsync(ada.Email, recoveryCode: codes[1])).CodeAsync());
    }

    [Fact]
    public async Task Guessing_codes_locks_the_address()
    {
        await TurnOnAsync();
        using var phone = new Visitor(app);
        for (var i = 0; i < 5; i++) await phone.SignInAsync(ada.Email, twoFactorCode: "00000" + i);
        Assert.Equal(HttpStatusCode.Locked, (await phone.SignInAsync(ada.Email)).StatusCode);
    }

    [Fact]
    public async Task The_page_asks_in_a_second_step()
    {
        var (secret, _) = await TurnOnAsync();
        using var phone = new Visitor(app);
        var step = await (await phone.SubmitAsync("/sign-in", "/sign-in", ("email", ada.Email), ("password", Visitor.Password))).HtmlAsync();
        Assert.Contains("autocomplete=\"one-time-code\"", step);
        var ticket = Ticket().Match(step).Groups[1].Value;

        var wrong = await phone.PostAsync(step, "/sign-in/two-factor", ("ticket", ticket), ("code", "123"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Contains("id=\"code-error\"", await wrong.HtmlAsync());
        var forged = await phone.PostAsync(step, "/sign-in/two-factor", ("ticket", ticket[..^2] + "AA"), ("code", OneTimeCode.Of(secret, 1)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, forged.StatusCode);
        Assert.Contains("action=\"/sign-in\"", await forged.HtmlAsync());
        var right = await phone.PostAsync(step, "/sign-in/two-factor", ("ticket", ticket), ("code", OneTimeCode.Of(secret, 1)), ("returnUrl", "//evil.example"));
        Assert.Equal((HttpStatusCode.SeeOther, "/inbox"), (right.StatusCode, right.Headers.Location!.OriginalString));
    }

    [Fact]
    public async Task It_is_on_only_after_a_right_code_and_off_only_with_the_password()
    {
        Assert.Contains("data:image/png;base64,", await ada.PageAsync("/account/security/two-factor"));
        var wrong = await ada.SubmitAsync("/account/security/two-factor", "/account/security/two-factor", ("code", "000000"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        using (var phone = new Visitor(app)) Assert.Equal(HttpStatusCode.OK, (await phone.SignInAsync(ada.Email)).StatusCode);

        await TurnOnAsync();
        var refused = await ada.SubmitAsync("/account/security", "/account/security/two-factor/off", ("password", "wrong password"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await ada.SubmitAsync("/account/security", "/account/security/two-factor/off", ("password", Visitor.Password))).StatusCode);
        using (var phone = new Visitor(app)) Assert.Equal(HttpStatusCode.OK, (await phone.SignInAsync(ada.Email)).StatusCode);
    }

    [Fact]
    public async Task Secrets_lie_encrypted_and_codes_hashed_in_the_database()
    {
        var (secret, codes) = await TurnOnAsync();
        var row = await app.Db.FindAsync<string>("SELECT authenticator_key || recovery_codes FROM users", null, default);
        Assert.DoesNotContain(secret, row);
        Assert.DoesNotContain(codes[0], row);
    }

    private async Task<(string Secret, string[] Codes)> TurnOnAsync()
    {
        var secret = Secret().Match(await ada.PageAsync("/account/security/two-factor")).Groups[1].Value;
        var answer = await ada.SubmitAsync("/account/security/two-factor", "/account/security/two-factor", ("code", OneTimeCode.Of(secret)));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return (secret, (await ada.SecretAsync("/account/security")).Split('\n', StringSplitOptions.TrimEntries));
    }

    [GeneratedRegex("data-totp-secret>([A-Z2-7]+)<")]
    private static partial Regex Secret();

    [GeneratedRegex("name=\"ticket\" value=\"([^\"]+)\"")]
    private static partial Regex Ticket();
}
