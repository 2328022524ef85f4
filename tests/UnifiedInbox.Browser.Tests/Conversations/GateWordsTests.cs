using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using UnifiedInbox.Database;
using UnifiedInbox.Policies.QuietHours;
using static Microsoft.Playwright.Assertions;

namespace UnifiedInbox.Browser.Tests.Conversations;

/// <summary>What the composer says before anything is sent, and the ways out it offers.</summary>
public sealed class GateWordsTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task After_a_day_of_silence_on_WhatsApp_a_template_is_offered_filled_in_and_sent()
    {
        await desk.WhatsAppAsync("+14155550301", "See you", "Grace Hopper");
        await using var ada = await desk.AdaAsync();
        await OpenAsync(ada, "See you");
        var words = ada.Page.Locator("#composer-gate");
        await Expect(words).ToBeEmptyAsync();
        await desk.App.Database.Db.ExecuteAsync("UPDATE messages SET at = at - interval '25 hours' WHERE content = 'See you'", null, default);
        await ada.Page.GetByLabel("Your message").FillAsync("Are you there?");
        await Expect(words).ToContainTextAsync("only an approved template can be sent");

        await words.GetByRole(AriaRole.Button, new() { Name = "Choose a template" }).ClickAsync();
        var dialog = ada.ByRole(AriaRole.Dialog, "Send a WhatsApp template");
        await dialog.GetByText("appointment_reminder").ClickAsync();
        var template = dialog.Locator("details[open]");
        await Expect(template.GetByLabel("Their name")).ToHaveValueAsync("Grace");
        await template.GetByLabel("Value 2").FillAsync("Friday");
        await template.GetByLabel("Value 3").FillAsync("ten");
        await Expect(template).ToContainTextAsync("Hi Grace, a reminder of your appointment on Friday at ten.");
        await template.GetByRole(AriaRole.Button, new() { Name = "Send template" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(ada.Page.Locator("#timeline > li").Filter(new() { HasText = "appointment on Friday at ten" })).ToContainTextAsync("template “appointment_reminder”");
        await Expect(ada.Page.GetByLabel("Your message")).ToHaveValueAsync("Are you there?");
    }

    [Fact]
    public async Task Quiet_hours_are_told_before_sending_and_may_be_overruled()
    {
        await desk.TextAsync("+14155550302", "A word in the night");
        await desk.App.Database.Db.ExecuteAsync("UPDATE messages SET at = at - interval '2 days' WHERE content = 'A word in the night'", null, default);
        var local = TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(desk.App.Clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles")).DateTime);
        var quiet = new QuietTimes { On = true, From = local.AddHours(-2), To = local.AddHours(2), Channels = ["sms"] };
        await desk.App.Database.Db.ExecuteAsync(
            "INSERT INTO settings (key, value) VALUES ('quiet_hours', @value::jsonb)", new { value = JsonSerializer.Serialize(quiet, JsonSerializerOptions.Web) }, default);
        desk.App.Services.GetRequiredService<SettingsStore>().Forget(QuietTimes.Key);
        await using var ada = await desk.AdaAsync();
        await OpenAsync(ada, "A word in the night");
        await ada.Page.GetByLabel("Your message").FillAsync("Good morning");
        await Expect(ada.Page.Locator("#composer-gate")).ToContainTextAsync("Quiet hours: it is");
        await ada.ByRole(AriaRole.Button, "Send now anyway").ClickAsync();
        await Expect(ada.Page.Locator("#timeline > li").Filter(new() { HasText = "Good morning" })).ToContainTextAsync("Delivered");
    }

    [Fact]
    public async Task Who_seems_to_want_no_more_texts_is_opted_out_with_one_click()
    {
        await desk.TextAsync("+14155550303", "Please stop texting me");
        await using var ada = await desk.AdaAsync();
        await OpenAsync(ada, "Please stop texting me");
        var row = ada.Page.Locator("#timeline > li").Filter(new() { HasText = "Please stop texting me" });
        await Expect(row).ToContainTextAsync("They seem to want no more texts.");
        await row.GetByRole(AriaRole.Button, new() { Name = "Opt out" }).ClickAsync();
        await Expect(row).Not.ToContainTextAsync("They seem to want");
        await Expect(ada.Page.Locator("#composer-gate")).ToContainTextAsync("They opted out");
        await Expect(ada.Page.Locator("#profile")).ToContainTextAsync("Opted out of Text messages");
    }

    [Fact]
    public async Task The_same_words_twice_are_asked_about_once_and_other_words_are_not()
    {
        await desk.TextAsync("+14155550306", "Did you see it?");
        await using var ada = await desk.AdaAsync();
        ada.Excuse("status of 422");
        await OpenAsync(ada, "Did you see it?");
        var field = ada.Page.GetByLabel("Your message");
        await field.FillAsync("We did");
        await field.PressAsync("Control+Enter");
        await Expect(field).ToHaveValueAsync("");
        await field.FillAsync("We did");
        await Expect(ada.Page.Locator("#composer-gate")).ToContainTextAsync("Send anyway");
        await field.PressAsync("Control+Enter");
        await Expect(ada.Page.Locator("#composer-error")).ToContainTextAsync("Send anyway");
        await Expect(ada.ByRole(AriaRole.Button, "Send anyway")).ToHaveCountAsync(1);
        await field.FillAsync("We did, thank you");
        await Expect(ada.ByRole(AriaRole.Button, "Send anyway")).ToHaveCountAsync(0);
        await field.PressAsync("Control+Enter");
        await Expect(ada.Page.Locator("#timeline")).ToContainTextAsync("We did, thank you");
    }

    [Fact]
    public async Task Leaving_while_the_answer_is_half_read_is_no_error()
    {
        await desk.TextAsync("+14155550304", "Half a word");
        await desk.TextAsync("+14155550305", "Someone else's word");
        await using var ada = await desk.AdaAsync();
        // Its head is there, its body comes to no end until it is given up.
        await ada.Page.AddInitScriptAsync("""
            const real = window.fetch
            window.fetch = (url, options) => String(url).includes("/inbox/check") ? Promise.resolve(new Response(new ReadableStream({
              start(body) {
                window.asked = true
                options.signal.addEventListener("abort", () => { window.givenUp = true; body.error(options.signal.reason) })
              }
            }))) : real(url, options)
            """);
        await OpenAsync(ada, "Half a word");
        await ada.Page.WaitForFunctionAsync("window.asked");
        await OpenAnotherAsync(ada, "Someone else's word");
        await ada.Page.WaitForFunctionAsync("window.givenUp");
    }

    private static async Task OpenAsync(Visitor visitor, string text)
    {
        await visitor.OpenAsync("/inbox");
        await OpenAnotherAsync(visitor, text);
    }

    private static async Task OpenAnotherAsync(Visitor visitor, string text)
    {
        await visitor.Page.Locator("#conversations a").Filter(new() { HasText = text }).First.ClickAsync();
        await Expect(visitor.Page.Locator("#timeline")).ToContainTextAsync(text);
    }
}
