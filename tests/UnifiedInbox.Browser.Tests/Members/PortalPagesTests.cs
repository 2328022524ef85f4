using Microsoft.Playwright;
using UnifiedInbox.Tests;
using static Microsoft.Playwright.Assertions;

namespace UnifiedInbox.Browser.Tests.Members;

/// <summary>A member and an agent, each at their browser.</summary>
public sealed class PortalPagesTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task An_invited_contact_signs_up_reads_writes_and_is_answered_on_the_open_page()
    {
        await desk.TextAsync("+14155550311", "Is my room ready?");
        await desk.TextAsync("+14155550312", "Nobody else’s business");
        var contact = await desk.App.Database.Db.FindAsync<Guid>("SELECT contact_id FROM contact_addresses WHERE value = '+14155550311'", null, default);
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync($"/members/{contact}");
        await ada.ByRole(AriaRole.Button, "Invite to the portal").ClickAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Textbox, new() { Name = "Link to the portal" })).ToBeInViewportAsync();
        var link = new Uri(await ada.Page.GetByRole(AriaRole.Textbox, new() { Name = "Link to the portal" }).InputValueAsync());

        await using var member = await desk.VisitAsync(390, 844, ColorScheme.Dark);
        await member.OpenAsync(link.PathAndQuery);
        await member.Page.GetByLabel("Your name").FillAsync("Mona Member");
        await member.Page.GetByLabel("Email").FillAsync("mona@example.com");
        await member.Page.GetByLabel("Password").FillAsync(Desk.Password);
        await member.ByRole(AriaRole.Button, "Create account").ClickAsync();
        var messages = member.Page.GetByRole(AriaRole.Log);
        await Expect(messages).ToContainTextAsync("Is my room ready?");
        await Expect(messages.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await member.Page.GetByLabel("Your message").FillAsync("And may I bring my dog?");
        await member.ByRole(AriaRole.Button, "Send").ClickAsync();
        await Expect(messages).ToContainTextAsync("And may I bring my dog?");
        Assert.Equal(0, await member.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));

        // What is half written stays when the answer comes in.
        await member.Page.GetByLabel("Your message").FillAsync("One more");
        await ada.OpenAsync("/inbox");
        await ada.Page.Locator(".conversation-row", new() { HasText = "And may I bring my dog?" }).ClickAsync();
        await ada.Page.Locator("#composer-text").FillAsync("It is, and you may.");
        await ada.ByRole(AriaRole.Button, "Send").ClickAsync();
        await Expect(messages).ToContainTextAsync("It is, and you may.");
        await Expect(messages).ToContainTextAsync("The team · SMS");
        await Expect(member.Page.GetByLabel("Your message")).ToHaveValueAsync("One more");
    }

    [Fact]
    public async Task A_mood_told_wrong_is_put_right_in_the_thread()
    {
        await desk.TextAsync("+14155550313", "I love it, thank you so much!");
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync("/inbox");
        await ada.Page.Locator(".conversation-row", new() { HasText = "I love it" }).ClickAsync();
        var mark = ada.Page.Locator(".meaning-mark");
        await Expect(mark).ToContainTextAsync("Positive");
        await mark.ClickAsync();
        var menu = ada.Page.Locator(".meaning-menu");
        await Expect(menu).ToContainTextAsync("Because of");
        await menu.GetByRole(AriaRole.Button, new() { Name = "Negative" }).ClickAsync();
        await Expect(menu).ToContainTextAsync("Said by a teammate. It was told as positive.");
        await Expect(mark).ToContainTextAsync("Negative");
        await mark.ClickAsync(); // choosing closed the menu
        await menu.GetByRole(AriaRole.Button, new() { Name = "Undo" }).First.ClickAsync();
        await Expect(mark).ToContainTextAsync("Positive");
    }
}
