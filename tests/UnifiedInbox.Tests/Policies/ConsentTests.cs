using System.Net;
using System.Net.Http.Json;
using UnifiedInbox.Tests.Conversations;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Policies;

/// <summary>Who may be written to, and how we know.</summary>
public sealed class ConsentTests : IAsyncLifetime
{
    private CarrierDesk desk = null!;

    public async Task InitializeAsync() => desk = await CarrierDesk.StartAsync(new() { ["Accounts__ApiRequestsPerMinute"] = "100000" });

    public async Task DisposeAsync() => await desk.DisposeAsync();

    [Fact]
    public async Task A_thousand_scheduled_messages_and_a_stop_none_leaves()
    {
        var (phone, contact) = await desk.SomeoneAsync();
        var at = desk.Clock.GetUtcNow().AddHours(2);
        await Parallel.ForAsync(0, 1_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
            Assert.Equal(HttpStatusCode.Created, (await desk.PostMessageAsync(contact, "later " + i, extra: new { scheduledAt = at.AddSeconds(i % 60) })).StatusCode));
        await desk.Carrier.TextFromPhoneAsync(phone, CarrierDesk.OurNumber, "Stop all 🛑");
        Assert.Equal(1_000, await CountAsync(contact, "canceled"));
        desk.Clock.Advance(TimeSpan.FromHours(3));
        await desk.SendAsync((await desk.SomeoneAsync()).Contact, "somebody else is reached");
        await desk.Carrier.WaitForAsync(carrier => carrier.IsIdle);
        Assert.Empty(desk.Carrier.SentTo(phone));
        Assert.Equal(0, await desk.App.Db.FindAsync<long>(
            "SELECT count(*) FROM delivery_attempts a JOIN messages m ON m.id = a.message_id WHERE m.to_address = @phone", new { phone }, CancellationToken.None));
    }

