using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace UnifiedInbox.Browser.Tests.Accounts;

/// <summary>With Chromium's own virtual authenticator: the browser's real WebAuthn against the product's.</summary>
public sealed class PasskeyTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_passkey_is_added_signs_in_and_is_removed()
    {
        await using var ada = await desk.AdaAsync();
        await AuthenticatorAsync(ada.Page);
        await AddAsync(ada, "Ada’s laptop");
        await ada.Page.Context.ClearCookiesAsync();

        // The virtual authenticator would answer the email field's offer at once; here the button is to ask.
        await ada.Page.AddInitScriptAsync("PublicKeyCredential.isConditionalMediationAvailable = async () => false");
        await ada.OpenAsync("/sign-in?returnUrl=%2Faccount%2Fsecurity");
        await ada.ByRole(AriaRole.Button, "Sign in with a passkey").ClickAsync();
        await Expect(ada.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/account/security$"));
        await Expect(ada.Page.Locator("#passkeys li")).ToContainTextAsync("used just now");

        ada.Page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await ada.ByRole(AriaRole.Button, "Remove the passkey Ada’s laptop").ClickAsync();
        await Expect(ada.Page.Locator("#passkeys li")).ToHaveCountAsync(0);

        ada.Excuse("401");
        await ada.Page.Context.ClearCookiesAsync();
        await ada.OpenAsync("/sign-in");
        await ada.ByRole(AriaRole.Button, "Sign in with a passkey").ClickAsync();
        await Expect(ada.Page.GetByText("This passkey is not known here")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_email_field_offers_passkeys_without_a_click()
    {
        await using var ada = await desk.AdaAsync();
        await AuthenticatorAsync(ada.Page);
        await AddAsync(ada, "Key of another test");
        await ada.Page.Context.ClearCookiesAsync();
        await ada.OpenAsync("/sign-in");
        await Expect(ada.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/inbox"));
    }

    private static async Task AddAsync(Visitor ada, string name)
    {
        await ada.OpenAsync("/account/security");
        await ada.Page.GetByLabel("Name of a new passkey").FillAsync(name);
        await ada.ByRole(AriaRole.Button, "Add a passkey").ClickAsync();
        await Expect(ada.Page.Locator("#passkeys li").Filter(new() { HasText = name })).ToBeVisibleAsync();
    }

    private static async Task AuthenticatorAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("WebAuthn.enable");
        await session.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
    }
}
