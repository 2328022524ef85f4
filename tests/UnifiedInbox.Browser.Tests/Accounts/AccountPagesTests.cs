using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace UnifiedInbox.Browser.Tests.Accounts;

public sealed partial class AccountPagesTests(Desk desk) : IClassFixture<Desk>
{
    [Theory]
    [InlineData(390, ColorScheme.Dark)]
    [InlineData(1440, ColorScheme.Light)]
    public async Task Every_page_fits_its_window_and_names_its_controls(int width, ColorScheme scheme)
    {
        await using var ada = await desk.AdaAsync(width, scheme: scheme);
        foreach (var path in new[]
        {
            "/account", "/account/security", "/account/security/two-factor", "/account/notifications", "/account/tokens",
            "/settings", "/settings/team", "/settings/sign-up", "/settings/general", "/settings/audit", "/forgot-password",
        })
        {
            Assert.Equal(200, (await ada.OpenAsync(path))!.Status);
            Assert.True(await ada.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{path} is wider than its window");
            var nameless = await ada.Page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll("main input:not([type=hidden]), main select, main textarea, main button")]
                    .filter((control) => !control.labels?.length && !control.ariaLabel && !control.textContent.trim())
                    .map((control) => control.outerHTML)
                """);
            Assert.Empty(nameless);
        }
    }

    [Fact]
    public async Task An_invitation_is_copied_and_opened_by_a_teammate()
    {
        await using var ada = await desk.AdaAsync();
        await ada.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await ada.OpenAsync("/settings/team");
        await ada.ByRole(AriaRole.Button, "Make link").ClickAsync();
        await ada.ByRole(AriaRole.Button, "Copy").ClickAsync();
        await Expect(ada.ByRole(AriaRole.Button, "Copied")).ToBeVisibleAsync();
        var link = await ada.Page.EvaluateAsync<string>("navigator.clipboard.readText()");

        await using var bob = await desk.VisitAsync(390);
        await bob.OpenAsync(link);
        await bob.Page.GetByLabel("Your name").FillAsync("Bob Baker");
        await bob.Page.GetByLabel("Email").FillAsync("bob@example.com");
        await bob.Page.GetByLabel("Password").FillAsync(Desk.Password);
        await bob.ByRole(AriaRole.Button, "Join").ClickAsync();
        await Expect(bob.Page).ToHaveURLAsync(Inbox());

        await ada.Page.ReloadAsync();
        await Expect(ada.Page.Locator("#members")).ToContainTextAsync("Bob Baker");
        await Expect(ada.Page.GetByText("Invitation link")).ToHaveCountAsync(0);
        ada.Page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await ada.ByRole(AriaRole.Button, "Actions for Bob Baker").ClickAsync();
        await ada.ByRole(AriaRole.Button, "Deactivate").ClickAsync();
        await Expect(ada.Page.Locator("#members")).ToContainTextAsync("Deactivated");
        await bob.OpenAsync("/account");
        await Expect(bob.Page).ToHaveURLAsync(SignIn());
    }

    [Fact]
    public async Task Forms_are_empty_again_after_they_were_saved()
    {
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync("/account/tokens");
        await ada.Page.GetByLabel("What is it for?").FillAsync("Nightly export");
        await ada.ByRole(AriaRole.Button, "Make token").ClickAsync();
        await Expect(ada.ByRole(AriaRole.Textbox, "Your new token")).ToHaveValueAsync(Token());
        await Expect(ada.Page.GetByLabel("What is it for?")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Errors_stand_beside_their_field_and_focus_goes_there()
    {
        await using var visitor = await desk.VisitAsync();
        visitor.Excuse("422");
        await visitor.OpenAsync("/sign-in");
        await visitor.Page.GetByLabel("Email").FillAsync("ada@example.com");
        await visitor.Page.GetByLabel("Password").FillAsync("wrong password");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Page.GetByText("The email address or the password is wrong.")).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByLabel("Password")).ToBeFocusedAsync();
        await Expect(visitor.Page.GetByLabel("Email")).ToHaveValueAsync("ada@example.com");
        await visitor.Page.GetByLabel("Password").FillAsync(Desk.Password);
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Page).ToHaveURLAsync(Inbox());
    }

    [GeneratedRegex("/inbox")]
    private static partial Regex Inbox();

    [GeneratedRegex("/sign-in")]
    private static partial Regex SignIn();

    [GeneratedRegex("^uit_")]
    private static partial Regex Token();
}
