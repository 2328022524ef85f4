using System.Net;
using System.Net.Http.Json;
using UnifiedInbox.Tests.Accounts;
using UnifiedInbox.Tests.Conversations;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Scheduling;

/// <summary>The composer's menu of times.</summary>
public sealed class ChoosingTimesTests(CarrierDesk desk) : IClassFixture<CarrierDesk>
{
    [Theory]
    [InlineData("+4915112345678", null, "Berlin", "Europe/Berlin")]
    [InlineData("+81312345678", null, "Tokyo", "Asia/Tokyo")]
    [InlineData("+12125550123", null, "New York", "America/New_York")]
    [InlineData("+4915112345679", "America/Lima", "Lima", "America/Lima")]
    public async Task It_offers_their_clock_by_what_is_known_of_them_or_by_their_number(string phone, string? zone, string place, string id)
    {
        var page = WebUtility.HtmlDecode(await ComposerAsync(phone, zone));
        Assert.Contains($"Someone’s time ({place},", page, StringComparison.Ordinal);
        Assert.Contains($"value=\"tomorrow@{id}\"", page, StringComparison.Ordinal);
        Assert.Contains("value=\"tomorrow@UTC\"", page, StringComparison.Ordinal);
        // What stands in the field is on the clock that is chosen with it, and is still to come.
        var now = TimeZoneInfo.ConvertTime(desk.Clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(id));
        var field = System.Text.RegularExpressions.Regex.Match(page, "name=\"laterAt\"[^>]*value=\"([^\"]+)\"").Groups[1].Value;
        Assert.InRange(DateTime.Parse(field, System.Globalization.CultureInfo.InvariantCulture) - now.DateTime, TimeSpan.Zero, TimeSpan.FromMinutes(61));
    }

    [Fact]
    public async Task A_number_that_may_be_anywhere_in_several_times_says_nothing() =>
        Assert.DoesNotContain("Someone’s time", WebUtility.HtmlDecode(await ComposerAsync("+61412345678", null)), StringComparison.Ordinal);

    [Fact]
    public async Task A_time_that_happens_twice_is_asked_about_and_taken_as_answered()
    {
        using var ada = new Visitor(desk.App);
        await ada.SignInAsync("ada@example.com");
        foreach (var (button, at) in new[] { ("custom:first", "2027-10-31T00:30Z"), ("custom:second", "2027-10-31T01:30Z") })
        {
            var wrote = await desk.ReceiveAsync(CarrierDesk.NewPhone(), "Hello");
            var thread = "/inbox/" + wrote.Text("conversationId");
            (string, string)[] fields =
            [
                ("inboxId", wrote.Text("inboxId") ?? await InboxAsync()), ("messageId", UnifiedInbox.Database.NewId.Next().ToString()), ("content", "in that night"),
                ("laterAt", "2027-10-31T02:30"), ("laterZone", "Europe/Berlin"),
            ];
            var html = await ada.Http.GetStringAsync(thread);
            var asked = await ada.PostAsync(html, thread + "/send", [.. fields, ("later", "custom")]);
            var words = await asked.Content.ReadAsStringAsync();
            Assert.Equal(HttpStatusCode.UnprocessableEntity, asked.StatusCode);
            Assert.Contains("value=\"custom:first\"", words, StringComparison.Ordinal);
            Assert.Contains("value=\"custom:second\"", words, StringComparison.Ordinal);

            var taken = await ada.PostAsync(html, thread + "/send", [.. fields, ("later", button)]);
            Assert.True(taken.StatusCode == HttpStatusCode.SeeOther, await taken.Content.ReadAsStringAsync());
            var item = Assert.Single((await desk.Api.JsonAsync("/api/scheduled?contactId=" + wrote.Text("contactId"))).GetProperty("items").EnumerateArray());
            Assert.Equal(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture), item.GetProperty("scheduledAt").GetDateTimeOffset());
        }
    }

    [Fact]
    public async Task The_same_words_for_the_same_time_are_asked_about_and_then_scheduled_and_not_sent()
    {
        using var ada = new Visitor(desk.App);
        await ada.SignInAsync("ada@example.com");
        var phone = CarrierDesk.NewPhone();
        var wrote = await desk.ReceiveAsync(phone, "Hello");
        var thread = "/inbox/" + wrote.Text("conversationId");
        var html = await ada.Http.GetStringAsync(thread);
        var inbox = await InboxAsync();
        (string, string)[] Fields(string name, string value) =>
            [("inboxId", inbox), ("messageId", UnifiedInbox.Database.NewId.Next().ToString()), ("content", "Twice, please"), (name, value)];
        Assert.Equal(HttpStatusCode.SeeOther, (await ada.PostAsync(html, thread + "/send", Fields("later", "tomorrow@Europe/Berlin"))).StatusCode);
        var asked = await ada.PostAsync(html, thread + "/send", Fields("later", "tomorrow@Europe/Berlin"));
        Assert.Contains("name=\"laterAnyway\" value=\"tomorrow@Europe/Berlin\"", await asked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await ada.PostAsync(html, thread + "/send", Fields("laterAnyway", "tomorrow@Europe/Berlin"))).StatusCode);
        Assert.Equal(2, (await desk.Api.JsonAsync("/api/scheduled?contactId=" + wrote.Text("contactId"))).GetProperty("items").GetArrayLength());
        Assert.Empty(desk.Carrier.SentTo(phone));
    }

    private async Task<string> InboxAsync() =>
        (await desk.App.Db.FindAsync<Guid>("SELECT id FROM inboxes WHERE channel = 'sms'", null, CancellationToken.None)).ToString();

    private async Task<string> ComposerAsync(string phone, string? timeZone)
    {
        var made = await (await desk.Api.PostAsJsonAsync("/api/contacts", new { name = "Someone", phone, timeZone })).JsonAsync(HttpStatusCode.Created);
        return await desk.Api.GetStringAsync("/inbox/start?contactId=" + made.Text("id"));
    }
}
