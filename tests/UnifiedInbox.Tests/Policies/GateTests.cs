using System.Net;
using System.Net.Http.Json;
using UnifiedInbox.Policies.QuietHours;
using UnifiedInbox.Tests.Conversations;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Policies;

/// <summary>The gate as one meets it over HTTP: what it says before, and what becomes of the message.</summary>
public sealed class GateTests : IAsyncLifetime
{
    private CarrierDesk desk = null!;

    public async Task InitializeAsync() => desk = await CarrierDesk.StartAsync();

    public async Task DisposeAsync() => await desk.DisposeAsync();

    [Fact]
    public async Task The_dry_run_says_what_sending_would_do_and_writes_nothing()
    {
        var (phone, contact) = await desk.SomeoneAsync();
        var allowed = await desk.CheckAsync(contact, "fine");
        Assert.Equal(("allowed", "allowed", CarrierDesk.OurNumber, phone), (allowed.Text("outcome"), allowed.Text("rule"), allowed.Text("from"), allowed.Text("to")));
        Assert.Equal("content_too_long", (await desk.CheckAsync(contact, new string('x', 1_601))).Text("rule"));
        Assert.Equal("empty_message", (await desk.CheckAsync(contact, " ")).Text("rule"));
        await desk.SendAsync(contact, "twice");
        var repeated = await desk.CheckAsync(contact, "twice");
        Assert.Equal(("refused", "duplicate_text", "send_anyway"), (repeated.Text("outcome"), repeated.Text("rule"), repeated.GetProperty("waysOut")[0].GetString()));
        Assert.Equal("allowed", (await desk.CheckAsync(contact, "twice", extra: new { sendAnyway = true })).Text("outcome"));
        await desk.Carrier.TextFromPhoneAsync(phone, CarrierDesk.OurNumber, "STOP");
        Assert.Equal("opted_out", (await desk.CheckAsync(contact, "x")).Text("rule"));
        Assert.Equal(HttpStatusCode.NotFound, (await desk.Api.PostAsJsonAsync("/api/messages/check", new { contactId = Guid.AllBitsSet, channel = "sms", content = "x" })).StatusCode);
        Assert.Equal(1, await desk.App.Db.FindAsync<long>("SELECT count(*) FROM policy_decisions WHERE stage = 'enqueue'", null, CancellationToken.None));
    }

    [Fact]
    public async Task In_quiet_hours_a_first_message_waits_for_the_morning_and_an_answer_goes()
    {
        await desk.KeepQuietAsync(desk.QuietNow("Europe/Berlin"));
        var (stranger, contact) = await desk.StrangerAsync("Europe/Berlin");
        var told = await desk.CheckAsync(contact, "good evening");
        Assert.Equal(("held", "quiet_hours"), (told.Text("outcome"), told.Text("rule")));
        var waiting = await desk.SendAsync(contact, "good evening");
        Assert.Equal("scheduled", waiting.Text("status"));
        Assert.Equal(told.GetProperty("until").GetDateTimeOffset(), waiting.GetProperty("scheduledAt").GetDateTimeOffset(), TimeSpan.FromMilliseconds(1));
        Assert.StartsWith("Quiet hours: it is", waiting.Text("waitReason"), StringComparison.Ordinal);

        var (awake, other) = await desk.SomeoneAsync();
        await desk.WaitForStatusAsync((await desk.SendAsync(other, "at once")).Text("id")!, "delivered");
        var urgent = await (await desk.PostMessageAsync(contact, "the house is on fire", extra: new { ignoreQuietHours = true })).JsonAsync(HttpStatusCode.Created);
        await desk.WaitForStatusAsync(urgent.Text("id")!, "delivered");
        Assert.Equal(["the house is on fire"], desk.Carrier.SentTo(stranger).Select(sent => sent.Body));
        Assert.Single(desk.Carrier.SentTo(awake));

        desk.Clock.Advance(TimeSpan.FromHours(1.1));
        await desk.WaitForStatusAsync(waiting.Text("id")!, "delivered");
        Assert.Equal(["enqueue held quiet_hours", "claim allowed allowed"], await desk.DecisionsAsync(waiting.Text("id")!));
    }

    [Fact]
    public async Task Who_sends_now_what_waits_for_the_morning_means_it()
    {
        await desk.KeepQuietAsync(desk.QuietNow("Europe/Berlin"));
        var (phone, contact) = await desk.StrangerAsync("Europe/Berlin");
        var waiting = await desk.SendAsync(contact, "good evening");
        Assert.Equal("scheduled", waiting.Text("status"));
        (await desk.Api.PostAsync($"/api/scheduled/{waiting.Text("id")}/send", null)).EnsureSuccessStatusCode();
        await desk.WaitForStatusAsync(waiting.Text("id")!, "delivered");
        Assert.Single(desk.Carrier.SentTo(phone));
    }

