using System.Net;
using UnifiedInbox.Simulator;

namespace UnifiedInbox.Tests.Simulator;

public class SwitchesTests : Desk
{
    [Fact]
    public async Task A_refusal_hits_as_many_sends_as_it_is_told()
    {
        Carrier.Switch(now => now with { Fault = SendFault.Refuse, FaultTimes = 2, FaultRetryAfter = 3 });
        Assert.Equal((HttpStatusCode)429, (await SendAsync()).Status);
        Assert.Equal(20429, (await SendAsync()).Answer.GetProperty("code").GetInt32());
        Assert.Equal(HttpStatusCode.Created, (await SendAsync()).Status);
        Assert.Single(Carrier.Sent);
    }

    [Fact]
    public async Task A_lost_answer_is_an_error_although_the_message_goes_out()
    {
        Carrier.Switch(now => now with { Fault = SendFault.LostAnswer });
        Assert.Equal(HttpStatusCode.InternalServerError, (await SendAsync()).Status);
        await SettledAsync();
        Assert.Equal(MessageStatus.Delivered, Assert.Single(Carrier.Sent).Status);
    }

    [Theory]
    [InlineData(SendFault.CutBefore, 0)]
    [InlineData(SendFault.CutAfter, 1)]
    public async Task A_cut_connection_gives_no_answer_at_all(SendFault fault, int accepted)
    {
        Carrier.Switch(now => now with { Fault = fault });
        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync());
        Assert.Equal(accepted, Carrier.AcceptedCount);
    }

    [Fact]
    public async Task A_slow_answer_comes_late_but_the_message_is_on_its_way()
    {
        Carrier.Switch(now => now with { Fault = SendFault.Slow, SlowAnswerMs = 60_000 });
        var sending = SendAsync();
        await Carrier.WaitForSentAsync(_ => true);
        await SettledAsync();
        Assert.False(sending.IsCompleted);
        Http.CancelPendingRequests();
        await Assert.ThrowsAsync<TaskCanceledException>(() => sending);
    }

    [Fact]
    public async Task A_carrier_that_is_down_answers_503_to_everything()
    {
        Carrier.Switch(now => now with { Down = true });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await SendAsync()).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await GetAsync("/Messages.json")).Status);
    }

    [Theory]
    [InlineData(Outcome.Sent, "sent")]
    [InlineData(Outcome.Undelivered, "sent,undelivered")]
    [InlineData(Outcome.Failed, "failed")]
    public async Task The_outcome_is_the_last_word(Outcome outcome, string statuses)
    {
        Carrier.Switch(now => now with { Outcome = outcome, OutcomeErrorCode = 30006 });
        await SendAsync(("StatusCallback", Product.Webhook));
        await SettledAsync();
        Assert.Equal(statuses.Split(','), Product.Statuses);
        Assert.Equal(outcome == Outcome.Sent ? "" : "30006", Product.Posts.Last()["ErrorCode"]);
    }

    [Fact]
    public async Task Callbacks_get_lost_doubled_and_reversed()
    {
        Carrier.Switch(now => now with { LostCallbacksPercent = 50 });
        await SendAsync(("StatusCallback", Product.Webhook));
        await SettledAsync();
        Assert.Single(Product.Posts);

        Product.Posts.Clear();
        Carrier.Switch(_ => new() { DoubledCallbacksPercent = 100, ReversedCallbacks = true });
        await SendAsync(("StatusCallback", Product.Webhook));
        await SettledAsync();
        Assert.Equal(["delivered", "delivered", "sent", "sent"], Product.Statuses);
        Assert.Equal(MessageStatus.Delivered, Carrier.Sent[^1].Status);
    }

    [Fact]
    public async Task Lost_inbound_messages_are_listed_but_never_posted()
    {
        Carrier.Switch(now => now with { LostInboundPercent = 100 });
        var message = await Carrier.TextFromPhoneAsync(Ada, Sms, "Did you get this?");
        Assert.Null(message.Webhook);
        Assert.Empty(Product.Posts);
        var (_, list) = await GetAsync($"/Messages.json?To={Uri.EscapeDataString(Sms)}");
        Assert.Equal("received", list.GetProperty("messages")[0].GetProperty("status").GetString());
    }

    [Fact]
    public async Task Callbacks_wait_for_their_delay_and_senders_for_their_rate()
    {
        Carrier.Switch(now => now with { CallbackDelayMs = 50, SegmentsPerSecond = 10 });
        var started = TimeProvider.System.GetTimestamp();
        for (var n = 0; n < 4; n++)
            await SendAsync(("StatusCallback", Product.Webhook));
        await SettledAsync();
        Assert.Equal(8, Product.Posts.Count);
        // Three slots of 100 ms after the first, and two delays.
        Assert.True(TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromMilliseconds(390));
    }

    [Fact]
    public async Task Read_receipts_can_come_by_themselves()
    {
        Carrier.Switch(now => now with { ReadAutomatically = true, WhatsAppWindow = false });
        await SendAsync(("To", Grace), ("From", WhatsApp), ("StatusCallback", Product.Webhook));
        await SettledAsync();
        Assert.Equal(["sent", "delivered", "read"], Product.Statuses);
    }
}
