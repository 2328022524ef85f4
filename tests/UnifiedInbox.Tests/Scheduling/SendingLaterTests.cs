using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using UnifiedInbox.Simulator;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Scheduling;

/// <summary>Messages written now that leave later. One desk a test: its clock and switches are everybody's.</summary>
public sealed class SendingLaterTests : IAsyncLifetime
{
    private CarrierDesk desk = null!;

    public async Task InitializeAsync() => desk = await CarrierDesk.StartAsync();

    public async Task DisposeAsync() => await desk.DisposeAsync();

    [Fact]
    public async Task It_leaves_at_its_time_and_is_the_last_word_of_the_conversation_only_then()
    {
        var (phone, contact, conversation) = await SomeoneAsync();
        var later = await ScheduleAsync(contact, "See you tomorrow", In(minutes: 90));
        Assert.Equal("scheduled", later.Text("status"));
        desk.Clock.Advance(TimeSpan.FromMinutes(85));
        await desk.SendAsync(contact, "Thanks!");
        await desk.Carrier.WaitForAsync(carrier => carrier.SentTo(phone).Count == 1);
        Assert.Equal("Thanks!", (await ConversationAsync(conversation)).GetProperty("lastMessage").Text("preview"));

        desk.Clock.Advance(TimeSpan.FromMinutes(5));
        await desk.WaitForStatusAsync(later.Text("id")!, "delivered");
        Assert.Equal(["Thanks!", "See you tomorrow"], desk.Carrier.SentTo(phone).Select(sent => sent.Body));
        Assert.Equal("See you tomorrow", (await ConversationAsync(conversation)).GetProperty("lastMessage").Text("preview"));
    }

    [Fact]
    public async Task The_conversation_waits_on_until_the_answer_leaves()
    {
        var (_, contact, conversation) = await SomeoneAsync();
        var later = await ScheduleAsync(contact, "The answer", In(minutes: 30));
        Assert.NotNull((await ConversationAsync(conversation)).Text("waitingSince"));
        desk.Clock.Advance(TimeSpan.FromMinutes(31));
        await desk.WaitForStatusAsync(later.Text("id")!, "delivered");
        Assert.Null((await ConversationAsync(conversation)).Text("waitingSince"));
    }

    [Fact]
    public async Task It_does_not_answer_what_they_wrote_after_it_was_written()
    {
        var (phone, contact, conversation) = await SomeoneAsync();
        await desk.SendAsync(contact, "Here you are");
        var later = await ScheduleAsync(contact, "How did it go?", In(minutes: 30));
        await desk.ReceiveAsync(phone, "One more question");
        desk.Clock.Advance(TimeSpan.FromMinutes(31));
        await desk.WaitForStatusAsync(later.Text("id")!, "delivered");
        Assert.NotNull((await ConversationAsync(conversation)).Text("waitingSince"));
    }

    [Fact]
    public async Task Further_replies_neither_wait_for_it_nor_take_it_along()
    {
        var (phone, contact, _) = await SomeoneAsync();
        await ScheduleAsync(contact, "later", In(minutes: 60));
        for (var i = 0; i < 5; i++) await desk.SendAsync(contact, "now " + i);
        await desk.Carrier.WaitForAsync(carrier => carrier.SentTo(phone).Count == 5);
        desk.Clock.Advance(TimeSpan.FromMinutes(59));
        await desk.SendAsync(contact, "still now");
        await desk.Carrier.WaitForAsync(carrier => carrier.SentTo(phone).Count == 6);
        Assert.DoesNotContain(desk.Carrier.SentTo(phone), sent => sent.Body == "later");
    }

    [Fact]
    public async Task Several_leave_in_the_order_of_their_times()
    {
        var (phone, contact, _) = await SomeoneAsync();
        await ScheduleAsync(contact, "third", In(minutes: 30));
        await ScheduleAsync(contact, "first", In(minutes: 10));
        await ScheduleAsync(contact, "second", In(minutes: 20));
        desk.Clock.Advance(TimeSpan.FromMinutes(31));
        await desk.Carrier.WaitForAsync(carrier => carrier.SentTo(phone).Count == 3);
        Assert.Equal(["first", "second", "third"], desk.Carrier.SentTo(phone).Select(sent => sent.Body));
    }

