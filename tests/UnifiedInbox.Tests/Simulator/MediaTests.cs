using System.Net;
using UnifiedInbox.Simulator;

namespace UnifiedInbox.Tests.Simulator;

public class MediaTests : Desk
{
    [Fact]
    public async Task A_picture_from_a_phone_is_fetched_with_credentials_by_way_of_the_media_store()
    {
        await Carrier.TextFromPhoneAsync(Ada, Sms, "", [new MediaFile("image/png", ProductStub.Picture)]);
        var post = Assert.Single(Product.Posts);
        Assert.Equal(("1", "image/png"), (post["NumMedia"], post["MediaContentType0"]));
        Assert.Matches("^MM", post["MessageSid"]);

        using var anonymous = new HttpClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.GetAsync(new Uri(post["MediaUrl0"]))).StatusCode);

        using var redirect = await Http.GetAsync(new Uri(post["MediaUrl0"]));
        Assert.Equal(HttpStatusCode.TemporaryRedirect, redirect.StatusCode);
        Assert.NotEqual(new Uri(post["MediaUrl0"]).Host, redirect.Headers.Location!.Host);
        Assert.Equal(ProductStub.Picture, await anonymous.GetByteArrayAsync(redirect.Headers.Location));
        using var careless = await Http.GetAsync(redirect.Headers.Location);
        Assert.Equal([false, true], Carrier.CdnRequests.Select(request => request.HadAuthorization));
    }

    [Fact]
    public async Task Media_is_listed_and_can_be_deleted()
    {
        var message = await Carrier.TextFromPhoneAsync(Ada, Sms, "two", [new("image/png", ProductStub.Picture), new("text/vcard", ProductStub.Picture)]);
        var (_, list) = await GetAsync($"/Messages/{message.Sid}/Media.json");
        Assert.Equal(["image/png", "text/vcard"], list.GetProperty("media_list").EnumerateArray().Select(file => file.GetProperty("content_type").GetString()));

        var path = $"/Messages/{message.Sid}/Media/{message.Media[0].Sid}.json";
        Assert.Equal(message.Sid, (await GetAsync(path)).Answer.GetProperty("parent_sid").GetString());
        using var deleted = await Http.DeleteAsync(new Uri(Account + path));
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(path)).Status);
    }

    [Fact]
    public async Task What_the_product_links_is_fetched_without_credentials_and_reaches_the_phone()
    {
        var (_, message) = await SendAsync(("Body", null), ("MediaUrl", Product.Url + "/picture.png"));
        Assert.Equal("1", message.GetProperty("num_media").GetString());
        await SettledAsync();
        Assert.Equal(ProductStub.Picture, Carrier.OnPhone(Ada)[0].Media[0].Bytes.ToArray());
        Assert.False(Assert.Single(Product.PictureHadAuthorization));
    }

    [Theory]
    [InlineData(Ada, Sms, 11200)]
    [InlineData(Grace, WhatsApp, 63019)]
    public async Task A_link_that_leads_nowhere_fails_the_message(string to, string from, int code)
    {
        Carrier.Switch(now => now with { WhatsAppWindow = false });
        await SendAsync(("To", to), ("From", from), ("MediaUrl", Product.Url + "/missing.png"));
        await SettledAsync();
        Assert.Equal((MessageStatus.Failed, code), (Carrier.Sent[0].Status, Carrier.Sent[0].ErrorCode));
    }
}
