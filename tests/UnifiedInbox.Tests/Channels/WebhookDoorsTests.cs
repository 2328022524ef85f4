using System.Net;

namespace UnifiedInbox.Tests.Channels;

/// <summary>Webhook addresses opened by whoever wants to see whether they are there.</summary>
public sealed class WebhookDoorsTests(TestApp app) : IClassFixture<TestApp>
{
    [Theory]
    [InlineData("/api/webhooks/twilio")]
    [InlineData("/api/messaging/webhook/twilio")]
    [InlineData("/api/webhooks/ses")]
    [InlineData("/api/webhooks/resend")]
    [InlineData("/api/webhooks/stripe")]
    public async Task Only_posts_are_taken_and_others_are_told_so(string path)
    {
        using var anyone = app.Anonymous();
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head, HttpMethod.Put, HttpMethod.Delete })
        {
            using var request = new HttpRequestMessage(method, path);
            using var answer = await anyone.SendAsync(request);
            Assert.Equal((HttpStatusCode.MethodNotAllowed, "POST"), (answer.StatusCode, Assert.Single(answer.Content.Headers.Allow)));
        }
        using var empty = await anyone.PostAsync(path, new StringContent(""));
        Assert.True(empty.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.BadRequest, $"{(int)empty.StatusCode}");
    }
}
