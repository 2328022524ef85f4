using System.Net;
using System.Text.Json;

namespace UnifiedInbox.Tests.Simulator;

public class ListingTests : Desk
{
    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition()
    {
        for (var n = 1; n <= 7; n++)
            await SendAsync(("Body", $"{n}"));
        await SendAsync(("To", "+14155550199"), ("Body", "to someone else"));

        var bodies = new List<string>();
        JsonElement page;
        var next = $"/Messages.json?To={Uri.EscapeDataString(Ada)}&PageSize=3";
        var previous = "";
        do
        {
            (_, page) = await GetAsync(next);
            bodies.AddRange(Bodies(page));
            previous = page.GetProperty("previous_page_uri").GetString() is { } uri ? Relative(uri) : previous;
            next = Relative(page.GetProperty("next_page_uri").GetString());
        }
        while (next.Length > 0);

        Assert.Equal(["7", "6", "5", "4", "3", "2", "1"], bodies);
        Assert.Equal(2, page.GetProperty("page").GetInt32());
        Assert.Equal(["4", "3", "2"], Bodies((await GetAsync(previous)).Answer));
    }

    [Fact]
    public async Task Messages_are_found_by_direction_and_time()
    {
        await Carrier.TextFromPhoneAsync(Ada, Sms, "from the phone");
        await SendAsync(("Body", "from the product"));
        await SettledAsync();
        var now = TimeProvider.System.GetUtcNow();

        Assert.Equal(["from the phone"], await ListAsync($"To={Uri.EscapeDataString(Sms)}"));
        Assert.Equal(["from the product"], await ListAsync($"From={Uri.EscapeDataString(Sms)}"));
        Assert.Equal(2, (await ListAsync($"DateSent%3E={now.AddMinutes(-1):yyyy-MM-ddTHH:mm:ssZ}")).Count);
        Assert.Empty(await ListAsync($"DateSent%3E={now.AddMinutes(1):yyyy-MM-ddTHH:mm:ssZ}"));
        Assert.Empty(await ListAsync($"DateSent%3C={now.AddDays(-1):yyyy-MM-dd}"));
        Assert.Equal(2, (await ListAsync($"DateSent%3C={now.AddDays(1):yyyy-MM-dd}")).Count);
        Assert.Equal(HttpStatusCode.BadRequest, (await GetAsync("/Messages.json?DateSent=yesterdayish")).Status);
    }

    private async Task<List<string>> ListAsync(string query) => Bodies((await GetAsync($"/Messages.json?{query}")).Answer);

    private static List<string> Bodies(JsonElement page) =>
        [.. page.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("body").GetString()!)];

    private string Relative(string? uri) =>
        uri is null ? "" : uri[$"/2010-04-01/Accounts/{Carrier.Options.AccountSid}".Length..];
}
