using System.Net;
using System.Net.Http.Json;
using UnifiedInbox.Tests.Conversations;

namespace UnifiedInbox.Tests.Messages;

/// <summary><c>POST /api/messages/segments</c>, and the simulator's own count beside it.</summary>
public sealed class CountingSegmentsTests(CarrierDesk desk) : IClassFixture<CarrierDesk>
{
    [Fact]
    public async Task A_text_is_counted_with_what_makes_it_longer_and_what_could_stand_for_it()
    {
        var counted = await (await desk.Api.PostAsJsonAsync("/api/messages/segments", new { content = "“Hi” 😀" + new string('a', 80) })).JsonAsync();
        Assert.Equal(("UCS-2", 87, 2), (counted.Text("encoding"), counted.GetProperty("units").GetInt32(), counted.GetProperty("segments").GetInt32()));
        Assert.Equal([("“", "\""), ("”", "\""), ("😀", null)], counted.GetProperty("foreign").EnumerateArray().Select(one => (one.Text("char")!, one.Text("swap"))));
        Assert.Equal("\"Hi\" 😀" + new string('a', 80), counted.Text("plainContent"));
        var plain = await (await desk.Api.PostAsJsonAsync("/api/messages/segments", new { content = new string('€', 80) })).JsonAsync();
        Assert.Equal(("GSM-7", 160, 1), (plain.Text("encoding"), plain.GetProperty("units").GetInt32(), plain.GetProperty("segments").GetInt32()));
    }

    [Fact]
    public async Task What_cannot_be_counted_is_said_so()
    {
        await (await desk.Api.PostAsJsonAsync("/api/messages/segments", new { content = new string('x', 1601) })).RefusedAsync("bad_content");
        await (await desk.Api.PostAsJsonAsync("/api/messages/segments", new { content = (string?)null })).RefusedAsync("bad_content");
        using var stranger = desk.App.Anonymous();
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.PostAsJsonAsync("/api/messages/segments", new { content = "x" })).StatusCode);
    }

    [Theory]
    [InlineData("👨‍👩‍👧‍👦")]
    [InlineData("🇩🇪")]
    [InlineData("é̈")]
    [InlineData("😀")]
    public void The_simulator_keeps_together_what_the_product_does(string sign)
    {
        for (var before = 55; before < 75; before++)
        {
            var text = new string('я', before) + sign + new string('я', 66);
            Assert.Equal(UnifiedInbox.Messages.Texts.SmsSegments.Count(text), UnifiedInbox.Simulator.Messages.Segments.Count(text));
        }
    }
}
