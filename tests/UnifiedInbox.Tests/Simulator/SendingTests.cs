using System.Net;
using System.Text.Json;
using UnifiedInbox.Simulator;

namespace UnifiedInbox.Tests.Simulator;

public class SendingTests : Desk
{
    [Fact]
    public async Task An_accepted_message_is_answered_as_twilio_does()
    {
        var (status, message) = await SendAsync();

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Matches("^SM[0-9a-f]{32}$", message.GetProperty("sid").GetString());
        Assert.Equal("queued", message.GetProperty("status").GetString());
        Assert.Equal("outbound-api", message.GetProperty("direction").GetString());
        Assert.Equal("1", message.GetProperty("num_segments").GetString());
        Assert.Equal("0", message.GetProperty("num_media").GetString());
        Assert.Equal(JsonValueKind.Null, message.GetProperty("error_code").ValueKind);
        Assert.Matches(@"^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} \+0000$", message.GetProperty("date_created").GetString());
        Assert.EndsWith("/Media.json", message.GetProperty("subresource_uris").GetProperty("media").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("/2010-04-01/Accounts/AC", message.GetProperty("uri").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(21604, "To", null)]
    [InlineData(21603, "From", null)]
    [InlineData(21602, "Body", null)]
    [InlineData(21211, "To", "4155550142")]
    [InlineData(21211, "To", "+15005550001")]
    [InlineData(21614, "To", "+15005550009")]
    [InlineData(21910, "To", "whatsapp:+14155550142")]
    [InlineData(21212, "From", "++")]
    [InlineData(21606, "From", "+15005550007")]
    [InlineData(21266, "To", Sms)]
    [InlineData(21609, "StatusCallback", "/relative")]
    [InlineData(21609, "StatusCallback", "https://my_host.example.com/x")]
    [InlineData(21620, "MediaUrl", "picture.png")]
    [InlineData(21705, "MessagingServiceSid", "nonsense")]
    [InlineData(21655, "ContentSid", "nonsense")]
    [InlineData(35118, "ScheduleType", "fixed")]
    public async Task What_twilio_refuses_is_refused_with_its_code(int code, string field, string? value)
    {
        var (status, error) = await SendAsync((field, value));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(code, error.GetProperty("code").GetInt32());
        Assert.Equal(400, error.GetProperty("status").GetInt32());
        Assert.Equal($"https://www.twilio.com/docs/errors/{code}", error.GetProperty("more_info").GetString());
        Assert.Empty(Carrier.Sent);
    }

    [Fact]
    public async Task A_body_may_have_1600_characters_and_no_more()
    {
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(("Body", new string('a', 1600)))).Status);
        Assert.Equal(21617, (await SendAsync(("Body", new string('a', 1601)))).Answer.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Wrong_credentials_and_unknown_paths_are_told_apart()
    {
        Http.DefaultRequestHeaders.Authorization = new("Basic", "bm90OnRoaXM=");
        var (status, error) = await SendAsync();
        Assert.Equal((HttpStatusCode.Unauthorized, 20003), (status, error.GetProperty("code").GetInt32()));
    }

    [Fact]
    public async Task Another_account_is_not_found()
    {
        using var response = await Http.GetAsync(new Uri(Host.TwilioUrl + "/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json"));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("20404", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(20404, (await GetAsync("/Nothing.json")).Answer.GetProperty("code").GetInt32());
        Assert.Equal(20404, (await GetAsync("/Messages/SM00.json")).Answer.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task The_product_can_check_its_credentials_and_where_its_number_points()
    {
        var account = await GetAsync(".json");
        Assert.Equal("active", account.Answer.GetProperty("status").GetString());

        var (_, list) = await GetAsync($"/IncomingPhoneNumbers.json?PhoneNumber={Uri.EscapeDataString(Sms)}");
        var number = list.GetProperty("incoming_phone_numbers")[0];
        Assert.Equal(Product.Webhook, number.GetProperty("sms_url").GetString());

        await PostAsync($"/IncomingPhoneNumbers/{number.GetProperty("sid").GetString()}.json", ("SmsUrl", Product.Url + "/elsewhere"));
        await Carrier.TextFromPhoneAsync(Ada, Sms, "Hello");
        Assert.Equal("/elsewhere", Assert.Single(Product.Posts).Path);
    }

    [Fact]
    public async Task Callbacks_follow_the_message_to_the_phone()
    {
        var (_, message) = await SendAsync(("StatusCallback", Product.Webhook + "?m=42"));
        await SettledAsync();

        Assert.Equal(["sent", "delivered"], Product.Statuses);
        var last = Product.Posts.Last();
        Assert.Equal("/webhook?m=42", last.Path);
        Assert.Equal(message.GetProperty("sid").GetString(), last["MessageSid"]);
        Assert.Matches(@"^\d{10}$", last["RawDlrDoneDate"]);
        Assert.Equal("delivered", (await GetAsync($"/Messages/{last["MessageSid"]}.json")).Answer.GetProperty("status").GetString());
        Assert.Equal("Your table is ready", Assert.Single(Carrier.OnPhone(Ada)).Body);
    }

    [Fact]
    public async Task Whatsapp_needs_a_recent_word_from_the_other_side()
    {
        await SendAsync(("To", Grace), ("From", WhatsApp), ("StatusCallback", Product.Webhook));
        await SettledAsync();
        var failed = Assert.Single(Product.Posts);
        Assert.Equal(("failed", "63016", "whatsapp"), (failed["MessageStatus"], failed["ErrorCode"], failed["ChannelPrefix"]));

        await Carrier.WhatsAppFromPhoneAsync(Grace, WhatsApp, "Hi");
        await SendAsync(("To", Grace), ("From", WhatsApp), ("StatusCallback", Product.Webhook));
        await SettledAsync();
        await Carrier.ReadOnPhoneAsync(Grace);
        Assert.Equal(["failed", "sent", "delivered", "read"], Product.Statuses);
        Assert.Equal("READ", Product.Posts.Last()["EventType"]);
    }

    [Fact]
    public async Task A_template_may_be_sent_at_any_time()
    {
        await SendAsync(("To", Grace), ("From", WhatsApp), ("Body", null), ("ContentSid", "HX" + new string('a', 32)), ("ContentVariables", """{"1":"Grace"}"""));
        await SettledAsync();
        Assert.Equal(MessageStatus.Delivered, Assert.Single(Carrier.Sent).Status);
    }

    [Fact]
    public async Task A_messaging_service_chooses_the_sender_later()
    {
        var (_, message) = await SendAsync(("From", null), ("MessagingServiceSid", "MG" + new string('a', 32)), ("StatusCallback", Product.Webhook));
        Assert.Equal("accepted", message.GetProperty("status").GetString());
        Assert.Equal("0", message.GetProperty("num_segments").GetString());
        Assert.Equal(JsonValueKind.Null, message.GetProperty("from").ValueKind);

        await SettledAsync();
        Assert.Equal(["queued", "sent", "delivered"], Product.Statuses);
        Assert.Equal(Sms, Carrier.Sent[0].From);
    }

    [Fact]
    public async Task Only_a_scheduled_message_can_be_canceled()
    {
        var sendAt = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 3600).ToString("yyyy-MM-ddTHH:mm:ssZ");
        var (_, scheduled) = await SendAsync(("MessagingServiceSid", "MG" + new string('a', 32)), ("ScheduleType", "fixed"), ("SendAt", sendAt));
        Assert.Equal("scheduled", scheduled.GetProperty("status").GetString());

        var path = $"/Messages/{scheduled.GetProperty("sid").GetString()}.json";
        Assert.Equal("canceled", (await PostAsync(path, ("Status", "canceled"))).Answer.GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(path, ("Status", "canceled"))).Status);
        Assert.Equal(30400, (await PostAsync(path, ("Status", "canceled"), ("Body", ""))).Answer.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task A_delivered_message_can_be_emptied_and_deleted()
    {
        var (_, message) = await SendAsync();
        await SettledAsync();
        var path = $"/Messages/{message.GetProperty("sid").GetString()}.json";

        Assert.Equal("", (await PostAsync(path, ("Body", ""))).Answer.GetProperty("body").GetString());
        using var deleted = await Http.DeleteAsync(new Uri(Account + path));
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(path)).Status);
    }

    [Fact]
    public async Task After_stop_nothing_is_accepted_until_start()
    {
        await Carrier.TextFromPhoneAsync(Ada, Sms, " stop ");
        Assert.Equal(21610, (await SendAsync()).Answer.GetProperty("code").GetInt32());
        Assert.Contains(Carrier.OnPhone(Ada), message => message.Body.StartsWith("You have successfully been unsubscribed", StringComparison.Ordinal));
        Assert.Equal("stop", Product.Posts.First()["Body"].Trim());

        await Carrier.TextFromPhoneAsync(Ada, Sms, "please do not stop");
        Assert.Equal(21610, (await SendAsync()).Answer.GetProperty("code").GetInt32());

        await Carrier.TextFromPhoneAsync(Ada, Sms, "Start");
        Assert.Equal(HttpStatusCode.Created, (await SendAsync()).Status);
    }
}