    [Fact]
    public async Task A_conversation_closed_since_stays_closed()
    {
        var (_, contact, conversation) = await SomeoneAsync();
        var later = await ScheduleAsync(contact, "Was everything fine?", In(minutes: 60));
        using var closed = await desk.Api.PatchAsJsonAsync("/api/conversations/" + conversation, new { status = "closed" });
        closed.EnsureSuccessStatusCode();
        desk.Clock.Advance(TimeSpan.FromDays(20));
        await desk.WaitForStatusAsync(later.Text("id")!, "delivered");
        Assert.Equal("closed", (await ConversationAsync(conversation)).Text("status"));
    }

    [Fact]
    public async Task Two_nodes_send_each_once()
    {
        await using var second = await desk.StartNodeAsync(desk.App.Database);
        var due = In(minutes: 10);
        var phones = new List<string>();
        for (var i = 0; i < 40; i++)
        {
            var (phone, contact, _) = await SomeoneAsync();
            phones.Add(phone);
            await ScheduleAsync(contact, "one", due);
            await ScheduleAsync(contact, "two", due);
        }
        desk.Clock.Advance(TimeSpan.FromMinutes(11));
        await Eventually.TrueAsync(async () => await CountAsync("delivered") == 80, "all are delivered", seconds: 30);
        Assert.All(phones, phone => Assert.Equal(["one", "two"], desk.Carrier.SentTo(phone).Select(sent => sent.Body)));
    }

    [Fact]
    public async Task An_outage_over_its_time_delays_it_and_loses_nothing()
    {
        var (phone, contact, _) = await SomeoneAsync();
        var later = await ScheduleAsync(contact, "in spite of all", In(minutes: 10));
        desk.Carrier.Switch(now => now with { Fault = SendFault.Refuse, FaultStatus = 503, FaultTimes = null });
        desk.Clock.Advance(TimeSpan.FromMinutes(11));
        await desk.WaitForStatusAsync(later.Text("id")!, "queued", "unconfirmed");
        desk.Clock.Advance(TimeSpan.FromHours(3));
        desk.Carrier.Switch(now => now with { Fault = SendFault.None });
        desk.Clock.Advance(TimeSpan.FromMinutes(15));
        await desk.WaitForStatusAsync(later.Text("id")!, "delivered");
        Assert.Single(desk.Carrier.SentTo(phone));
    }

    [Fact]
    public async Task Their_reply_cancels_what_was_only_meant_without_one()
    {
        var (phone, contact, _) = await SomeoneAsync();
        var nudge = await ScheduleAsync(contact, "Did you see my message?", In(minutes: 60), new { cancelOnReply = true });
        var other = await ScheduleAsync(contact, "We are closed on Monday", In(minutes: 60));
        await desk.ReceiveAsync(phone, "Yes, thanks");
        var canceled = await desk.GetMessageAsync(nudge.Text("id")!);
        Assert.Equal("canceled", canceled.Text("status"));
        Assert.Equal("replied", canceled.GetProperty("error").Text("code"));
        desk.Clock.Advance(TimeSpan.FromHours(2));
        await desk.WaitForStatusAsync(other.Text("id")!, "delivered");
        Assert.Single(desk.Carrier.SentTo(phone));
    }

    private string In(int minutes) => desk.Clock.GetUtcNow().AddMinutes(minutes).ToString("O");

    private async Task<JsonElement> ScheduleAsync(string contact, string text, string at, object? extra = null)
    {
        var more = new Dictionary<string, object?> { ["contactId"] = contact, ["channel"] = "sms", ["content"] = text, ["scheduledAt"] = at };
        foreach (var property in extra?.GetType().GetProperties() ?? []) more[property.Name] = property.GetValue(extra);
        var response = await desk.Api.PostAsJsonAsync("/api/messages", more);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(response.StatusCode == HttpStatusCode.Created, answer.ToString());
        return answer;
    }

    private async Task<(string Phone, string Contact, string Conversation)> SomeoneAsync()
    {
        var phone = CarrierDesk.NewPhone();
        var wrote = await desk.ReceiveAsync(phone, "Hello");
        return (phone, wrote.Text("contactId")!, wrote.Text("conversationId")!);
    }

    private Task<JsonElement> ConversationAsync(string id) => desk.Api.GetFromJsonAsync<JsonElement>("/api/conversations/" + id);

    private Task<long> CountAsync(string status) =>
        desk.App.Db.FindAsync<long>("SELECT count(*) FROM messages WHERE status = @status", new { status }, CancellationToken.None);
}
