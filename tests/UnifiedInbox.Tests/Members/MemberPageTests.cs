using System.Net.Http.Json;
using System.Text.Json;
using UnifiedInbox.Database;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Members;

/// <summary>The page of a member: seven tabs that show what is known, and say how to connect what is not.</summary>
public sealed class MemberPageTests(CarrierDesk desk) : IClassFixture<CarrierDesk>
{
    private static readonly string[] Tabs = ["", "/activity", "/features", "/revenue", "/messages", "/email", "/support"];

    [Fact]
    public async Task Every_tab_of_somebody_new_says_what_is_missing()
    {
        var id = (await desk.ReceiveAsync(CarrierDesk.NewPhone(), "Hello there")).Text("contactId")!;
        foreach (var tab in Tabs) Assert.Contains("member-panel", await PageAsync($"/members/{id}{tab}"), StringComparison.Ordinal);
        Assert.Contains("feature_used", await PageAsync($"/members/{id}/features"), StringComparison.Ordinal);
        Assert.Contains("STRIPE_WEBHOOK_SECRET", await PageAsync($"/members/{id}/revenue"), StringComparison.Ordinal);
        Assert.Contains("Hello there", await PageAsync($"/members/{id}/support"), StringComparison.Ordinal);
        Assert.Equal(404, (int)(await desk.Api.GetAsync($"/members/{id}/nonsense")).StatusCode);
        Assert.Equal(404, (int)(await desk.Api.GetAsync($"/members/{NewId.Next()}")).StatusCode);
    }

    [Fact]
    public async Task What_is_known_stands_in_the_header_and_on_its_tab()
    {
        var message = await desk.ReceiveAsync(CarrierDesk.NewPhone(), "About my <b>bill</b>");
        var id = message.Text("contactId")!;
        await desk.Api.PostAsJsonAsync($"/api/members/{id}/events", new
        {
            events = new object[]
            {
                new { id = "1", type = "plan_changed", plan = "Solo Pro", amount = 2900, currency = "USD", interval = "month", at = "2025-01-20T00:00:00Z", features = new[] { "Exports", "Seats" } },
                new { id = "2", type = "payment", amount = 2900, currency = "USD" },
                new { id = "3", type = "refund", amount = 400, currency = "USD" },
                new { id = "4", type = "payment", amount = 1000, currency = "JPY" },
                new { id = "5", type = "feature_used", feature = "Exports", quantity = 7 },
            },
        });
        await desk.Api.PatchAsync($"/api/conversations/{message.Text("conversationId")}", JsonContent.Create(new { status = "closed" }));
        var overview = await PageAsync($"/members/{id}");
        Assert.Contains("Member since Jan 2025 | Solo Pro $29/mo", overview, StringComparison.Ordinal);
        Assert.Contains("$25.00", overview, StringComparison.Ordinal);
        var revenue = await PageAsync($"/members/{id}/revenue");
        Assert.Contains("<svg viewBox", revenue, StringComparison.Ordinal);
        Assert.Contains("&#xA5;1,000", revenue, StringComparison.Ordinal);
        Assert.Matches("Exports[\\s\\S]*Yes[\\s\\S]*7[\\s\\S]*Seats", await PageAsync($"/members/{id}/features"));
        var activity = await PageAsync($"/members/{id}/activity");
        foreach (var words in new[] { "Paid $29.00", "Refunded $4.00", "Used Exports 7 times", "Conversation closed", "About my &lt;b&gt;bill" })
            Assert.Contains(words, activity, StringComparison.Ordinal);
        Assert.DoesNotContain("Paid $29.00", await PageAsync($"/members/{id}/activity?show=messages"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_history_is_paged_without_gaps_or_repeats()
    {
        var id = (await desk.ReceiveAsync(CarrierDesk.NewPhone(), "One")).Text("contactId")!;
        await desk.Api.PostAsJsonAsync($"/api/members/{id}/events", Enumerable.Range(0, 120).Select(i => new { id = $"e{i}", type = $"happened-{i:000}", at = "2025-05-05T00:00:00Z" }));
        var seen = new List<string>();
        var url = $"/members/{id}/activity";
        for (var page = 0; page < 5 && url.Length > 0; page++)
        {
            var html = await PageAsync(url);
            seen.AddRange(System.Text.RegularExpressions.Regex.Matches(html, "happened-[0-9]{3}").Select(match => match.Value));
            var next = System.Text.RegularExpressions.Regex.Match(html, "href=\"(/members/[^\"]*before=[^\"]*)\"");
            url = next.Success ? System.Net.WebUtility.HtmlDecode(next.Groups[1].Value) : "";
        }
        Assert.Equal(120, seen.Count);
        Assert.Equal(120, seen.Distinct().Count());
    }

    [Fact]
    public async Task A_private_note_is_in_nobody_elses_history()
    {
        var id = (await desk.ReceiveAsync(CarrierDesk.NewPhone(), "Hi")).Text("contactId")!;
        var email = $"{UnifiedInbox.Database.NewId.Next():N}@example.com";
        await desk.App.Db.ExecuteAsync("INSERT INTO users (id, email, name, role, security_stamp, concurrency_stamp) VALUES (@id, @email, 'Bob', 'agent', 's', 'c')", new { id = NewId.Next(), email }, default);
        await desk.App.Db.ExecuteAsync("""
            INSERT INTO notes (id, contact_id, author_id, content, is_private, at, updated_at)
            SELECT gen_random_uuid(), @id, u.id, 'whisper whisper', true, now(), now() FROM users u WHERE u.email = @email::citext
            """, new { id = Guid.Parse(id), email }, default);
        Assert.Contains("whisper", await PageAsync($"/members/{id}/activity"), StringComparison.Ordinal); // Ada is an admin
        await desk.App.Db.ExecuteAsync("UPDATE users SET role = 'agent' WHERE name = 'Ada Admin'", null, default);
        try
        {
            Assert.DoesNotContain("whisper", await PageAsync($"/members/{id}/activity"), StringComparison.Ordinal);
        }
        finally
        {
            await desk.App.Db.ExecuteAsync("UPDATE users SET role = 'admin' WHERE name = 'Ada Admin'", null, default);
        }
    }

    private async Task<string> PageAsync(string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Accept.ParseAdd("text/html");
        var response = await desk.Api.SendAsync(request);
        var html = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{url} {response.StatusCode} {html[..Math.Min(html.Length, 2000)]}");
        return html;
    }
}
