using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace UnifiedInbox.Tests.Messages;

/// <summary>
/// Twilio played by a mock server made from its OpenAPI description, as Prism does it: every message created is the example of the
/// description, with one and the same sid.
/// </summary>
public sealed class MockProviderTests
{
    private const string Created = """
        {"sid": "SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "account_sid": "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "status": "queued", "body": "Hi there",
         "date_created": "Thu, 24 Aug 2023 05:01:45 +0000", "direction": "outbound-api", "error_code": null, "num_segments": "1"}
        """;

    [Fact]
    public async Task Messages_that_get_the_same_sid_are_all_sent()
    {
        await using var twilio = await MockAsync();
        await using var app = await TestApp.StartAsync(null, new Dictionary<string, string?>
        {
            ["TWILIO_ACCOUNT_SID"] = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            ["TWILIO_AUTH_TOKEN"] = "a-token-of-the-mock-server-0000",
            ["TWILIO_PHONE_NUMBER"] = "+15005550006",
            ["TWILIO_BASE_URL"] = twilio.Urls.Single(),
        });
        using var api = await app.SignUpAdminAsync();
        await app.Db.ExecuteAsync("UPDATE inboxes SET segments_per_second = 0", null, CancellationToken.None);
        using var made = await api.PostAsJsonAsync("/api/contacts", new { name = "Ann", phone = "+14155550101" });
        var contactId = (await made.Content.ReadFromJsonAsync<JsonElement>()).Text("id");
        foreach (var text in new[] { "one", "two", "three" })
            (await api.PostAsJsonAsync("/api/messages", new { contactId, channel = "sms", content = text })).EnsureSuccessStatusCode();
        await Eventually.TrueAsync(
            async () => (await api.GetFromJsonAsync<JsonElement>("/api/messages")).GetProperty("items").EnumerateArray().All(message => message.Text("status") == "sent"),
            "all three are sent");
    }

    private static async Task<WebApplication> MockAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var mock = builder.Build();
        mock.MapPost("/2010-04-01/Accounts/{sid}/Messages.json", () => Results.Text(Created, "application/json", statusCode: StatusCodes.Status201Created));
        await mock.StartAsync();
        return mock;
    }
}
