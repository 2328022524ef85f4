using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Scheduling;

/// <summary>Messages that come again and again. One desk a test: its clock is everybody's.</summary>
public sealed class RecurringTests : IAsyncLifetime
{
    private CarrierDesk desk = null!;
    private string phone = "";
    private string contact = "";

    public async Task InitializeAsync()
    {
        desk = await CarrierDesk.StartAsync();
        phone = CarrierDesk.NewPhone();
        contact = (await desk.ReceiveAsync(phone, "Hello")).Text("contactId")!;
    }

    public async Task DisposeAsync() => await desk.DisposeAsync();

    [Theory]
    [InlineData("Europe/Berlin", "2027-03-27T09:00", "2027-03-27T08:00Z 2027-03-28T07:00Z 2027-03-29T07:00Z")]
    [InlineData("America/New_York", "2027-11-06T09:00", "2027-11-06T13:00Z 2027-11-07T14:00Z 2027-11-08T14:00Z")]
    public async Task It_leaves_at_nine_before_and_after_the_clocks_change(string zone, string first, string expected)
    {
        await RepeatAsync("daily", first, zone);
        var times = expected.Split(' ').Select(text => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)).ToList();
        for (var sent = 0; sent < times.Count; sent++)
        {
            // Asked of the database: a session does not last until then.
            Assert.Equal(times[sent].UtcDateTime, await desk.App.Db.FindAsync<DateTime>("SELECT scheduled_at FROM messages WHERE status = 'scheduled'", null, default));
            desk.Clock.Advance(times[sent] - desk.Clock.GetUtcNow() + TimeSpan.FromSeconds(1));
            await DeliveredAsync(sent + 1);
        }
        Assert.Equal(3, desk.Carrier.SentTo(phone).Count);
    }

    [Fact]
    public async Task It_ends_after_so_many_times()
    {
        await RepeatAsync("FREQ=DAILY;COUNT=3", InAnHour);
        for (var day = 1; day <= 5; day++) await NextDayAsync(Math.Min(day, 3));
        Assert.Empty(await ScheduledAsync());
        Assert.Equal(3, desk.Carrier.SentTo(phone).Count);
    }

    [Fact]
    public async Task What_was_missed_while_everything_stood_still_is_sent_once()
    {
        await RepeatAsync("daily", InAnHour);
        desk.Clock.Advance(TimeSpan.FromDays(6));
        await desk.Carrier.WaitForAsync(carrier => carrier.SentTo(phone).Count == 1);
        var next = Assert.Single(await ScheduledAsync());
        Assert.True(next.GetProperty("scheduledAt").GetDateTimeOffset() > desk.Clock.GetUtcNow());
        Assert.Single(desk.Carrier.SentTo(phone));
    }

    [Fact]
    public async Task Skipping_leaves_one_out_and_canceling_ends_them()
    {
        var first = await RepeatAsync("daily", InAnHour);
        using (var skipped = await desk.Api.PostAsync($"/api/scheduled/{first.Text("id")}/skip", null)) skipped.EnsureSuccessStatusCode();
        var second = Assert.Single(await ScheduledAsync());
        Assert.Equal(TimeSpan.FromDays(1), second.GetProperty("scheduledAt").GetDateTimeOffset() - first.GetProperty("scheduledAt").GetDateTimeOffset());
        using (var canceled = await desk.Api.DeleteAsync("/api/scheduled/" + second.Text("id"))) canceled.EnsureSuccessStatusCode();
        Assert.Empty(await ScheduledAsync());
        desk.Clock.Advance(TimeSpan.FromDays(4));
        await desk.SendAsync(contact, "something else");
        await desk.Carrier.WaitForAsync(carrier => carrier.SentTo(phone).Count == 1);
        Assert.DoesNotContain(desk.Carrier.SentTo(phone), sent => sent.Body == "again");
    }

    [Fact]
    public async Task A_STOP_ends_it()
    {
        await RepeatAsync("daily", InAnHour);
        await NextDayAsync(1);
        await desk.ReceiveAsync(phone, "Stop.");
        Assert.Empty(await ScheduledAsync());
        Assert.Equal("opted_out", await desk.App.Db.FindAsync<string>("SELECT end_reason FROM schedules", null, default));
    }

    [Fact]
    public async Task A_reply_ends_one_that_was_meant_to_nudge()
    {
        await RepeatAsync("daily", InAnHour, cancelOnReply: true);
        await NextDayAsync(1);
        await desk.ReceiveAsync(phone, "I am coming");
        Assert.Empty(await ScheduledAsync());
        Assert.Equal("replied", await desk.App.Db.FindAsync<string>("SELECT end_reason FROM schedules", null, default));
    }

    [Fact]
    public async Task Later_ones_follow_a_change_of_time_and_words()
    {
        var first = await RepeatAsync("daily", InAnHour);
        var moved = first.GetProperty("scheduledAt").GetDateTimeOffset().AddHours(2);
        using var changed = await desk.Api.PatchAsJsonAsync("/api/scheduled/" + first.Text("id"), new { scheduledAt = moved.ToString("O"), content = "changed" });
        changed.EnsureSuccessStatusCode();
        desk.Clock.Advance(moved - desk.Clock.GetUtcNow() + TimeSpan.FromSeconds(1));
        await desk.WaitForStatusAsync(first.Text("id")!, "delivered");
        var next = Assert.Single(await ScheduledAsync());
        Assert.Equal("changed", next.Text("content"));
        Assert.Equal(moved.AddDays(1), next.GetProperty("scheduledAt").GetDateTimeOffset());
    }

    private string InAnHour => desk.Clock.GetUtcNow().AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private async Task NextDayAsync(int sent)
    {
        desk.Clock.Advance(TimeSpan.FromDays(1));
        await DeliveredAsync(sent);
    }

    private Task DeliveredAsync(int count) => Eventually.TrueAsync(
        async () => await desk.App.Db.FindAsync<long>("SELECT count(*) FROM messages WHERE status = 'delivered'", null, default) == count, $"{count} are delivered");

    private async Task<JsonElement> RepeatAsync(string rule, string at, string? zone = null, bool cancelOnReply = false)
    {
        var response = await desk.PostMessageAsync(contact, "again", extra: new { scheduledAt = at, timeZone = zone ?? "UTC", repeat = rule, cancelOnReply });
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(response.IsSuccessStatusCode, answer.ToString());
        return answer;
    }

    private async Task<List<JsonElement>> ScheduledAsync() =>
        [.. (await desk.Api.GetFromJsonAsync<JsonElement>("/api/scheduled?contactId=" + contact)).GetProperty("items").EnumerateArray()];
}
