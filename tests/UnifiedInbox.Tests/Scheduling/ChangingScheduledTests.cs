using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Scheduling;

/// <summary>The list, and what can be done with what is on it.</summary>
public sealed class ChangingScheduledTests(CarrierDesk desk) : IClassFixture<CarrierDesk>
{
    [Fact]
    public async Task They_are_listed_soonest_first_a_page_at_a_time()
    {
        var (_, contact) = await SomeoneAsync();
        foreach (var hours in new[] { 30, 10, 20 }) await ScheduleAsync(contact, $"in {hours}", hours);
        var first = await desk.Api.GetFromJsonAsync<JsonElement>($"/api/scheduled?contactId={contact}&limit=2");
        var second = await desk.Api.GetFromJsonAsync<JsonElement>($"/api/scheduled?contactId={contact}&limit=2&cursor={first.Text("nextCursor")}");
        Assert.Equal(["in 10", "in 20", "in 30"], first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray()).Select(item => item.Text("content")));
        Assert.Null(second.Text("nextCursor"));
    }

    [Fact]
    public async Task Sent_now_it_leaves_now()
    {
        var (phone, contact) = await SomeoneAsync();
        var later = await ScheduleAsync(contact, "sooner than thought", 48);
        using var answer = await desk.Api.PostAsync($"/api/scheduled/{later.Text("id")}/send", null);
        answer.EnsureSuccessStatusCode();
        await desk.WaitForStatusAsync(later.Text("id")!, "delivered");
        Assert.Single(desk.Carrier.SentTo(phone));
    }

    [Fact]
    public async Task Canceled_it_never_leaves_and_cannot_be_changed_any_more()
    {
        var (_, contact) = await SomeoneAsync();
        var later = await ScheduleAsync(contact, "never mind", 48);
        using var canceled = await desk.Api.DeleteAsync("/api/scheduled/" + later.Text("id"));
        Assert.Equal("canceled", (await canceled.Content.ReadFromJsonAsync<JsonElement>()).Text("status"));
        using var changed = await desk.Api.PatchAsJsonAsync("/api/scheduled/" + later.Text("id"), new { content = "after all" });
        Assert.Equal(HttpStatusCode.Conflict, changed.StatusCode);
        using var sent = await desk.Api.PostAsync($"/api/scheduled/{later.Text("id")}/send", null);
        Assert.Equal(HttpStatusCode.Conflict, sent.StatusCode);
        var problem = await sent.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((409, "canceled"), (problem.GetProperty("status").GetInt32(), problem.Text("messageStatus")));
    }

    [Fact]
    public async Task A_change_is_checked_like_a_new_message()
    {
        var (_, contact) = await SomeoneAsync();
        var later = await ScheduleAsync(contact, "fine", 48);
        foreach (var (change, field) in new (object Change, string Field)[]
        {
            (new { content = new string('x', 1601) }, "content"), (new { content = "  " }, "content"), (new { scheduledAt = "2020-01-01T00:00Z" }, "scheduledAt"),
            (new { timeZone = "Mars/Olympus" }, "timeZone"), (new { repeat = "sometimes" }, "repeat"),
        })
        {
            using var answer = await desk.Api.PatchAsJsonAsync("/api/scheduled/" + later.Text("id"), change);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            Assert.True((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(field, out _));
        }
        Assert.Equal("fine", (await desk.GetMessageAsync(later.Text("id")!)).Text("content"));
    }

    [Fact]
    public async Task Whoever_is_faster_wins_and_nothing_leaves_twice_or_after_it_was_canceled()
    {
        var (phone, contact) = await SomeoneAsync();
        var canceled = new List<string>();
        var due = desk.Clock.GetUtcNow().AddHours(1); // further than writing them takes, however busy the machine
        var ids = new List<string>();
        for (var i = 0; i < 20; i++)
            ids.Add((await PostAsync(contact, new { contactId = contact, channel = "sms", content = "race " + i, scheduledAt = due.AddMilliseconds(i * 50).ToString("O") })).Text("id")!);
        desk.Clock.Advance(due - desk.Clock.GetUtcNow());
        for (var i = 0; i < 20; i++)
        {
            using var answer = await desk.Api.DeleteAsync("/api/scheduled/" + ids[i]);
            if (answer.StatusCode == HttpStatusCode.OK) canceled.Add("race " + i);
        }
        foreach (var id in ids) await desk.WaitForStatusAsync(id, "delivered", "canceled");
        var sent = desk.Carrier.SentTo(phone).Select(one => one.Body).ToList();
        Assert.Equal(20, sent.Count + canceled.Count);
        Assert.Empty(sent.Intersect(canceled));
    }

    [Fact]
    public async Task An_email_leaves_later_with_all_it_has_and_so_does_the_member_systems_text()
    {
        var (_, contact) = await SomeoneAsync();
        var later = await desk.Api.PostAsJsonAsync("/api/messaging/send", new { memberId = contact, body = "from the member system", scheduledAt = desk.Clock.GetUtcNow().AddHours(3).ToString("O") });
        Assert.Equal("scheduled", (await later.Content.ReadFromJsonAsync<JsonElement>()).Text("status"));
    }

    [Fact]
    public async Task A_stranger_may_neither_list_nor_process()
    {
        using var anonymous = desk.App.Anonymous();
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.GetAsync("/api/scheduled")).StatusCode);
        using var proxied = new HttpRequestMessage(HttpMethod.Post, "/api/scheduled");
        proxied.Headers.Add("X-Forwarded-For", "203.0.113.9");
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.SendAsync(proxied)).StatusCode);
        // From this very machine, and as an admin, without a secret.
        Assert.Equal(HttpStatusCode.OK, (await anonymous.PostAsync("/api/scheduled", null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await desk.Api.PostAsync("/api/scheduled", null)).StatusCode);
    }

    private async Task<(string Phone, string Contact)> SomeoneAsync()
    {
        var phone = CarrierDesk.NewPhone();
        return (phone, (await desk.ReceiveAsync(phone, "Hello")).Text("contactId")!);
    }

    private Task<JsonElement> ScheduleAsync(string contact, string text, int hours) =>
        PostAsync(contact, new { contactId = contact, channel = "sms", content = text, scheduledAt = desk.Clock.GetUtcNow().AddHours(hours).ToString("O") });

    private async Task<JsonElement> PostAsync(string contact, object body)
    {
        var response = await desk.Api.PostAsJsonAsync("/api/messages", body);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(response.IsSuccessStatusCode, contact + answer);
        return answer;
    }
}

