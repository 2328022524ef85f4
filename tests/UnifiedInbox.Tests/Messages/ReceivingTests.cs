using System.Net;
using System.Text;
using UnifiedInbox.Channels.Twilio;
using UnifiedInbox.Simulator;

namespace UnifiedInbox.Tests.Messages;

public sealed class ReceivingTests(CarrierDesk desk) : IClassFixture<CarrierDesk>
{
    [Fact]
    public async Task A_text_from_a_stranger_makes_a_contact_and_an_open_conversation()
    {
        var phone = CarrierDesk.NewPhone();
        var message = await desk.ReceiveAsync(phone, "Is the 2pm slot still free?");
        Assert.Equal(("inbound", "received", "sms", phone), (message.Text("direction"), message.Text("status"), message.Text("channel"), message.Text("from")));
        var conversation = await desk.App.Db.FindAsync<string>(
            "SELECT status || ' ' || last_preview || ' ' || (waiting_since IS NOT NULL) FROM conversations WHERE id = @id",
            new { id = message.GetProperty("conversationId").GetGuid() }, CancellationToken.None);
        Assert.Equal("open Is the 2pm slot still free? true", conversation);
    }

    [Fact]
    public async Task WhatsApp_brings_its_profile_name_and_joins_the_same_person()
    {
        var phone = CarrierDesk.NewPhone();
        var text = await desk.ReceiveAsync(phone, "by text");
        var whatsApp = await desk.Carrier.WhatsAppFromPhoneAsync(phone, CarrierDesk.OurWhatsApp, "by WhatsApp", "Dana ✨");
        var stored = await desk.FindByProviderIdAsync(whatsApp.Sid);
        Assert.Equal(text.Text("contactId"), stored?.Text("contactId"));
        Assert.Equal("whatsapp", stored?.Text("channel"));
        Assert.Equal("Dana ✨", await NameAsync(text.Text("contactId")!));
    }