    [Fact]
    public async Task What_was_said_is_kept_with_its_words_and_shown_newest_first()
    {
        var (phone, contact) = await desk.SomeoneAsync();
        await desk.Carrier.TextFromPhoneAsync(phone, CarrierDesk.OurNumber, "Opt-out!");
        await desk.Carrier.TextFromPhoneAsync(phone, CarrierDesk.OurNumber, "start");
        var inbox = await desk.InboxAsync("sms");
        var recorded = await desk.Api.PostAsJsonAsync($"/api/contacts/{contact}/consents", new { inboxId = inbox, address = phone, state = "opted_out", wording = "At the desk: “only email, please”" });
        await recorded.JsonAsync(HttpStatusCode.Created);
        var rows = (await desk.Api.JsonAsync($"/api/contacts/{contact}/consents")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(
            [("opted_out", "agent", "At the desk: “only email, please”", "Ada Admin"), ("opted_in", "keyword", "start", null), ("opted_out", "keyword", "Opt-out!", null)],
            rows.Select(row => (row.Text("state")!, row.Text("source")!, row.Text("wording")!, row.Text("by"))));
        await (await desk.PostMessageAsync(contact, "hello?")).RefusedAsync("opted_out");

        var csv = await desk.Api.GetStringAsync($"/api/contacts/{contact}/consents/export?format=csv");
        Assert.Equal(4, csv.Trim().Split('\n').Length);
        Assert.Contains($"\"{phone}\"", csv, StringComparison.Ordinal);
        Assert.Equal(3, (await desk.Api.JsonAsync($"/api/contacts/{contact}/consents/export?format=json")).GetArrayLength());
        using var browser = desk.App.Browser();
        browser.DefaultRequestHeaders.Authorization = desk.Api.DefaultRequestHeaders.Authorization;
        var page = await browser.GetStringAsync($"/contacts/{contact}");
        Assert.Contains("only email, please", page, StringComparison.Ordinal);
        Assert.Contains("recorded by Ada Admin", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_opt_out_recorded_by_hand_cancels_what_waits_and_consent_needs_words()
    {
        var (phone, contact) = await desk.SomeoneAsync();
        var inbox = await desk.InboxAsync("sms");
        var waiting = (await (await desk.PostMessageAsync(contact, "tomorrow", extra: new { scheduledAt = desk.Clock.GetUtcNow().AddDays(1) })).JsonAsync(HttpStatusCode.Created)).Text("id")!;
        await (await desk.Api.PostAsJsonAsync($"/api/contacts/{contact}/consents", new { inboxId = inbox, state = "opted_out" })).JsonAsync(HttpStatusCode.Created);
        Assert.Equal("canceled", (await desk.GetMessageAsync(waiting)).Text("status"));
        await (await desk.Api.PostAsJsonAsync($"/api/contacts/{contact}/consents", new { inboxId = inbox, state = "opted_in" })).RefusedAsync("wording_missing");
        await (await desk.Api.PostAsJsonAsync($"/api/contacts/{contact}/consents", new { inboxId = inbox, state = "perhaps" })).RefusedAsync("invalid");
        Assert.Equal(HttpStatusCode.NotFound, (await desk.Api.PostAsJsonAsync($"/api/contacts/{contact}/consents", new { inboxId = inbox, address = "+15550000000", state = "opted_out" })).StatusCode);
        await (await desk.Api.PostAsJsonAsync($"/api/contacts/{contact}/consents", new { inboxId = inbox, state = "opted_in", wording = "Signed the form" })).JsonAsync(HttpStatusCode.Created);
        await desk.WaitForStatusAsync((await desk.SendAsync(contact, "welcome")).Text("id")!, "delivered");
        Assert.Equal(["welcome"], desk.Carrier.SentTo(phone).Select(sent => sent.Body));
    }

    [Fact]
    public async Task Nobody_has_no_evidence()
    {
        foreach (var path in (string[])["consents", "consents/export?format=csv"])
            Assert.Equal(HttpStatusCode.NotFound, (await desk.Api.GetAsync($"/api/contacts/{UnifiedInbox.Database.NewId.Next()}/{path}")).StatusCode);
    }

    [Fact]
    public async Task A_wish_to_be_left_alone_is_offered_for_one_click()
    {
        var (phone, contact) = await desk.SomeoneAsync();
        var wish = await desk.ReceiveAsync(phone, "Please stop texting me");
        Assert.Equal("suggested", wish.GetProperty("metadata").Text("optOutWish"));
        Assert.Equal("allowed", (await desk.CheckAsync(contact, "sorry")).Text("outcome"));
        await (await desk.Api.PostAsJsonAsync($"/api/messages/{wish.Text("id")}/opt-out-wish", new { answer = "opt_out" })).JsonAsync();
        await (await desk.PostMessageAsync(contact, "sorry")).RefusedAsync("opted_out");
        var row = (await desk.Api.JsonAsync($"/api/contacts/{contact}/consents")).GetProperty("items")[0];
        Assert.Equal(("agent", "Please stop texting me", "Ada Admin"), (row.Text("source"), row.Text("wording"), row.Text("by")));
        Assert.Equal(HttpStatusCode.Conflict, (await desk.Api.PostAsJsonAsync($"/api/messages/{wish.Text("id")}/opt-out-wish", new { answer = "dismiss" })).StatusCode);
        Assert.False((await desk.ReceiveAsync(phone, "I'll stop by tomorrow")).GetProperty("metadata").TryGetProperty("optOutWish", out _));
    }

    [Fact]
    public async Task A_STOP_stops_one_sender_and_not_the_others()
    {
        var phone = CarrierDesk.NewPhone();
        var contact = (await desk.ReceiveAsync(phone, "hello")).Text("contactId")!;
        await desk.Carrier.WhatsAppFromPhoneAsync(phone, CarrierDesk.OurWhatsApp, "STOP");
        await (await desk.PostMessageAsync(contact, "no", "whatsapp")).RefusedAsync("opted_out");
        await desk.WaitForStatusAsync((await desk.SendAsync(contact, "by text all is well")).Text("id")!, "delivered");
    }

    [Fact]
    public async Task The_evidence_is_exported_by_admins_and_seen_as_far_as_the_inboxes_go()
    {
        var (phone, contact) = await desk.SomeoneAsync();
        await desk.Carrier.TextFromPhoneAsync(phone, CarrierDesk.OurNumber, "=1+1");
        await desk.Carrier.TextFromPhoneAsync(phone, CarrierDesk.OurNumber, "STOP");
        var (ben, _) = await desk.AgentAsync("Ben");
        Assert.Equal(HttpStatusCode.Forbidden, (await ben.GetAsync("/api/consents/export?format=csv")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ben.GetAsync("/api/consents")).StatusCode);
        Assert.Single((await ben.JsonAsync($"/api/contacts/{contact}/consents")).GetProperty("items").EnumerateArray());
        var csv = await desk.Api.GetStringAsync("/api/consents/export");
        Assert.StartsWith("at,contact_id,contact_name,address,inbox,channel,state,source,wording,by\r\n", csv, StringComparison.Ordinal);
        Assert.Contains($"{phone}\",\"Text messages\",\"sms\",\"opted_out\",\"keyword\",\"STOP\"", csv, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await desk.Api.GetAsync("/api/consents/export?format=xml")).StatusCode);
    }

    private async Task<long> CountAsync(string contact, string status) => await desk.App.Db.FindAsync<long>(
        "SELECT count(*) FROM messages WHERE contact_id = @contact AND status = @status", new { contact = Guid.Parse(contact), status }, CancellationToken.None);
}
