using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace UnifiedInbox.Browser.Tests.Conversations;

/// <summary>What comes in while somebody is at it neither takes their focus nor complains of what was given up.</summary>
public sealed class ShowingChangesTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_frame_that_is_asked_for_something_else_while_its_answer_is_half_read_is_no_error()
    {
        await using var ada = await desk.AdaAsync();
        // The answer's head is there, its body comes to no end until it is given up.
        await ada.Page.AddInitScriptAsync("""
            const real = window.fetch
            window.fetch = (url, options) => {
              if (!String(url).includes("/half")) return real(url, options)
              const answer = new Response("", { headers: { "Content-Type": "text/html" } })
              answer.clone = () => answer
              answer.text = () => new Promise((_, fail) => {
                window.asked = true
                options.signal.addEventListener("abort", () => { window.givenUp = true; fail(options.signal.reason) })
              })
              return Promise.resolve(answer)
            }
            """);
        await ada.OpenAsync("/inbox");
        await ada.Page.EvaluateAsync("""
            () => {
              const frame = document.createElement("turbo-frame")
              frame.id = "half"
              frame.src = "/half"
              document.body.append(frame)
            }
            """);
        await ada.Page.WaitForFunctionAsync("window.asked");
        await ada.Page.EvaluateAsync("document.getElementById('half').src = '/half/of/another'");
        await ada.Page.WaitForFunctionAsync("window.givenUp");
        await ada.Page.EvaluateAsync("() => new Promise(done => setTimeout(done))"); // what nobody caught is told by then
    }

    [Fact]
    public async Task The_focus_is_where_the_person_put_it_last_while_changes_are_shown()
    {
        await desk.TextAsync("+14155550251", "Lower row");
        await desk.TextAsync("+14155550252", "Upper row");
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync("/inbox");
        await Row(ada, "Upper row").ClickAsync();
        await Expect(ada.Page.Locator("#timeline")).ToContainTextAsync("Upper row");
        await ada.Page.Keyboard.PressAsync("r");
        await Expect(ada.Page.GetByLabel("Your message")).ToBeFocusedAsync();
        // A change is being shown as the field is left: the next letter is a shortcut.
        await ada.Page.EvaluateAsync("""
            async () => {
              Turbo.renderStreamMessage('<turbo-stream action="update" target="composer-error"><template><p id="shown"></p></template></turbo-stream>')
              document.activeElement.blur()
              while (!document.getElementById("shown")) await new Promise(requestAnimationFrame)
              for (let frame = 0; frame < 5; frame++) await new Promise(requestAnimationFrame)
            }
            """);
        await ada.Page.Keyboard.PressAsync("a");
        await Expect(ada.Page.Locator("#assign-menu").GetByText("Me", new() { Exact = true })).ToBeFocusedAsync();
        await ada.Page.Keyboard.PressAsync("Escape");

        // What a change moves or replaces keeps it.
        await Row(ada, "Lower row").FocusAsync();
        await desk.TextAsync("+14155550251", "Goes to the top");
        await Expect(ada.Page.Locator("#conversations a").First).ToContainTextAsync("Goes to the top");
        await Expect(Row(ada, "Goes to the top")).ToBeFocusedAsync();
    }

    private static ILocator Row(Visitor visitor, string text) => visitor.Page.Locator("#conversations a").Filter(new() { HasText = text });
}
