using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Accounts;
using UnifiedInbox.Channels;
using UnifiedInbox.Messages;
using UnifiedInbox.Simulator;

namespace UnifiedInbox.Tests.Messages;

/// <summary>One desk a test: its switches are everybody's.</summary>
public sealed class SendingTests : IAsyncLifetime
{
    private CarrierDesk desk = null!;

    public async Task InitializeAsync() => desk = await CarrierDesk.StartAsync();

    public async Task DisposeAsync() => await desk.DisposeAsync();

    [Fact]
    public async Task A_reply_leaves_once_and_its_delivery_is_followed_to_the_end()
    {
        var (phone, contact) = await SomeoneAsync();
        var sent = await desk.SendAsync(contact, "We open at nine.");
        Assert.Equal("queued", sent.Text("status"));
        var delivered = await desk.WaitForStatusAsync(sent.Text("id")!, "delivered");
        Assert.NotNull(delivered.Text("deliveredAt"));
        Assert.Single(desk.Carrier.SentTo(phone));
    }

    [Fact]
    public async Task A_whatsapp_message_that_is_read_says_so()
    {
        var phone = CarrierDesk.NewPhone();
        var wrote = await desk.Carrier.WhatsAppFromPhoneAsync(phone, CarrierDesk.OurWhatsApp, "hi");
        var contact = (await desk.FindByProviderIdAsync(wrote.Sid))!.Value.Text("contactId")!;
        var sent = await desk.SendAsync(contact, "Hello", "whatsapp");
        await desk.WaitForStatusAsync(sent.Text("id")!, "delivered");
        await desk.Carrier.ReadOnPhoneAsync(phone);
        await desk.WaitForStatusAsync(sent.Text("id")!, "read");
    }