/// <summary>An outside cron hands over what is due, where no node runs workers.</summary>
public sealed class OutsideCronTests
{
    private const string Secret = "a secret of the cron's own, long enough";

    [Fact]
    public async Task With_the_secret_it_processes_what_is_due_and_answers_how_many()
    {
        await using var desk = await CarrierDesk.StartAsync(new() { ["CRON_SECRET"] = Secret, ["Workers__Enabled"] = "false" });
        for (var i = 0; i < 3; i++)
        {
            var contact = (await desk.ReceiveAsync(CarrierDesk.NewPhone(), "Hello")).Text("contactId")!;
            using var later = await desk.PostMessageAsync(contact, "by cron", extra: new { scheduledAt = desk.Clock.GetUtcNow().AddMinutes(5).ToString("O") });
            later.EnsureSuccessStatusCode();
        }
        using var anonymous = desk.App.Anonymous();
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.PostAsync("/api/scheduled", null)).StatusCode);
        using var cron = desk.App.Anonymous();
        cron.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Secret);
        Assert.Equal((0, 0, 0), await ProcessAsync(cron, HttpMethod.Post));
        desk.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal((3, 3, 0), await ProcessAsync(cron, HttpMethod.Get));
        Assert.Equal((0, 0, 0), await ProcessAsync(cron, HttpMethod.Post));
    }

    private static async Task<(int, int, int)> ProcessAsync(HttpClient cron, HttpMethod method)
    {
        using var request = new HttpRequestMessage(method, "/api/scheduled");
        var answer = await (await cron.SendAsync(request)).Content.ReadFromJsonAsync<JsonElement>();
        return (answer.GetProperty("processed").GetInt32(), answer.GetProperty("sent").GetInt32(), answer.GetProperty("failed").GetInt32());
    }
}
