using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Accounts;
using UnifiedInbox.Analytics;
using UnifiedInbox.Database;

namespace UnifiedInbox.Tests.Analytics;

/// <summary>A past made of chance is counted by the product and, apart from it, from the raw rows.</summary>
public sealed class FiguresTests(TestApp app) : IClassFixture<TestApp>, IAsyncLifetime
{
    private static readonly SemaphoreSlim Once = new(1);
    private static RandomHistory? history;
    private static HttpClient? admin;

    public async Task InitializeAsync()
    {
        await Once.WaitAsync();
        try
        {
            if (history is not null) return;
            admin = await app.SignUpAdminAsync();
            await app.Services.GetRequiredService<SettingsStore>().SetAsync("time_zone", "America/New_York", null, default);
            var written = new RandomHistory(app.Db, seed: 4711);
            await written.WriteAsync(app.Clock.GetUtcNow(), people: 25, messages: 1200);
            history = written;
        }
        finally
        {
            Once.Release();
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private Guid[] Everything => [.. history!.Inboxes.Select(inbox => inbox.Id)];

    [Fact]
    public async Task Every_metric_of_all_time_is_what_the_raw_rows_say() => await AssertCountedAsync("");

    [Fact]
    public async Task Every_metric_is_right_in_any_range_and_under_any_filter()
    {
        var now = app.Clock.GetUtcNow();
        var random = new Random(7);
        for (var i = 0; i < 12; i++)
        {
            var from = now.AddSeconds(-random.Next(80 * 86400));
            var to = i % 3 == 0 ? now.AddMinutes(1) : from.AddSeconds(random.Next(1, (int)(now - from).TotalSeconds));
            var channel = i % 4 == 1 ? "email" : null;
            Guid? agent = i % 4 == 2 ? history!.Agents[i % 2] : null, label = i % 4 == 3 ? history!.Labels[i % 2] : null;
            var query = $"?from={Text(from)}&to={Text(to)}&channel={channel}&agent={agent}&label={label}";
            await AssertCountedAsync(query, from, to, channel, agent, label);
        }
    }

    [Fact]
    public async Task Days_are_those_of_the_team_and_both_ends_are_included()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(app.Clock.GetUtcNow(), zone).DateTime);
        var (first, last) = (today.AddDays(-45), today.AddDays(-3));
        await AssertCountedAsync($"?from={first:yyyy-MM-dd}&to={last:yyyy-MM-dd}", FigureFilter.DayStart(first, zone), FigureFilter.DayStart(last.AddDays(1), zone));
    }

    [Fact]
    public async Task What_happens_late_is_counted_where_it_belongs()
    {
        await AssertCountedAsync("");
        var now = app.Clock.GetUtcNow();
        var conversation = history!.Conversations[1];
        // Back-filled mail, an answer to what was sent before, a late status, a changed label and assignee, a reopening, a merge, a deletion.
        await history.AddMessageAsync(conversation, now.AddDays(-33).AddSeconds(1), inbound: true, "received");
        await AssertCountedAsync("");
        await history.AddMessageAsync(conversation, now.AddDays(-33).AddSeconds(5000), inbound: false, "delivered");
        await AssertCountedAsync("");
        await RunAsync("UPDATE messages SET status = 'failed', error_code = '30001' WHERE status = 'sent' AND id IN (SELECT id FROM messages WHERE status = 'sent' ORDER BY id LIMIT 5)");
        await AssertCountedAsync("");
        await RunAsync("UPDATE messages SET is_spam = true WHERE id IN (SELECT id FROM messages WHERE direction = 'inbound' ORDER BY id LIMIT 4)");
        await AssertCountedAsync("");
        await RunAsync("UPDATE conversations SET labels = ARRAY[@label]::uuid[], assignee_id = NULL WHERE id = @id", new { label = history.Labels[0], id = conversation.Id });
        await AssertCountedAsync("");
        await RunAsync("UPDATE conversations SET status = 'open', closed_at = NULL WHERE id IN (SELECT id FROM conversations WHERE status = 'closed' ORDER BY id LIMIT 3)");
        await AssertCountedAsync("");
        await RunAsync("UPDATE messages SET at = at - interval '9 days' WHERE id IN (SELECT id FROM messages ORDER BY id LIMIT 7)");
        await AssertCountedAsync("");
        using var merged = await admin!.PostAsJsonAsync($"/api/contacts/{history.Contacts[2]}/merge", new { otherId = history.Contacts[3] });
        await AssertCountedAsync("");
        using var delete = new HttpRequestMessage(HttpMethod.Delete, $"/api/contacts/{history.Contacts[4]}");
        delete.Headers.Add("X-Confirm", history.Contacts[4].ToString());
        Assert.Equal(204, (int)(await admin!.SendAsync(delete)).StatusCode);
        await AssertCountedAsync("");
    }