    [Fact]
    public async Task What_is_scheduled_into_the_night_is_moved_to_the_morning_once_it_comes_to_that()
    {
        var (phone, contact) = await desk.StrangerAsync("Asia/Tokyo");
        var planned = await (await desk.PostMessageAsync(contact, "planned", extra: new { scheduledAt = desk.Clock.GetUtcNow().AddMinutes(30) })).JsonAsync(HttpStatusCode.Created);
        await desk.KeepQuietAsync(desk.QuietNow("Asia/Tokyo"));
        desk.Clock.Advance(TimeSpan.FromMinutes(31));
        await Eventually.TrueAsync(
            async () => (await desk.DecisionsAsync(planned.Text("id")!)).Contains("claim held quiet_hours"), "the gate holds it at its time");
        Assert.Equal("scheduled", (await desk.GetMessageAsync(planned.Text("id")!)).Text("status"));
        Assert.Empty(desk.Carrier.SentTo(phone));
        desk.Clock.Advance(TimeSpan.FromMinutes(35));
        await desk.WaitForStatusAsync(planned.Text("id")!, "delivered");
    }

    [Fact]
    public async Task Quiet_hours_that_nobody_may_overrule_hold_also_who_insists()
    {
        await desk.KeepQuietAsync(desk.QuietNow("Europe/Berlin") with { MayOverrule = false });
        var (_, contact) = await desk.StrangerAsync("Europe/Berlin");
        var told = await desk.CheckAsync(contact, "now!", extra: new { ignoreQuietHours = true });
        Assert.Equal(("held", 1), (told.Text("outcome"), told.GetProperty("waysOut").GetArrayLength()));
    }

    [Fact]
    public async Task Of_two_who_answer_the_same_message_at_once_the_second_is_held()
    {
        var (phone, contact) = await desk.SomeoneAsync("who answers?");
        var (ben, _) = await desk.AgentAsync("Ben");
        var seen = (await desk.ListAsync(contact)).Single().Text("id");
        var answers = await Task.WhenAll(new[] { (desk.Api, "I do"), (ben, "Me!") }.Select(async one =>
            await (await one.Item1.PostAsJsonAsync("/api/messages", new { contactId = contact, channel = "sms", content = one.Item2, lastSeenId = seen })).JsonAsync(HttpStatusCode.Created)));
        var held = Assert.Single(answers, answer => answer.Text("status") == "held");
        Assert.Matches("^(Ben|Ada Admin) answered while this was being written\\.$", held.Text("waitReason"));
        await desk.WaitForStatusAsync(answers.Single(answer => answer.Text("status") != "held").Text("id")!, "delivered");
        await desk.Carrier.WaitForAsync(carrier => carrier.IsIdle);
        Assert.Single(desk.Carrier.SentTo(phone));
        Assert.Equal(["enqueue held answered_meanwhile"], await desk.DecisionsAsync(held.Text("id")!));

        // Sent all the same, when somebody says so.
        Assert.Equal(HttpStatusCode.OK, (await desk.Api.PostAsync($"/api/messages/{held.Text("id")}/retry", null)).StatusCode);
        await desk.WaitForStatusAsync(held.Text("id")!, "delivered");
        Assert.Equal(2, desk.Carrier.SentTo(phone).Count);
    }

    [Fact]
    public async Task An_answer_that_was_seen_holds_nothing()
    {
        var (_, contact) = await desk.SomeoneAsync();
        var (ben, _) = await desk.AgentAsync("Ben");
        var first = await (await ben.PostAsJsonAsync("/api/messages", new { contactId = contact, channel = "sms", content = "hi" })).JsonAsync(HttpStatusCode.Created);
        await desk.WaitForStatusAsync(first.Text("id")!, "delivered");
        Assert.Equal("allowed", (await desk.CheckAsync(contact, "and I", extra: new { lastSeenId = first.Text("id") })).Text("outcome"));
    }

    [Fact]
    public async Task The_ways_out_of_quiet_hours_are_named_as_the_fields_that_take_them()
    {
        await desk.KeepQuietAsync(desk.QuietNow("Europe/Berlin"));
        var (_, contact) = await desk.StrangerAsync("Europe/Berlin");
        Assert.Equal(["wait", "ignore_quiet_hours"], (await desk.CheckAsync(contact, "now!")).GetProperty("waysOut").EnumerateArray().Select(way => way.GetString()!));
        Assert.Equal("allowed", (await desk.CheckAsync(contact, "now!", extra: new { ignoreQuietHours = true })).Text("outcome"));
    }

    [Fact]
    public async Task A_cap_counts_what_left_on_its_day_before_it_was_set()
    {
        var (_, contact) = await desk.SomeoneAsync();
        await desk.WaitForStatusAsync((await desk.SendAsync(contact, "before there was a cap")).Text("id")!, "delivered");
        var inbox = await desk.App.Db.FindAsync<Guid>("SELECT id FROM inboxes WHERE channel = 'sms'", null, CancellationToken.None);
        var left = await desk.App.Db.FindAsync<int>("SELECT count(*)::int FROM messages WHERE inbox_id = @inbox AND direction = 'outbound' AND attempts > 0", new { inbox }, CancellationToken.None);
        await SetCapAsync(inbox, left + 1);
        Assert.Equal("allowed", (await desk.CheckAsync(contact, "one more")).Text("outcome"));
        await SetCapAsync(inbox, left);
        Assert.Equal("daily_cap", (await desk.CheckAsync(contact, "one too many")).Text("rule"));
    }

