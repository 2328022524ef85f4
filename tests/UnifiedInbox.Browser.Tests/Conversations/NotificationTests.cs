using System.Text.RegularExpressions;
using Microsoft.Playwright;
using UnifiedInbox.Tests;
using static Microsoft.Playwright.Assertions;

namespace UnifiedInbox.Browser.Tests.Conversations;

public sealed class NotificationTests : IAsyncLifetime
{
    private readonly Desk desk = new();

    /// <summary>Keeps what the page shows as notifications, in the place of the desktop.</summary>
    private const string RecordNotifications = """
        window.shown = []
        window.Notification = class { constructor(title, { body, tag }) { window.shown.push(`${title}: ${body}`) } static permission = "granted" }
        """;

    public Task InitializeAsync() => desk.InitializeAsync();

    public Task DisposeAsync() => desk.DisposeAsync();

    [Fact]
    public async Task One_is_told_by_bell_title_and_desktop_of_what_one_asked_for()
    {
        await SetAsync("""{"assignedToMe": true, "unassigned": true, "desktop": true, "titleBadge": true}""");
        await using var ada = await desk.AdaAsync();
        await ada.Page.AddInitScriptAsync(RecordNotifications);
        await ada.OpenAsync("/settings/labels");
        await desk.TextAsync("+14155550231", "Anybody in?");
        await Expect(ada.Page).ToHaveTitleAsync("(1) Labels · Unified Inbox");
        await ShownAsync(ada);
        Assert.Equal(["+14155550231: Anybody in?"], await ada.Page.EvaluateAsync<string[]>("shown"));

        await ada.ByRole(AriaRole.Button, "Notifications, 1 unread").ClickAsync();
        await ada.Page.Locator("#notifications").GetByText("Anybody in?").ClickAsync();
        await Expect(ada.Page.Locator("#timeline")).ToContainTextAsync("Anybody in?");
        await Expect(ada.Page).ToHaveTitleAsync("+1 415 555 0231 · Unified Inbox");
        await Expect(ada.ByRole(AriaRole.Button, "Notifications")).ToBeVisibleAsync();

        await desk.TextAsync("+14155550231", "I see you read this");
        await Expect(ada.Page.Locator("#timeline")).ToContainTextAsync("I see you read this");
        Assert.Single(await ada.Page.EvaluateAsync<string[]>("shown"));
    }

    [Fact]
    public async Task Who_wants_to_hear_only_of_their_own_is_not_told_of_the_rest()
    {
        await SetAsync("""{"assignedToMe": true, "unassigned": false, "desktop": true, "titleBadge": false}""");
        await using var ada = await desk.AdaAsync();
        await ada.Page.AddInitScriptAsync(RecordNotifications);
        await ada.OpenAsync("/settings/labels");
        // Asked about the first message before it is hers: a page that asks late would be right to tell.
        await ada.Page.RunAndWaitForResponseAsync(() => desk.TextAsync("+14155550232", "For nobody yet"), answer => Regex.IsMatch(answer.Url, "messages=[0-9a-f]"));
        await Expect(ada.ByRole(AriaRole.Button, "Notifications, 1 unread")).ToBeVisibleAsync();
        await desk.App.Database.Db.ExecuteAsync("UPDATE conversations SET assignee_id = (SELECT id FROM users LIMIT 1)", null, default);
        await desk.TextAsync("+14155550232", "For Ada");
        await ShownAsync(ada);
        Assert.Equal(["+14155550232: For Ada"], await ada.Page.EvaluateAsync<string[]>("shown"));
        Assert.DoesNotContain("(", await ada.Page.TitleAsync());
    }

    // Not WaitForFunction: it evaluates text, which the page's policy forbids.
    private static Task ShownAsync(Visitor visitor) =>
        Eventually.TrueAsync(() => visitor.Page.EvaluateAsync<bool>("shown.length > 0"), "a notification");

    private Task SetAsync(string json) => desk.App.Database.Db.ExecuteAsync(
        "UPDATE users SET preferences = jsonb_build_object('notifications', @json::jsonb)", new { json }, default);
}
