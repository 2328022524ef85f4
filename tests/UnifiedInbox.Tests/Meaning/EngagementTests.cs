using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Meaning.Scores;

namespace UnifiedInbox.Tests.Meaning;

/// <summary>Engagement of people with random histories, recounted from their raw rows by other means than the product's.</summary>
public sealed class EngagementTests(TestApp app) : IClassFixture<TestApp>
{
    private sealed record Raw(DateTime At, bool Inbound, string Channel, string Status, bool Opened, bool Automatic);

    [Fact]
    public async Task A_score_is_what_its_formula_makes_of_the_raw_rows()
    {
        using var api = await app.SignUpAdminAsync();
        var random = new Random(20);
        var people = new Dictionary<Guid, List<Raw>>();
        for (var i = 0; i < 25; i++) people.Add(await AddPersonAsync(), History(random));
        foreach (var (person, rows) in people) await WriteAsync(person, rows);
        await app.Db.ExecuteAsync("INSERT INTO member_scores (id, contact_id, due_at) SELECT gen_random_uuid(), c.id, '-infinity' FROM contacts c WHERE NOT EXISTS (SELECT FROM member_scores s WHERE s.contact_id = c.id); UPDATE member_scores SET due_at = '-infinity'", null, default);
        await app.Services.GetRequiredService<MeasureMembers>().RunAsync(default);
        await Eventually.TrueAsync(async () => await app.Db.FindAsync<bool>("SELECT bool_and(due_at > '-infinity' AND computed_at IS NOT NULL) FROM member_scores", null, default), "everybody is counted");
        foreach (var (person, rows) in people)
        {
            var meaning = await api.GetFromJsonAsync<JsonElement>($"/api/members/{person}/meaning");
            var at = meaning.GetProperty("computedAt").GetDateTimeOffset().UtcDateTime;
            var (score, parts) = Recount(rows, at);
            var engagement = meaning.GetProperty("engagement");
            if (score is null)
            {
                Assert.Equal(JsonValueKind.Null, engagement.GetProperty("score").ValueKind);
                continue;
            }
            Assert.Equal(score.Value, engagement.GetProperty("score").GetInt32());
            foreach (var part in engagement.GetProperty("parts").EnumerateArray())
            {
                var points = part.GetProperty("points");
                if (parts[part.GetProperty("name").GetString()!] is { } expected) Assert.Equal(expected, points.GetDouble(), 0.01);
                else Assert.Equal(JsonValueKind.Null, points.ValueKind);
            }
        }
    }

    private List<Raw> History(Random random)
    {
        var now = app.Clock.GetUtcNow().UtcDateTime;
        string[] statuses = ["sent", "delivered", "read", "failed", "canceled"];
        return [.. Enumerable.Range(0, random.Next(0, 60)).Select(_ =>
        {
            var inbound = random.Next(2) == 0;
            var channel = random.Next(2) == 0 ? "sms" : "email";
            return new Raw(now.AddMinutes(-random.Next(10, random.Next(2) == 0 ? 30_000 : 400_000)).AddSeconds(-random.Next(60)), inbound, channel,
                inbound ? "received" : statuses[random.Next(statuses.Length)], !inbound && random.Next(3) == 0, inbound && random.Next(8) == 0);
        }).DistinctBy(row => row.At).OrderBy(row => row.At)];
    }

