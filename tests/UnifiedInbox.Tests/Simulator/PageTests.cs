using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using UnifiedInbox.Simulator;

namespace UnifiedInbox.Tests.Simulator;

public class PageTests : Desk
{
    private readonly List<string> guarded = [];

    protected override SimulatorOptions Options => new() { GuardPage = page => page.Add(route => guarded.Add(route.DisplayName ?? "")) };

    [Fact]
    public async Task A_stranger_finds_two_phones_and_the_numbers_to_write_to()
    {
        var html = await Http.GetStringAsync(new Uri(Host.Url));
        Assert.All(["Ada Lovelace", "Grace Hopper", "&#x2B;15005550006", "&#x2B;14155238886", "Nothing yet"], text => Assert.Contains(text, html, StringComparison.Ordinal));
        Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("onclick", html, StringComparison.Ordinal);

        var script = html.Split("src=\"")[1].Split('"')[0];
        using var answer = await Http.GetAsync(new Uri(new Uri(Host.Url), script));
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task What_is_written_on_a_phone_reaches_the_product()
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(Grace), "from" },
            { new StringContent(WhatsApp), "to" },
            { new StringContent("Look\r\nat this"), "body" },
            { new StringContent("Amazing Grace"), "profileName" },
            { new ByteArrayContent(ProductStub.Picture) { Headers = { ContentType = new("image/png") } }, "file", "picture.png" },
        };
        using var answer = await DoAsync("messages", form);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        var post = Assert.Single(Product.Posts);
        Assert.Equal((Grace, "Look\nat this", "Amazing Grace", "1"), (post["From"], post["Body"], post["ProfileName"], post["NumMedia"]));
        var thread = await Http.GetStringAsync(new Uri($"{Host.Url}/thread?address={Uri.EscapeDataString(Grace)}"));
        Assert.Contains("arrived in the inbox", thread, StringComparison.Ordinal);
        var picture = thread.Split("src=\"")[1].Split('"')[0];
        Assert.Equal(ProductStub.Picture, await Http.GetByteArrayAsync(new Uri(new Uri(Host.Url), picture)));
        Assert.Contains("inbound", await Http.GetStringAsync(new Uri(Host.Url + "/log")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sample_picture_is_a_picture()
    {
        using var form = new MultipartFormDataContent { { new StringContent(Ada), "from" }, { new StringContent(Sms), "to" }, { new StringContent("true"), "sample" } };
        using var answer = await DoAsync("messages", form);
        var bytes = Carrier.OnPhone(Ada)[0].Media[0].Bytes.Span;
        Assert.Equal("PNG", System.Text.Encoding.ASCII.GetString(bytes[1..4]));
    }

    [Fact]
    public async Task A_phone_is_added_by_any_way_of_writing_its_number()
    {
        using var added = await DoAsync("phones", JsonContent.Create(new { number = "+1 (415) 555-0177", name = "Alan", channel = "whatsapp" }));
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.Contains("Alan", await Http.GetStringAsync(new Uri($"{Host.Url}/phone?address=whatsapp:%2B14155550177")), StringComparison.Ordinal);

        using var refused = await DoAsync("phones", JsonContent.Create(new { number = "555-0177", name = "", channel = "sms" }));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
    }

    [Fact]
    public async Task Switches_change_one_by_one()
    {
        using var changed = await DoAsync("switches", JsonContent.Create(new { fault = "lostAnswer", faultTimes = 3, callbackDelayMs = 10 }));
        Assert.Equal("lostAnswer", (await changed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("fault").GetString());
        Assert.Equal(new Switches { Fault = SendFault.LostAnswer, FaultTimes = 3, CallbackDelayMs = 10 }, Carrier.Switches);

        foreach (var nonsense in new object[] { new { nothing = 1 }, new { fault = "sideways" }, new { callbackDelayMs = -1 }, new { callbackDelayMs = (int?)null } })
        {
            using var refused = await DoAsync("switches", JsonContent.Create(nonsense));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        }
        using var reset = await DoAsync("switches/reset", JsonContent.Create(new { }));
        Assert.Equal(new Switches(), Carrier.Switches);
    }

    [Fact]
    public async Task The_page_hears_of_changes_as_they_happen()
    {
        using var stream = new StreamReader(await Http.GetStreamAsync(new Uri(Host.Url + "/events")));
        Assert.Equal("data: all", await stream.ReadLineAsync());
        await Carrier.TextFromPhoneAsync(Ada, Sms, "Hello");
        string? line;
        do
            line = await stream.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(5));
        while (line != $"data: {Ada}");
    }

    [Fact]
    public async Task Another_site_cannot_press_the_buttons_and_only_the_page_is_guarded()
    {
        using var form = new FormUrlEncodedContent([new("from", Ada), new("to", Sms), new("body", "forged")]);
        using var answer = await Http.PostAsync(new Uri(Host.Url + "/messages"), form);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty(Product.Posts);

        await Http.GetAsync(new Uri(Host.Url));
        Assert.Contains(guarded, route => route.EndsWith("/simulator/messages", StringComparison.Ordinal));
        Assert.DoesNotContain(guarded, route => route.Contains("/twilio/", StringComparison.Ordinal) || route.Contains("/cdn/", StringComparison.Ordinal));
    }

    private async Task<HttpResponseMessage> DoAsync(string path, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Host.Url}/{path}") { Content = content };
        request.Headers.Add("X-Simulator", "1");
        return await Http.SendAsync(request);
    }
}
