using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using UnifiedInbox.Simulator;

namespace UnifiedInbox.Tests.Simulator;

public class WebhookTests : Desk
{
    [Fact]
    public async Task A_text_arrives_signed_and_with_all_its_fields()
    {
        Carrier.WebhookUrl = Product.Webhook + "?from=twilio#rc=3&rp=all";
        var message = await Carrier.TextFromPhoneAsync(Ada, Sms, "Is the 2pm slot free? ✓ & more");

        var post = Assert.Single(Product.Posts);
        Assert.Equal(message.Sid, post["MessageSid"]);
        Assert.Equal((message.Sid, message.Sid), (post["SmsSid"], post["SmsMessageSid"]));
        Assert.Equal((Ada, Sms, "Is the 2pm slot free? ✓ & more"), (post["From"], post["To"], post["Body"]));
        Assert.Equal(("0", "1", "received", "2010-04-01", "US"), (post["NumMedia"], post["NumSegments"], post["SmsStatus"], post["ApiVersion"], post["FromCountry"]));
        Assert.Equal(Signature(Product.Webhook + "?from=twilio", post), post.Signature);
        Assert.True(message.Webhook!.Succeeded);
    }

    [Fact]
    public async Task Whatsapp_brings_the_profile_name_and_no_geography()
    {
        await Carrier.WhatsAppFromPhoneAsync("+14155550143", "+14155238886", "Hi", "Grace ✨");
        var post = Assert.Single(Product.Posts);
        Assert.Equal((Grace, WhatsApp, "Grace ✨", "14155550143", "text"), (post["From"], post["To"], post["ProfileName"], post["WaId"], post["MessageType"]));
        Assert.DoesNotContain("FromCountry", post.Form.Keys);
    }

    [Fact]
    public async Task A_server_error_is_not_retried_unless_asked_for()
    {
        Product.Status = _ => 500;
        var message = await Carrier.TextFromPhoneAsync(Ada, Sms, "Hello");
        Assert.Equal((1, 500, 11200), (message.Webhook!.Attempts, message.Webhook.Status, message.Webhook.DebuggerCode));

        Carrier.WebhookUrl = Product.Webhook + "#rc=5&rp=all";
        Product.Status = posts => posts < 5 ? 503 : 200;
        message = await Carrier.TextFromPhoneAsync(Ada, Sms, "Hello again");
        Assert.Equal((4, true), (message.Webhook!.Attempts, message.Webhook.Succeeded));
        Assert.Single(Product.Posts.Skip(1).Select(post => post.Token).Distinct());
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("#rc=0", 1)]
    [InlineData("#rc=4&rp=ct,5xx", 5)]
    [InlineData("#rc=4&rp=4xx", 1)]
    [InlineData("#rc=9", 2)]
    public async Task A_refused_connection_is_tried_again_as_the_fragment_says(string fragment, int attempts)
    {
        using var unused = new TcpListener(IPAddress.Loopback, 0);
        unused.Start();
        var port = ((IPEndPoint)unused.LocalEndpoint).Port;
        unused.Stop();

        Carrier.WebhookUrl = $"http://127.0.0.1:{port}/webhook{fragment}";
        var message = await Carrier.TextFromPhoneAsync(Ada, Sms, "Anyone there?");
        Assert.Equal((attempts, null, 11205), (message.Webhook!.Attempts, message.Webhook.Status, message.Webhook.DebuggerCode));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_in_time_counts_as_a_read_failure()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        Carrier.WebhookUrl = $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/webhook#rt=100&rc=2&rp=rt";
        var message = await Carrier.TextFromPhoneAsync(Ada, Sms, "Hello?");
        Assert.Equal((3, "no answer in time"), (message.Webhook!.Attempts, message.Webhook.Error));
    }

    [Theory]
    [InlineData("text/xml", "<Response><Message>Thanks!</Message></Response>", "Thanks!", null)]
    [InlineData("text/xml", "<Response><Message><Body>Thanks!</Body></Message></Response>", "Thanks!", null)]
    [InlineData("text/plain", "oops", "oops", null)]
    [InlineData("text/xml", "<Response>", null, 12100)]
    [InlineData("application/json", "{}", null, 12300)]
    [InlineData("text/xml", "<Response/>", null, null)]
    public async Task What_the_product_answers_is_understood_as_twiml(string contentType, string answer, string? reply, int? debuggerCode)
    {
        (Product.ContentType, Product.Answer) = (contentType, answer);
        var message = await Carrier.TextFromPhoneAsync(Ada, Sms, "Hello");
        Assert.Equal(debuggerCode, message.Webhook!.DebuggerCode);
        Assert.Equal(reply, Carrier.OnPhone(Ada).SingleOrDefault(other => !other.IsInbound)?.Body);
    }

    [Fact]
    public async Task Callbacks_are_signed_over_their_query()
    {
        await SendAsync(("StatusCallback", Product.Webhook + "?m=1&n=a%20b"));
        await SettledAsync();
        Assert.All(Product.Posts, post => Assert.Equal(Signature(Product.Webhook + "?m=1&n=a%20b", post), post.Signature));
    }

    private string Signature(string url, Post post)
    {
        var data = url + string.Concat(post.Form.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => field.Key + field.Value));
#pragma warning disable CA5350 // SHA-1 is the provider's choice
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(Carrier.Options.AuthToken), Encoding.UTF8.GetBytes(data)));
#pragma warning restore CA5350
    }
}