    /// <summary>The formula of docs/meaning.md, once more, over a list.</summary>
    private static (int? Score, Dictionary<string, double?> Parts) Recount(List<Raw> all, DateTime now)
    {
        var rows = all.Where(row => row.At > now.AddDays(-400) && (row.Inbound ? !row.Automatic : row.Status is "sent" or "delivered" or "read")).ToList();
        if (rows.Count == 0) return (null, []);
        var theirs = rows.Where(row => row.Inbound).ToList();
        var days = theirs.Where(row => row.At > now.AddDays(-90)).Select(row => row.At.Date).Distinct().Count();
        int answered = 0, silent = 0;
        var times = new List<double>();
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Inbound || rows[i].At <= now.AddDays(-180)) continue;
            if (i + 1 == rows.Count)
            {
                if (rows[i].At < now.AddDays(-7)) silent++;
            }
            else if (rows[i + 1].Inbound)
            {
                var wait = rows[i + 1].At - rows[i].At;
                if (wait > TimeSpan.FromDays(7)) silent++;
                else
                {
                    answered++;
                    times.Add(wait.TotalHours);
                }
            }
        }
        times.Sort();
        var median = times.Count == 0 ? 0 : times.Count % 2 == 1 ? times[times.Count / 2] : (times[(times.Count / 2) - 1] + times[times.Count / 2]) / 2;
        var mails = rows.Where(row => !row.Inbound && row.Channel == "email" && row.At > now.AddDays(-180) && row.At < now.AddDays(-1)).ToList();
        var parts = new Dictionary<string, double?>
        {
            ["recency"] = theirs.Count == 0 ? 0 : 30 * Math.Pow(0.5, (now - theirs[^1].At).TotalDays / 30),
            ["frequency"] = 25 * Math.Min(1, Math.Log(days + 1, 21)),
            ["replies"] = answered + silent == 0 ? null : 20.0 * answered / (answered + silent),
            ["speed"] = times.Count == 0 ? null : median <= 1 ? 15 : Math.Max(0, 15 * (1 - Math.Log(median, 168))),
            ["opens"] = mails.Count == 0 ? null : 10.0 * mails.Count(row => row.Opened) / mails.Count,
        };
        var most = new Dictionary<string, double> { ["recency"] = 30, ["frequency"] = 25, ["replies"] = 20, ["speed"] = 15, ["opens"] = 10 };
        var measured = parts.Where(part => part.Value is not null).ToList();
        return ((int)Math.Round(100 * measured.Sum(part => part.Value!.Value) / measured.Sum(part => most[part.Key]), MidpointRounding.AwayFromZero), parts);
    }

    private async Task<Guid> AddPersonAsync()
    {
        var id = UnifiedInbox.Database.NewId.Next();
        await app.Db.ExecuteAsync("""
            INSERT INTO contacts (id, name) VALUES (@id, 'Somebody');
            INSERT INTO inboxes (id, name, channel, address, provider) VALUES ('00000000-0000-0000-0000-0000000000a1', 'Desk', 'email', 'random@example.com', 'smtp') ON CONFLICT DO NOTHING;
            INSERT INTO conversations (id, contact_id, inbox_id) VALUES (@id, @id, '00000000-0000-0000-0000-0000000000a1')
            """, new { id }, default);
        return id;
    }

    private Task<int> WriteAsync(Guid person, List<Raw> rows) => app.Db.ExecuteAsync("""
        INSERT INTO messages (id, contact_id, conversation_id, inbox_id, channel, direction, status, content, from_address, to_address, provider, at, opened_at, automatic)
        SELECT gen_random_uuid(), @person, @person, '00000000-0000-0000-0000-0000000000a1', t.channel, CASE WHEN t.inbound THEN 'inbound' ELSE 'outbound' END, t.status, 'words', 'a', 'b', 'test', t.at,
               CASE WHEN t.opened THEN t.at + interval '1 hour' END, CASE WHEN t.automatic THEN 'auto_reply' END
          FROM unnest(@ats, @inbounds, @channels, @statuses, @openeds, @automatics) AS t (at, inbound, channel, status, opened, automatic)
        """, new
    {
        person,
        ats = rows.Select(row => DateTime.SpecifyKind(row.At, DateTimeKind.Utc)).ToArray(),
        inbounds = rows.Select(row => row.Inbound).ToArray(),
        channels = rows.Select(row => row.Channel).ToArray(),
        statuses = rows.Select(row => row.Status).ToArray(),
        openeds = rows.Select(row => row.Opened).ToArray(),
        automatics = rows.Select(row => row.Automatic).ToArray(),
    }, default);
}
