using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Analytics;
using UnifiedInbox.Database;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Analytics;

/// <summary>What the API answers to good and bad questions, and how the counts keep up with the clock.</summary>
public sealed class AskingForFiguresTests
{
    [Fact]
    public async Task Without_messages_there_are_noughts_and_no_average()
    {
        await using var app = await TestApp.StartAsync();
        using var admin = await app.SignUpAdminAsync();
        var answer = await admin.GetFromJsonAsync<JsonElement>("/api/analytics");
        Assert.Equal(0, answer.GetProperty("totalMessages").GetInt64());
        Assert.Equal(0, answer.GetProperty("totalContacts").GetInt64());
        Assert.Equal("[]", answer.GetProperty("byChannel").ToString());
        Assert.Equal("[]", answer.GetProperty("byStatus").ToString());
        Assert.Equal("""[{"avg_seconds":null}]""", answer.GetProperty("avgResponseTime").ToString());
        Assert.Equal("{}", answer.GetProperty("dailyActivity").ToString());
    }

    [Fact]
    public async Task A_question_that_cannot_be_meant_is_refused_by_its_field()
    {
        await using var app = await TestApp.StartAsync();
        using var admin = await app.SignUpAdminAsync();
        foreach (var (query, field) in new[]
                 {
                     ("from=1826-01-01&to=2026-01-01", "from"), ("from=2026-02-01&to=2026-01-01", "to"), ("from=2001-01-01", "from"), ("from=yesterday", "from"), ("to=2026-13-40", "to"),
                     ("from=9999-12-31", "from"), ("to=9999-12-31", "to"), ("from=0001-01-01", "from"), ("channel=pigeon", "channel"), ("agent=00000000-0000-0000-0000-000000000001", "agent"),
                     ("agent=nobody", "agent"), ("label=no+such+label", "label"), ("label=%00", "label"), ("from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:00Z", "to"),
                 })
        {
            using var response = await admin.GetAsync("/api/analytics?" + query);
            Assert.True((int)response.StatusCode == 422, $"{query}: {response.StatusCode}");
            Assert.True((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(field, out _), query);
            using var page = await admin.GetAsync("/analytics?" + query);
            Assert.Equal(422, (int)page.StatusCode);
            using var rows = await admin.GetAsync("/analytics/rows?" + query);
            Assert.Equal(422, (int)rows.StatusCode);
        }
        foreach (var query in new[] { "metric=none", "weekday=8", "hour=24", "hour=-1", "direction=up", "contact=me", "cursor=x" })
        {
            using var rows = await admin.GetAsync("/analytics/rows?" + query);
            Assert.Equal(422, (int)rows.StatusCode);
        }
        using var chart = await admin.GetAsync("/analytics/export/nothing");
        Assert.Equal(404, (int)chart.StatusCode);
    }

    [Fact]
    public async Task Every_figure_leads_to_a_page_of_rows_and_every_chart_to_a_file()
    {
        await using var app = await TestApp.StartAsync();
        using var admin = await app.SignUpAdminAsync();
        await new RandomHistory(app.Db, seed: 5).WriteAsync(app.Clock.GetUtcNow(), people: 5, messages: 80);
        var page = await admin.GetStringAsync("/analytics?all=true");
        var links = System.Text.RegularExpressions.Regex.Matches(page, "href=\"(/analytics/(?:rows|export)[^\"]*)\"").Select(match => System.Net.WebUtility.HtmlDecode(match.Groups[1].Value)).Distinct().ToList();
        Assert.True(links.Count > 30, $"{links.Count} links");
        foreach (var link in links)
        {
            using var response = await admin.GetAsync(link);
            Assert.True(response.IsSuccessStatusCode, $"{link}: {response.StatusCode}");
        }
    }

    [Fact]
    public async Task A_message_is_counted_as_it_comes_and_once_its_quarter_is_over()
    {
        await using var desk = await CarrierDesk.StartAsync();
        for (var i = 1; i <= 4; i++)
        {
            await desk.ReceiveAsync(CarrierDesk.NewPhone(), "Hello?");
            var answer = await desk.Api.GetFromJsonAsync<JsonElement>("/api/analytics");
            Assert.Equal(i, answer.GetProperty("totalMessages").GetInt64());
            desk.Clock.Advance(TimeSpan.FromMinutes(10));
        }
        await Eventually.TrueAsync(async () => await desk.App.Db.FindAsync<long>("SELECT coalesce(sum(n), 0) FROM message_counts WHERE grain = 1", null, default) >= 3, "closed quarters are counted by the worker", seconds: 40);
        Assert.Equal(4, (await desk.Api.GetFromJsonAsync<JsonElement>("/api/analytics")).GetProperty("totalMessages").GetInt64());
    }

    [Fact]
    public async Task Waiting_over_a_weekend_takes_no_business_hours()
    {
        await using var app = await TestApp.StartAsync();
        using var admin = await app.SignUpAdminAsync();
        var settings = app.Services.GetRequiredService<SettingsStore>();
        var history = new RandomHistory(app.Db, seed: 6);
        await history.WriteAsync(app.Clock.GetUtcNow(), people: 3, messages: 0);
        var friday = new DateTimeOffset(2026, 1, 9, 16, 30, 0, TimeSpan.Zero);
        await history.AddMessageAsync(history.Conversations[0], friday, inbound: true, "received");
        await app.Db.ExecuteAsync("UPDATE messages SET automatic = NULL, is_spam = false", null, default);
        await history.AddMessageAsync(history.Conversations[0], friday.AddDays(3).AddHours(-6), inbound: false, "sent");
        await app.Db.ExecuteAsync("UPDATE messages SET automatic = NULL, is_spam = false, metadata = '{}'", null, default);

        var byClock = (await admin.GetFromJsonAsync<JsonElement>("/api/analytics")).GetProperty("totals");
        Assert.Equal(66 * 3600, byClock.GetProperty("response").GetProperty("averageSeconds").GetDouble());
        Assert.Equal(JsonValueKind.Null, byClock.GetProperty("businessResponse").ValueKind);

        await settings.SetAsync(BusinessHours.Key, new BusinessHours { On = true }, null, default);
        var both = (await admin.GetFromJsonAsync<JsonElement>("/api/analytics")).GetProperty("totals");
        Assert.Equal(66 * 3600, both.GetProperty("response").GetProperty("averageSeconds").GetDouble());
        Assert.Equal((30 + 90) * 60, both.GetProperty("businessResponse").GetProperty("averageSeconds").GetDouble());
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-01-09T07:30Z", "2026-01-09T09:00Z", 3600)] // 8:30 to 10:00 there
    [InlineData("America/New_York", "2026-01-09T07:30Z", "2026-01-09T09:00Z", 0)]
    [InlineData("America/New_York", "2026-01-09T21:30Z", "2026-01-12T14:30Z", 3600)] // Friday 16:30 to Monday 9:30
    [InlineData("Asia/Tokyo", "2026-01-08T23:00Z", "2026-01-09T00:30Z", 1800)]
    [InlineData("Europe/Berlin", "2026-03-27T15:30Z", "2026-03-30T07:30Z", 3600)] // the clocks went forward on Sunday
    [InlineData("UTC", "2026-01-09T07:30Z", "2026-01-09T09:30Z", 1800)]
    public async Task Working_time_is_that_of_the_team_s_zone(string zone, string from, string to, double seconds)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var connection = await database.Source.OpenConnectionAsync();
        foreach (var session in new[] { "UTC", "Asia/Tokyo" })
        {
            await connection.ExecuteAsync("SELECT set_config('TimeZone', @session, false)", new { session });
            Assert.Equal(seconds, await connection.ExecuteScalarAsync<double>(
                """SELECT business_seconds(@from::timestamptz, @to::timestamptz, '{"from": "09:00", "to": "17:00", "days": [1, 2, 3, 4, 5]}', @zone)""", new { from, to, zone }));
        }
    }

    [Fact]
    public async Task The_way_back_from_rows_leads_to_the_figures_they_were_opened_from()
    {
        await using var app = await TestApp.StartAsync();
        using var admin = await app.SignUpAdminAsync();
        var history = new RandomHistory(app.Db, seed: 7);
        await history.WriteAsync(app.Clock.GetUtcNow(), people: 5, messages: 60);
        var page = System.Net.WebUtility.HtmlDecode(await admin.GetStringAsync("/analytics?all=true&channel=sms"));
        Assert.Contains("direction=inbound", page, StringComparison.Ordinal);
        var links = System.Text.RegularExpressions.Regex.Matches(page, "/analytics/rows[^\"\\\\]*").Select(match => match.Value).Distinct().ToList();
        Assert.Contains(links, link => link.Contains("back=", StringComparison.Ordinal));
        foreach (var link in links.Where(link => link.Contains("back=", StringComparison.Ordinal)).Take(3).Append(links.First(link => !link.Contains("back=", StringComparison.Ordinal))))
        {
            var rows = System.Net.WebUtility.HtmlDecode(await admin.GetStringAsync(link.Replace("\\u0026", "&", StringComparison.Ordinal)));
            var back = System.Text.RegularExpressions.Regex.Match(rows, "href=\"(/analytics[^\"]*)\" aria-label=\"Back").Groups[1].Value;
            Assert.Equal("/analytics?all=true&channel=sms", back);
        }
        // Each slice and each agent's number, nobody's too, has as many rows as it says.
        var figures = System.Net.WebUtility.HtmlDecode(await admin.GetStringAsync("/analytics?all=true")).Replace("\\u0026", "&", StringComparison.Ordinal);
        var slices = System.Text.RegularExpressions.Regex.Matches(figures, "\"value\":(\\d+),\"url\":\"([^\"]*prefers=[^\"]*)\"").Select(match => (match.Groups[1].Value, match.Groups[2].Value)).ToList();
        var nobody = System.Text.RegularExpressions.Regex.Matches(figures, "href=\"(/analytics/rows\\?metric=messages[^\"]*nobody=true[^\"]*)\">(\\d+)<").Select(match => (match.Groups[2].Value, match.Groups[1].Value)).ToList();
        Assert.NotEmpty(slices);
        Assert.Equal(2, nobody.Count);
        foreach (var (count, url) in slices.Concat(nobody))
            Assert.Equal(Math.Min(50, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture)), System.Text.RegularExpressions.Regex.Count(await admin.GetStringAsync(url), "data-row="));

        // Part of a day is on that day, and the form sends it as such.
        var part = await admin.GetStringAsync("/analytics?from=2026-03-02T10:08:00Z&to=2026-03-02T10:16:00Z");
        Assert.Equal(2, System.Text.RegularExpressions.Regex.Count(part, "value=\"2026-03-02\""));
        using var elsewhere = await admin.GetAsync("/analytics/rows?metric=messages&back=//elsewhere.example");
        Assert.DoesNotContain("href=\"//", await elsewhere.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_metric_is_defined_in_the_documentation_in_the_same_words()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "docs", "metrics.md"))) folder = folder.Parent;
        var text = File.ReadAllText(Path.Combine(folder!.FullName, "docs", "metrics.md"));
        foreach (var metric in Metrics.All) Assert.Contains($"**{metric.Name}.** {metric.Definition}", text, StringComparison.Ordinal);
    }
}