    [Fact]
    public async Task Over_its_cap_a_sender_rests_until_the_next_day()
    {
        await desk.App.Db.ExecuteAsync("UPDATE inboxes SET daily_cap = 2 WHERE channel = 'sms'", null, CancellationToken.None);
        var (phone, contact) = await desk.SomeoneAsync();
        foreach (var text in (string[])["one", "two"]) await desk.WaitForStatusAsync((await desk.SendAsync(contact, text)).Text("id")!, "delivered");
        var third = await desk.SendAsync(contact, "three");
        Assert.Equal("scheduled", third.Text("status"));
        Assert.StartsWith("This sender has sent what it may today (2).", third.Text("waitReason"), StringComparison.Ordinal);
        Assert.Equal("daily_cap", (await desk.CheckAsync(contact, "four")).Text("rule"));
        desk.Clock.Advance(TimeSpan.FromDays(1));
        await desk.WaitForStatusAsync(third.Text("id")!, "delivered");
        Assert.Equal(3, desk.Carrier.SentTo(phone).Count);
    }

    [Fact]
    public async Task A_cap_is_kept_by_those_that_race_for_it()
    {
        await desk.App.Db.ExecuteAsync("UPDATE inboxes SET daily_cap = 5 WHERE channel = 'sms'", null, CancellationToken.None);
        var people = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => desk.SomeoneAsync()));
        var at = desk.Clock.GetUtcNow().AddMinutes(10);
        foreach (var person in people) await (await desk.PostMessageAsync(person.Contact, "all at once", extra: new { scheduledAt = at })).JsonAsync(HttpStatusCode.Created);
        await using var second = await desk.StartNodeAsync(desk.App.Database);
        desk.Clock.Advance(TimeSpan.FromMinutes(11));
        await Eventually.TrueAsync(
            async () => await desk.App.Db.FindAsync<long>("SELECT count(*) FROM policy_decisions WHERE stage = 'claim'", null, CancellationToken.None) >= 12, "all decided");
        await Eventually.TrueAsync(
            async () => await desk.App.Db.FindAsync<long>("SELECT count(*) FROM messages WHERE status IN ('queued', 'sending')", null, CancellationToken.None) == 0, "all handed over");
        Assert.Equal(5, desk.Carrier.AcceptedCount);
    }

    [Fact]
    public async Task The_settings_page_keeps_what_is_right_and_says_what_is_wrong()
    {
        var wrong = await PostQuietAsync(("on", "true"), ("from", "21:00"), ("to", "21:00"), ("replyHours", "0"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        var page = await wrong.Content.ReadAsStringAsync();
        Assert.Contains("Choose another time", page, StringComparison.Ordinal);
        Assert.Contains("from 1 to 72", page, StringComparison.Ordinal);
        var right = await PostQuietAsync(("on", "true"), ("from", "20:30"), ("to", "07:15"), ("quietDays", "Sunday"), ("channels", "sms"), ("repliesPass", "true"), ("replyHours", "3"));
        Assert.Equal(HttpStatusCode.SeeOther, right.StatusCode);
        var saved = await QuietTimes.ReadAsync((UnifiedInbox.Database.SettingsStore)desk.App.Services.GetService(typeof(UnifiedInbox.Database.SettingsStore))!, CancellationToken.None);
        Assert.Equal((true, new TimeOnly(20, 30), new TimeOnly(7, 15), 3, false), (saved.On, saved.From, saved.To, saved.ReplyHours, saved.MayOverrule));
        Assert.Equal([DayOfWeek.Sunday], saved.QuietDays);
    }

    private async Task SetCapAsync(Guid inbox, int cap)
    {
        using var form = new FormUrlEncodedContent([new("dailyCap", cap.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
        using var saved = await desk.Api.PostAsync($"/settings/inboxes/{inbox}/sending", form);
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
    }

    private async Task<HttpResponseMessage> PostQuietAsync(params (string Name, string Value)[] fields)
    {
        using var browser = desk.App.Browser();
        await browser.PostAsJsonAsync("/api/auth/sign-in", new { email = "ada@example.com", password = "SecurePassword123" });
        var form = await browser.GetStringAsync("/settings/quiet-hours");
        var token = System.Text.RegularExpressions.Regex.Match(form, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        var pairs = fields.Select(field => KeyValuePair.Create(field.Name, field.Value)).Append(KeyValuePair.Create("__RequestVerificationToken", token));
        return await browser.PostAsync("/settings/quiet-hours", new FormUrlEncodedContent(pairs));
    }
}
