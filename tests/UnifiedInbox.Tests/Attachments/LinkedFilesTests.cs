using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using UnifiedInbox.Simulator;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Attachments;

/// <summary>Pictures go out: the carrier is given addresses, and really fetches them.</summary>
public sealed class LinkedFilesTests(CarrierDesk desk) : IClassFixture<CarrierDesk>
{
    private static readonly byte[] Photo = Pictures.Png(64, 48);

    [Fact]
    public async Task The_phone_shows_the_picture_that_was_put_up()
    {
        var (message, sent) = await SendPhotoAsync();
        Assert.Equal("sent", message.GetProperty("status").GetString() is "delivered" ? "sent" : message.GetProperty("status").GetString());
        Assert.Equal(Photo, Assert.Single(sent.Media).Bytes);
        Assert.Equal("photo.png", message.GetProperty("attachments")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task The_same_words_with_another_picture_are_another_message()
    {
        var contact = await NewContactAsync();
        var first = await desk.Api.UploadAsync(Photo);
        var other = await desk.Api.UploadAsync(Pictures.Png(64, 49));
        Assert.True((await desk.PostMessageAsync(contact, "", extra: new { attachments = new[] { first } })).IsSuccessStatusCode);
        Assert.True((await desk.PostMessageAsync(contact, "", extra: new { attachments = new[] { other } })).IsSuccessStatusCode);
        Assert.Equal("duplicate_text", await (await desk.PostMessageAsync(contact, "", extra: new { attachments = new[] { other } })).CodeAsync());
    }

    [Fact]
    public async Task The_address_opens_one_file_unchanged_and_for_a_while()
    {
        var (_, sent) = await SendPhotoAsync();
        var (_, another) = await SendPhotoAsync();
        using var anyone = desk.App.Anonymous();
        var url = Assert.Single(sent.MediaUrls);

        using var whole = await anyone.GetAsync(url);
        Assert.Equal((HttpStatusCode.OK, "image/png", "nosniff"), (whole.StatusCode, whole.Content.Headers.ContentType!.MediaType, whole.Headers.GetValues("X-Content-Type-Options").Single()));
        using var head = await anyone.SendAsync(new HttpRequestMessage(HttpMethod.Head, url));
        Assert.Equal((HttpStatusCode.OK, (long?)Photo.Length), (head.StatusCode, head.Content.Headers.ContentLength));
        using var partly = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new RangeHeaderValue(1, 3) } };
        using var part = await anyone.SendAsync(partly);
        Assert.Equal((HttpStatusCode.PartialContent, "PNG"), (part.StatusCode, await part.Content.ReadAsStringAsync()));

        var otherId = new Uri(another.MediaUrls[0]).AbsolutePath;
        var later = System.Text.RegularExpressions.Regex.Replace(url, "expires=(\\d+)", match => "expires=" + (long.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) + 1));
        string[] changed = [url[..^2] + (url.EndsWith("AA", StringComparison.Ordinal) ? "BB" : "AA"), url.Split("&signature")[0], later, otherId + new Uri(url).Query, url.Replace("signature=", "signature=x", StringComparison.Ordinal)];
        foreach (var wrong in changed) Assert.Equal(HttpStatusCode.Forbidden, (await anyone.GetAsync(wrong)).StatusCode);

        desk.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal(HttpStatusCode.Forbidden, (await anyone.GetAsync(url)).StatusCode);
    }

    [Fact]
    public async Task What_somebody_sent_us_has_no_such_address()
    {
        var phone = CarrierDesk.NewPhone();
        var received = await desk.Carrier.TextFromPhoneAsync(phone, CarrierDesk.OurNumber, "look", [new MediaFile("image/png", Photo)]);
        var message = (await desk.FindByProviderIdAsync(received.Sid))!.Value;
        var id = message.GetProperty("attachments")[0].GetProperty("id").GetString();
        var link = (UnifiedInbox.Attachments.Links.FileLink)desk.App.Services.GetService(typeof(UnifiedInbox.Attachments.Links.FileLink))!;
        using var anyone = desk.App.Anonymous();
        Assert.Equal(HttpStatusCode.NotFound, (await anyone.GetAsync(link.Of(desk.App.Address, Guid.Parse(id!)))).StatusCode);
    }

    private async Task<string> NewContactAsync() => (await desk.ReceiveAsync(CarrierDesk.NewPhone(), "hello")).GetProperty("contactId").GetString()!;

    private async Task<(JsonElement Message, SimulatedMessage Sent)> SendPhotoAsync()
    {
        var contact = await NewContactAsync();
        var answer = await desk.PostMessageAsync(contact, "look", extra: new { attachments = new[] { await desk.Api.UploadAsync(Photo) } });
        var queued = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.True(answer.IsSuccessStatusCode, queued.ToString());
        var message = await desk.WaitForStatusAsync(queued.GetProperty("id").GetString()!, "sent", "delivered");
        var sid = message.GetProperty("providerId").GetString()!;
        await desk.Carrier.WaitForAsync(carrier => carrier.SentWhere(one => one.Sid == sid).Any(one => one.Media.Count > 0));
        return (message, desk.Carrier.SentWhere(one => one.Sid == sid)[0]);
    }
}