    [Fact]
    public async Task An_agent_sees_the_inboxes_they_may_use_and_no_others()
    {
        var token = await AgentTokenAsync();
        using var agent = app.WithToken(token);
        var answer = await agent.GetFromJsonAsync<JsonElement>("/api/analytics");
        var open = history!.Inboxes.Where(inbox => inbox.Channel != "whatsapp").Select(inbox => inbox.Id).ToArray();
        Recount.AssertSame(await CountAsync(open), Recount.Shape(answer));
        Assert.DoesNotContain(answer.GetProperty("byChannel").EnumerateArray(), row => row.GetProperty("channel").GetString() == "whatsapp");
    }

    [Theory]
    [InlineData("messages", "messages"), InlineData("response-rate", "replied"), InlineData("left", "left"), InlineData("delivery", "delivered"), InlineData("failure", "failed")]
    [InlineData("response", "response"), InlineData("resolution", "resolution"), InlineData("opt-outs", "optOuts"), InlineData("contacts", "contacts")]
    public async Task A_number_leads_to_exactly_the_rows_it_counts(string metric, string figure)
    {
        var from = app.Clock.GetUtcNow().AddDays(-60);
        var filter = new FigureFilter { From = from, To = from.AddDays(55), Zone = TimeZoneInfo.Utc, Now = app.Clock.GetUtcNow() };
        var answer = await admin!.GetFromJsonAsync<JsonElement>($"/api/analytics?from={Text(filter.Low)}&to={Text(filter.High)}");
        var caller = await CallerAsync();
        var list = app.Services.GetRequiredService<ListRows>();
        var ids = new HashSet<Guid>();
        Cursor? cursor = null;
        do
        {
            var page = await list.RunAsync(caller, new RowChoice(metric, filter), cursor, 7, default);
            Assert.All(page.Items, row => Assert.True(ids.Add(row.Id)));
            Assert.True(Cursor.TryParse(page.NextCursor, out cursor));
        }
        while (cursor is not null);
        var counted = figure is "messages" or "contacts" ? answer.GetProperty(figure == "messages" ? "totalMessages" : "totalContacts") : answer.GetProperty("totals").GetProperty(figure);
        Assert.Equal(counted.ValueKind == JsonValueKind.Object ? counted.GetProperty("count").GetInt64() : counted.GetInt64(), ids.Count);
    }

    [Fact]
    public async Task A_range_is_compared_with_the_one_before_it()
    {
        var (from, to) = (app.Clock.GetUtcNow().AddDays(-20), app.Clock.GetUtcNow().AddDays(-10));
        var answer = await admin!.GetFromJsonAsync<JsonElement>($"/api/analytics?from={Text(from)}&to={Text(to)}");
        var before = await admin!.GetFromJsonAsync<JsonElement>($"/api/analytics?from={Text(from - (to - from))}&to={Text(from)}");
        Assert.Equal(before.GetProperty("totals").ToString(), answer.GetProperty("previous").ToString());
    }

    [Fact]
    public async Task A_chart_is_exported_as_it_is_drawn()
    {
        var answer = await admin!.GetFromJsonAsync<JsonElement>("/api/analytics");
        var lines = (await admin!.GetStringAsync("/analytics/export/days?all=true")).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("day,inbound,outbound", lines[0]);
        Assert.Equal(answer.GetProperty("load").GetProperty("byDay").GetArrayLength(), lines.Length - 1);
    }

    private async Task AssertCountedAsync(string query, DateTimeOffset? from = null, DateTimeOffset? to = null, string? channel = null, Guid? agent = null, Guid? label = null)
    {
        var answer = await admin!.GetFromJsonAsync<JsonElement>("/api/analytics" + query);
        var expected = await Recount.RunAsync(app.Db, Everything, from ?? FigureFilter.Earliest, to ?? app.Clock.GetUtcNow().AddDays(1), "America/New_York", channel, agent, label);
        Recount.AssertSame(expected, Recount.Shape(answer));
    }

    private Task<System.Text.Json.Nodes.JsonNode> CountAsync(Guid[] inboxes) =>
        Recount.RunAsync(app.Db, inboxes, FigureFilter.Earliest, app.Clock.GetUtcNow().AddDays(1), "America/New_York");

    private async Task<Caller> CallerAsync() =>
        new((await app.Db.FindAsync<Guid?>("SELECT id FROM users WHERE role = 'admin'", null, default))!.Value, "Ada", "ada@example.com", Role.Admin, null, null);

    private async Task<string> AgentTokenAsync()
    {
        using var anonymous = app.Anonymous();
        await app.Services.GetRequiredService<SettingsStore>().SetAsync("sign_up", new { mode = "open" }, null, default);
        using var response = await anonymous.PostAsJsonAsync("/api/auth/sign-up", new { email = "agent@example.com", password = "SecurePassword123", name = "Abe Agent" });
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    private Task<int> RunAsync(string sql, object? parameters = null) => app.Db.ExecuteAsync(sql, parameters, default);

    private static string Text(DateTimeOffset at) => Uri.EscapeDataString(at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
}