    [Fact]
    public async Task Pictures_are_fetched_with_credentials_that_go_to_Twilio_only()
    {
        var phone = CarrierDesk.NewPhone();
        byte[] png = [0x89, .. "PNG\r\n\x1a\n0123456789"u8];
        var sent = await desk.Carrier.TextFromPhoneAsync(phone, CarrierDesk.OurNumber, "", [new MediaFile("image/png", png)]);
        var id = (await desk.FindByProviderIdAsync(sent.Sid))!.Value.Text("id")!;
        await Eventually.TrueAsync(async () =>
            (await desk.GetMessageAsync(id)).GetProperty("attachments")[0].Text("status") == "stored", "the picture stored");
        var attachment = (await desk.GetMessageAsync(id)).GetProperty("attachments")[0];
        var answer = await desk.Api.GetAsync(attachment.Text("url"));
        Assert.Equal("image/png", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(png, await answer.Content.ReadAsByteArrayAsync());
        Assert.All(desk.Carrier.CdnRequests, request => Assert.False(request.HadAuthorization));
        using var stranger = desk.App.Anonymous();
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(attachment.Text("url"))).StatusCode);
    }

    [Fact]
    public async Task A_file_that_cannot_be_taken_in_is_shown_as_failed_and_can_be_tried_again()
    {
        var sent = await desk.Carrier.TextFromPhoneAsync(CarrierDesk.NewPhone(), CarrierDesk.OurNumber, "look", [new MediaFile("text/html", "<script>"u8.ToArray())]);
        var id = (await desk.FindByProviderIdAsync(sent.Sid))!.Value.Text("id")!;
        await Eventually.TrueAsync(async () => (await desk.GetMessageAsync(id)).GetProperty("attachments")[0].Text("status") == "failed", "the file failed");
        Assert.Equal("Files of this kind are not taken in.", (await desk.GetMessageAsync(id)).GetProperty("attachments")[0].Text("error"));
    }

    [Fact]
    public async Task The_same_message_twice_is_stored_once()
    {
        var fields = desk.InboundFields(CarrierDesk.NewPhone(), "once");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => desk.PostWebhookAsync(fields)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal("text/xml", answers[0].Content.Headers.ContentType?.MediaType);
        Assert.Equal(1, await CountAsync(fields["MessageSid"]));
    }

    [Fact]
    public async Task A_thousand_at_once_from_a_hundred_people_are_all_there_in_one_conversation_each()
    {
        var people = Enumerable.Range(0, 100).Select(_ => CarrierDesk.NewPhone()).ToArray();
        var posts = Enumerable.Range(0, 1000).Select(i => desk.InboundFields(people[i % 100], "number " + i)).ToArray();
        var answers = await Task.WhenAll(posts.Select(fields => desk.PostWebhookAsync(fields)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var (messages, conversations) = (await desk.App.Db.FindAsync<long>(
            "SELECT count(*) FROM messages WHERE from_address = ANY (@people)", new { people }, CancellationToken.None),
            await desk.App.Db.FindAsync<long>(
                "SELECT count(DISTINCT conversation_id) FROM messages WHERE from_address = ANY (@people)", new { people }, CancellationToken.None));
        Assert.Equal((1000L, 100L), (messages, conversations));
    }

    [Theory]
    [InlineData("")]
    [InlineData("zJyWMxC9wAzEJeeXFP8ffmYxoSI=")]
    [InlineData("not base64 at all")]
    public async Task A_wrong_signature_is_refused_and_nothing_is_stored(string signature)
    {
        var fields = desk.InboundFields(CarrierDesk.NewPhone(), "let me in");
        Assert.Equal(HttpStatusCode.Forbidden, (await desk.PostWebhookAsync(fields, signature)).StatusCode);
        Assert.Equal(0, await CountAsync(fields["MessageSid"]));
        Assert.Equal(0, await desk.App.Db.FindAsync<long>("SELECT count(*) FROM inbound_events WHERE event_key = @sid", new { sid = fields["MessageSid"] }, CancellationToken.None));
    }

    [Fact]
    public async Task An_account_that_is_not_ours_is_refused()
    {
        var fields = desk.InboundFields(CarrierDesk.NewPhone(), "hi");
        fields["AccountSid"] = "AC" + new string('0', 32);
        Assert.Equal(HttpStatusCode.Forbidden, (await desk.PostWebhookAsync(fields)).StatusCode);
    }

    [Fact]
    public async Task A_form_without_its_fields_is_malformed()
    {
        var fields = desk.InboundFields(CarrierDesk.NewPhone(), "hi");
        fields.Remove("From");
        Assert.Equal(HttpStatusCode.BadRequest, (await desk.PostWebhookAsync(fields)).StatusCode);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "Body=%ZZ&AccountSid=x", HttpStatusCode.BadRequest)]
    [InlineData("application/x-www-form-urlencoded", "Body=%ff%fe", HttpStatusCode.BadRequest)]
    [InlineData("text/plain", "hello", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "{", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "{\"AccountSid\":\"x\",\"AccountSid\":\"y\"}", HttpStatusCode.BadRequest)]
    [InlineData("application/x-www-form-urlencoded", "", HttpStatusCode.Forbidden)]
    public async Task A_body_that_is_no_form_is_refused(string type, string body, HttpStatusCode expected)
    {
        using var client = desk.App.Anonymous();
        using var content = new StringContent(body, Encoding.UTF8, type);
        Assert.Equal(expected, (await client.PostAsync(TwilioWebhookUrl.Path, content)).StatusCode);
    }

    [Fact]
    public async Task A_body_of_a_megabyte_is_refused()
    {
        var fields = desk.InboundFields(CarrierDesk.NewPhone(), new string('x', 1_000_000));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await desk.PostWebhookAsync(fields)).StatusCode);
    }

    [Fact]
    public async Task Text_the_database_could_not_hold_is_stored_safely()
    {
        var fields = desk.InboundFields(CarrierDesk.NewPhone(), "a\0b \ud83d\udc4b");
        Assert.Equal(HttpStatusCode.OK, (await desk.PostWebhookAsync(fields)).StatusCode);
        Assert.Equal("a\ufffdb \ud83d\udc4b", (await desk.FindByProviderIdAsync(fields["MessageSid"]))?.Text("content"));
    }

    [Fact]
    public async Task A_sender_the_database_could_not_hold_is_kept_and_an_id_like_that_is_malformed()
    {
        var fields = desk.InboundFields("AC\0ME", "hello");
        Assert.Equal(HttpStatusCode.OK, (await desk.PostWebhookAsync(fields)).StatusCode);
        Assert.Equal("AC\ufffdME", (await desk.FindByProviderIdAsync(fields["MessageSid"]))?.Text("from"));
        foreach (var field in (string[])["To", "MessageSid"])
        {
            var odd = desk.InboundFields(CarrierDesk.NewPhone(), "hello");
            odd[field] += "\0";
            Assert.Equal(HttpStatusCode.BadRequest, (await desk.PostWebhookAsync(odd)).StatusCode);
        }
    }

    [Theory]
    [InlineData("32665")]
    [InlineData("DHL-Info")]
    public async Task A_sender_that_is_no_number_is_a_contact_all_the_same(string from)
    {
        var fields = desk.InboundFields(from, "Parcel update");
        Assert.Equal(HttpStatusCode.OK, (await desk.PostWebhookAsync(fields)).StatusCode);
        Assert.Equal(from, (await desk.FindByProviderIdAsync(fields["MessageSid"]))?.Text("from"));
    }

    [Fact]
    public async Task A_number_of_ours_nobody_entered_becomes_an_inbox()
    {
        var fields = desk.InboundFields(CarrierDesk.NewPhone(), "to the new line");
        fields["To"] = CarrierDesk.AnotherNumber;
        Assert.Equal(HttpStatusCode.OK, (await desk.PostWebhookAsync(fields)).StatusCode);
        var message = (await desk.FindByProviderIdAsync(fields["MessageSid"]))!.Value;
        await desk.SendAsync(message.Text("contactId")!, "from where you wrote to");
        await desk.Carrier.WaitForSentAsync(sent => sent.To == fields["From"] && sent.From == CarrierDesk.AnotherNumber);
    }

    [Fact]
    public async Task What_no_webhook_brought_is_fetched_by_the_sweep_once()
    {
        var phone = CarrierDesk.NewPhone();
        desk.Carrier.Switch(now => now with { LostInboundPercent = 100 });
        var lost = await desk.Carrier.TextFromPhoneAsync(phone, CarrierDesk.OurNumber, "nobody heard this");
        desk.Carrier.Switch(now => now with { LostInboundPercent = 0 });
        Assert.Null(await desk.FindByProviderIdAsync(lost.Sid));
        var sweep = (TwilioSweep)desk.App.Services.GetService(typeof(TwilioSweep))!;
        Assert.True(await sweep.RunAsync(CancellationToken.None));
        Assert.True(await sweep.RunAsync(CancellationToken.None));
        Assert.Equal("nobody heard this", (await desk.FindByProviderIdAsync(lost.Sid))?.Text("content"));
        Assert.Equal(1, await CountAsync(lost.Sid));
    }

    [Fact]
    public async Task Whoever_was_deleted_does_not_come_back_with_what_the_carrier_still_lists()
    {
        var phone = CarrierDesk.NewPhone();
        var message = await desk.ReceiveAsync(phone, "forget me");
        await DeleteSenderAsync(message);
        var sweep = (TwilioSweep)desk.App.Services.GetService(typeof(TwilioSweep))!;
        Assert.True(await sweep.RunAsync(CancellationToken.None));
        Assert.False(await desk.App.Db.FindAsync<bool>("SELECT EXISTS (SELECT FROM messages WHERE content = 'forget me') OR EXISTS (SELECT FROM contact_addresses WHERE value = @phone)", new { phone }, default));
        await desk.ReceiveAsync(phone, "it is me again");
    }

    [Fact]
    public async Task Someone_who_opted_out_and_was_deleted_is_remembered_when_they_write_again()
    {
        var phone = CarrierDesk.NewPhone();
        var before = await desk.ReceiveAsync(phone, "STOP");
        await DeleteSenderAsync(before);
        var contact = (await desk.ReceiveAsync(phone, "who is this?")).Text("contactId")!;
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await desk.PostMessageAsync(contact, "us again")).StatusCode);
        await desk.ReceiveAsync(phone, "START");
        await desk.SendAsync(contact, "welcome back");
    }

    [Fact]
    public async Task A_message_soon_after_closing_reopens_the_conversation_and_a_later_one_opens_another()
    {
        var phone = CarrierDesk.NewPhone();
        var first = await desk.ReceiveAsync(phone, "one");
        var conversation = first.GetProperty("conversationId").GetGuid();
        await CloseAsync(conversation, daysAgo: 3);
        Assert.Equal(conversation, (await desk.ReceiveAsync(phone, "two")).GetProperty("conversationId").GetGuid());
        await CloseAsync(conversation, daysAgo: 8);
        Assert.NotEqual(conversation, (await desk.ReceiveAsync(phone, "three")).GetProperty("conversationId").GetGuid());
    }

    private Task CloseAsync(Guid id, int daysAgo) => desk.App.Db.ExecuteAsync(
        "UPDATE conversations SET status = 'closed', closed_at = @at WHERE id = @id", new { id, at = desk.Clock.GetUtcNow().AddDays(-daysAgo) }, CancellationToken.None);

    private async Task DeleteSenderAsync(System.Text.Json.JsonElement message)
    {
        var contact = message.Text("contactId")!;
        using var delete = new HttpRequestMessage(HttpMethod.Delete, "/api/contacts/" + contact);
        delete.Headers.Add("X-Confirm", contact);
        (await desk.Api.SendAsync(delete)).EnsureSuccessStatusCode();
    }

    private async Task<string?> NameAsync(string contactId) =>
        await desk.App.Db.FindAsync<string>("SELECT name FROM contacts WHERE id = @id", new { id = Guid.Parse(contactId) }, CancellationToken.None);

    private async Task<long> CountAsync(string sid) =>
        await desk.App.Db.FindAsync<long>("SELECT count(*) FROM messages WHERE provider_id = @sid", new { sid }, CancellationToken.None);
}