    [Fact]
    public async Task Messages_of_one_conversation_leave_in_the_order_they_were_written()
    {
        var (phone, contact) = await SomeoneAsync();
        for (var i = 0; i < 20; i++) await desk.SendAsync(contact, "line " + i);
        await desk.Carrier.WaitForAsync(carrier => carrier.SentTo(phone).Count == 20);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => "line " + i), desk.Carrier.SentTo(phone).Select(sent => sent.Body));
    }

    [Theory]
    [InlineData(SendFault.LostAnswer)]
    [InlineData(SendFault.CutAfter)]
    [InlineData(SendFault.Slow)]
    public async Task An_answer_that_never_came_leaves_one_message_at_the_carrier(SendFault fault)
    {
        var (phone, contact) = await SomeoneAsync();
        // A kept-alive connection is there already: the platform's client must not repeat the request on a new one.
        await desk.WaitForStatusAsync((await desk.SendAsync(contact, "before")).Text("id")!, "delivered");
        desk.Carrier.Switch(now => now with { Fault = fault, FaultTimes = 1, SlowAnswerMs = 6_000, LostCallbacksPercent = 100 });
        var sent = await desk.SendAsync(contact, "only once");
        await desk.WaitForStatusAsync(sent.Text("id")!, "sent", "delivered");
        Assert.Single(desk.Carrier.SentTo(phone), message => message.Body == "only once");
    }

    [Theory]
    [InlineData(SendFault.CutBefore)]
    [InlineData(SendFault.Refuse)]
    public async Task What_the_carrier_never_took_is_sent_again_by_itself(SendFault fault)
    {
        var (phone, contact) = await SomeoneAsync();
        desk.Carrier.Switch(now => now with { Fault = fault, FaultTimes = 2 });
        var sent = await desk.SendAsync(contact, "at last");
        await desk.WaitForStatusAsync(sent.Text("id")!, "delivered");
        Assert.Single(desk.Carrier.SentTo(phone));
    }

    [Fact]
    public async Task While_Twilio_is_down_messages_wait_and_say_why()
    {
        var (_, contact) = await SomeoneAsync();
        desk.Carrier.Switch(now => now with { Fault = SendFault.Refuse, FaultStatus = 429, FaultCode = 20429, FaultTimes = null });
        var sent = await desk.SendAsync(contact, "patience");
        await Eventually.TrueAsync(
            async () => (await desk.GetMessageAsync(sent.Text("id")!)).Text("waitReason") == "Twilio is taking no more requests right now. It will be tried again.",
            "a reason for waiting");
        var next = await desk.SendAsync(contact, "more patience");
        await Eventually.TrueAsync(
            async () => (await desk.GetMessageAsync(next.Text("id")!)).Text("waitReason") == "Waiting for the message before it.",
            "a reason for waiting behind another");
        desk.Carrier.Switch(now => now with { Fault = SendFault.None });
        await desk.WaitForStatusAsync(sent.Text("id")!, "delivered");
        var after = await desk.WaitForStatusAsync(next.Text("id")!, "delivered");
        Assert.Null(after.Text("waitReason"));
    }

    [Fact]
    public async Task A_permanent_refusal_fails_at_once_with_a_sentence()
    {
        var (_, contact) = await SomeoneAsync();
        desk.Carrier.Switch(now => now with { Fault = SendFault.Refuse, FaultStatus = 400, FaultCode = 21211, FaultTimes = 1 });
        var failed = await desk.WaitForStatusAsync((await desk.SendAsync(contact, "x")).Text("id")!, "failed");
        Assert.Equal("21211", failed.GetProperty("error").Text("code"));
        Assert.Equal("This is not a number that can receive messages.", failed.GetProperty("error").Text("message"));
        // A person may try again.
        var retried = await desk.Api.PostAsync($"/api/messages/{failed.Text("id")}/retry", null);
        Assert.Equal(HttpStatusCode.OK, retried.StatusCode);
        await desk.WaitForStatusAsync(failed.Text("id")!, "delivered");
    }

    [Fact]
    public async Task Stop_cancels_what_waits_and_refuses_what_comes_until_start()
    {
        var (phone, contact) = await SomeoneAsync();
        desk.Carrier.Switch(now => now with { Fault = SendFault.Refuse, FaultTimes = null });
        var waiting = await desk.SendAsync(contact, "too late");
        await desk.Carrier.TextFromPhoneAsync(phone, CarrierDesk.OurNumber, " Stop. ");
        desk.Carrier.Switch(now => now with { Fault = SendFault.None });
        await desk.WaitForStatusAsync(waiting.Text("id")!, "canceled", "failed");
        var refused = await desk.PostMessageAsync(contact, "hello?");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal("opted_out", (await refused.Content.ReadFromJsonAsync<JsonElement>()).Text("code"));
        await desk.Carrier.TextFromPhoneAsync(phone, CarrierDesk.OurNumber, "START");
        await desk.WaitForStatusAsync((await desk.SendAsync(contact, "welcome back")).Text("id")!, "delivered");
        Assert.Equal(["welcome back"], desk.Carrier.SentTo(phone).Select(sent => sent.Body));
    }

    [Fact]
    public async Task An_opt_out_only_the_provider_knew_of_is_learned()
    {
        var (_, contact) = await SomeoneAsync();
        desk.Carrier.Switch(now => now with { Fault = SendFault.Refuse, FaultStatus = 400, FaultCode = 21610, FaultTimes = 1 });
        await desk.WaitForStatusAsync((await desk.SendAsync(contact, "x")).Text("id")!, "failed");
        await Eventually.TrueAsync(
            async () => (await desk.PostMessageAsync(contact, "y")).StatusCode == HttpStatusCode.UnprocessableEntity, "the opt-out learned");
    }

    [Fact]
    public async Task The_same_text_within_a_minute_is_asked_about_first()
    {
        var (phone, contact) = await SomeoneAsync();
        await desk.SendAsync(contact, "Twice?");
        var second = await desk.PostMessageAsync(contact, "Twice?");
        Assert.Equal("duplicate_text", (await second.Content.ReadFromJsonAsync<JsonElement>()).Text("code"));
        Assert.Equal(HttpStatusCode.Created, (await desk.PostMessageAsync(contact, "Twice?", extra: new { sendAnyway = true })).StatusCode);
        await desk.Carrier.WaitForAsync(carrier => carrier.SentTo(phone).Count == 2);
    }

    [Fact]
    public async Task Callbacks_lost_doubled_and_last_first_end_in_the_right_status()
    {
        var (_, contact) = await SomeoneAsync();
        desk.Carrier.Switch(now => now with { DoubledCallbacksPercent = 100, ReversedCallbacks = true });
        var sent = await desk.SendAsync(contact, "backwards");
        await desk.WaitForStatusAsync(sent.Text("id")!, "delivered");
        await desk.Carrier.WaitForAsync(carrier => carrier.IsIdle);
        Assert.Equal("delivered", (await desk.GetMessageAsync(sent.Text("id")!)).Text("status"));
    }

    [Fact]
    public async Task A_message_the_carrier_could_not_deliver_says_why()
    {
        var (_, contact) = await SomeoneAsync();
        desk.Carrier.Switch(now => now with { Outcome = Outcome.Undelivered, OutcomeErrorCode = 30006 });
        var failed = await desk.WaitForStatusAsync((await desk.SendAsync(contact, "hello")).Text("id")!, "failed");
        Assert.Equal("30006", failed.GetProperty("error").Text("code"));
    }

    [Fact]
    public async Task One_key_is_one_message_however_often_it_is_posted()
    {
        var (phone, contact) = await SomeoneAsync();
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 3; i++) answers.Add(await PostWithKeyAsync(contact, "keyed", "key-1"));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Single((await Task.WhenAll(answers.Select(answer => answer.Content.ReadFromJsonAsync<JsonElement>()))).Select(json => json.Text("id")).Distinct());
        Assert.Equal("idempotency_key_reused", (await (await PostWithKeyAsync(contact, "other", "key-1")).Content.ReadFromJsonAsync<JsonElement>()).Text("code"));
        await desk.Carrier.WaitForSentAsync(sent => sent.To == phone);
        Assert.Single(await desk.ListAsync(contact), message => message.Text("direction") == "outbound");
    }

    [Fact]
    public async Task A_node_that_dies_while_sending_neither_loses_nor_doubles()
    {
        var (phone, contact) = await SomeoneAsync();
        // Claimed by a node that is gone: once before it called the carrier, once after.
        await desk.App.Db.ExecuteAsync("UPDATE inboxes SET disabled_at = NULL", null, CancellationToken.None);
        var claims = (UnifiedInbox.Messages.ClaimMessages)desk.App.Services.GetService(typeof(UnifiedInbox.Messages.ClaimMessages))!;
        var sent = await desk.SendAsync(contact, "survivor");
        await claims.RunAsync(Guid.AllBitsSet, 10, CancellationToken.None);
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        await desk.WaitForStatusAsync(sent.Text("id")!, "sent", "delivered");
        Assert.Single(desk.Carrier.SentTo(phone));
    }

    [Fact]
    public async Task Two_nodes_send_each_message_once()
    {
        var people = new List<(string Phone, string Contact)>();
        for (var i = 0; i < 10; i++) people.Add(await SomeoneAsync());
        await using var second = await desk.StartNodeAsync(desk.App.Database);
        await Task.WhenAll(people.SelectMany(person => Enumerable.Range(0, 10).Select(i => desk.SendAsync(person.Contact, "text " + i))));
        await desk.Carrier.WaitForAsync(carrier => carrier.AcceptedCount >= 100, TimeSpan.FromSeconds(30));
        await Eventually.TrueAsync(
            async () => await desk.App.Db.FindAsync<long>("SELECT count(*) FROM messages WHERE direction = 'outbound' AND status <> 'delivered'", null, CancellationToken.None) == 0,
            "all delivered");
        Assert.Equal(100, desk.Carrier.AcceptedCount);
    }

    [Fact]
    public async Task Bad_requests_say_which_field_is_wrong()
    {
        var (_, contact) = await SomeoneAsync();
        Assert.Equal("empty_message", await CodeAsync(await desk.PostMessageAsync(contact, "  ")));
        Assert.Equal("content_too_long", await CodeAsync(await desk.PostMessageAsync(contact, new string('x', 1601))));
        Assert.Equal("bad_channel", await CodeAsync(await desk.PostMessageAsync(contact, "x", "pigeon")));
        Assert.Equal("not_your_user", await CodeAsync(await desk.PostMessageAsync(contact, "x", extra: new { userId = Guid.AllBitsSet })));
        Assert.Equal("bad_media_url", await CodeAsync(await desk.PostMessageAsync(contact, "x", extra: new { mediaUrl = "file:///etc/passwd" })));
        Assert.Equal(HttpStatusCode.NotFound, (await desk.PostMessageAsync(Guid.AllBitsSet.ToString(), "x")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await desk.Api.GetAsync("/api/messages/" + Guid.AllBitsSet)).StatusCode);
        using var stranger = desk.App.Anonymous();
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/api/messages")).StatusCode);
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage response) => (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("code");

    private async Task<HttpResponseMessage> PostWithKeyAsync(string contact, string text, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/messages");
        request.Headers.Add("Idempotency-Key", key);
        request.Content = JsonContent.Create(new { contactId = contact, channel = "sms", content = text });
        return await desk.Api.SendAsync(request);
    }

    [Fact]
    public async Task Two_that_come_in_one_moment_with_one_id_are_one_message_and_neither_is_refused()
    {
        var outbox = desk.App.Services.GetRequiredService<Outbox>();
        var ada = new Caller(await desk.App.Db.FindAsync<Guid>("SELECT id FROM users ORDER BY created_at LIMIT 1", null, default), "Ada", "ada@example.com", Role.Admin, null, null);
        for (var round = 0; round < 8; round++)
        {
            var (_, contact) = await SomeoneAsync();
            var message = new NewMessage { Id = UnifiedInbox.Database.NewId.Next(), ContactId = Guid.Parse(contact), Channel = Channel.Sms, Content = "Ctrl+Enter, twice" };
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => outbox.EnqueueAsync(ada, message, default))));
            Assert.Single(outcomes, outcome => Assert.IsType<EnqueueOutcome.Queued>(outcome) is { Repeated: false });
            await desk.WaitForStatusAsync(message.Id.Value.ToString(), "delivered");
        }
    }

    [Fact]
    public async Task A_message_is_sent_also_where_its_sender_leaves_before_the_answer()
    {
        var (phone, contact) = await SomeoneAsync();
        await using (var connection = await desk.App.Database.Source.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await connection.ExecuteAsync("SELECT id FROM conversations WHERE contact_id = @id FOR UPDATE", new { id = Guid.Parse(contact) }); // what queueing it waits for
            using var leaving = new CancellationTokenSource();
            var asked = desk.Api.PostAsJsonAsync("/api/messages", new { contactId = contact, channel = "sms", content = "On my way" }, leaving.Token);
            await Eventually.TrueAsync(() => desk.App.Db.FindAsync<bool>(
                "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%conversations%')", null, default), "it is being queued");
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
            (await desk.Api.GetAsync("/api/conversations")).EnsureSuccessStatusCode(); // the server has long seen who left
        }
        await desk.Carrier.WaitForAsync(carrier => carrier.SentTo(phone).Count == 1);
    }

    private async Task<(string Phone, string Contact)> SomeoneAsync()
    {
        var phone = CarrierDesk.NewPhone();
        var message = await desk.ReceiveAsync(phone, "hello");
        return (phone, message.Text("contactId")!);
    }
}
