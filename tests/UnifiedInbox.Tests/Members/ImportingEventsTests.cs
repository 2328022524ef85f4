using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Accounts;
using UnifiedInbox.Contacts.Importing;
using UnifiedInbox.Database;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Members;

/// <summary>Lists of events come in in the background, as lists of contacts do.</summary>
public sealed class ImportingEventsTests(ImportingEventsTests.Team team) : IClassFixture<ImportingEventsTests.Team>
{
    private const string Heading = "email,type,date,amount,currency,plan\n";
    private readonly HttpClient api = team.Admin;
    private readonly TestApp app = team.App;

    [Fact]
    public async Task A_list_brings_the_same_events_once_and_its_report_says_what_became_of_each_row()
    {
        var id = await NewContactAsync("csv@example.com");
        const string csv = Heading + "csv@example.com,payment,2025-01-01,1900,USD,\ncsv@example.com,plan_changed,2025-01-01,1900,USD,Basic\ncsv@example.com,payment,2025-01-01,19.00,USD,\n,payment,2025-01-01,1,USD,\n";
        foreach (var expected in new[] { (2L, 0L, 2L), (0L, 2L, 2L) })
        {
            var import = await ImportAsync(csv);
            Assert.Equal(("done", expected), (import.Text("status"), Counts(import)));
            var report = (await api.GetStringAsync(import.Text("reportUrl"))).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(5, report.Length); // and the heading
            Assert.StartsWith(expected.Item1 > 0 ? "1,2,created," : "1,2,skipped,It is in already.", report[1], StringComparison.Ordinal);
            Assert.Contains("“amount” is a whole number.", report[3], StringComparison.Ordinal);
            Assert.Contains("A row names its member", report[4], StringComparison.Ordinal);
        }
        Assert.Equal("Basic", (await api.GetFromJsonAsync<JsonElement>($"/api/contacts/{id}")).Text("plan"));
        Assert.Contains("2 known already", await PageAsync("/members/import"), StringComparison.Ordinal);
        Assert.DoesNotContain("events.csv", await PageAsync("/contacts/import"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_list_in_another_encoding_is_in_to_its_last_row()
    {
        var rows = string.Concat(Enumerable.Range(0, 1300).Select(i => $"nobody{i % 7}@example.com;Übung;{i}\r\n"));
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("email;type;id\r\n" + rows)).ToArray()), "file", "list.csv" } };
        var import = await FollowAsync(await api.PostAsync("/api/members/events/import", form));
        Assert.Equal((1300L, 0L, 0L), Counts(import));
        Assert.Equal(1300, await app.Db.FindAsync<int>("SELECT count(*) FROM member_events WHERE source = 'csv' AND name = 'Übung'", null, default));
    }

    [Fact]
    public async Task What_a_node_left_when_it_died_goes_on_behind_the_rows_that_are_in()
    {
        var id = NewId.Next();
        using var file = new MemoryStream(Encoding.UTF8.GetBytes("member,type,id\nleft,turn,1\nleft,turn,2\nleft,turn,3\nleft,turn,4\n"));
        await app.Services.GetRequiredService<ImportFiles>().StoreAsync(id, file, default);
        const string sql = """
            INSERT INTO contact_imports (id, kind, file_name, size, plan, status, rows_done, created, lease_owner, lease_until, created_at)
            VALUES (@id, 'events', 'left.csv', @size, '{"encoding": "utf-8", "delimiter": ",", "hasHeader": true}', 'running', 2, 2, gen_random_uuid(), now() - interval '1 minute', now())
            """;
        await app.Db.ExecuteAsync(sql, new { id, size = file.Length }, default);
        app.Services.GetRequiredService<ImportSignal>().Poke();
        var import = await EndAsync($"/api/members/events/imports/{id}");
        Assert.Equal((4L, 0L, 0L), Counts(import));
        Assert.Equal(["3", "4"], await app.Db.ListAsync<string>("SELECT event_id FROM member_events WHERE keys[1] = 'member:left' ORDER BY event_id", null, default));
    }

    [Theory]
    [InlineData("email,date\na@example.com,2025-01-01\n", "text/csv", "columns_missing")]
    [InlineData("", "text/csv", "file_empty")]
    [InlineData("{}", "application/json", "not_csv")]
    public async Task What_is_no_list_of_events_is_refused_at_once(string body, string type, string code)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        var refused = await api.PostAsync("/api/members/events/import", content);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, code), (refused.StatusCode, (await refused.Content.ReadFromJsonAsync<JsonElement>()).Text("code")));
    }

    [Fact]
    public async Task An_agent_sees_their_own_and_nobody_elses()
    {
        var theirs = await ImportAsync("member,type\nsomebody,turn\n", team.Agent);
        var admins = await ImportAsync("member,type\nsomebody,turned\n");
        foreach (var (caller, import, status) in new[] { (team.Agent, theirs, 200), (team.Agent, admins, 404), (api, theirs, 200) })
            foreach (var path in new[] { $"/api/members/events/imports/{import.Text("id")}", import.Text("reportUrl")!, $"/members/imports/{import.Text("id")}" })
                Assert.Equal(status, (int)(await caller.GetAsync(path)).StatusCode);
        Assert.Equal(404, (int)(await team.Agent.DeleteAsync($"/api/members/events/imports/{admins.Text("id")}")).StatusCode);
    }

    [Fact]
    public async Task The_words_of_a_refused_row_go_with_the_person()
    {
        var id = await NewContactAsync("leaving@example.com");
        var import = await ImportAsync(Heading + "leaving@example.com,payment,2025-01-01,1.50,USD,\n" + id + ",payment,2025-01-01,2.50,USD,\n");
        Assert.Contains("leaving@example.com", await api.GetStringAsync(import.Text("reportUrl")), StringComparison.Ordinal);
        using var goodbye = new HttpRequestMessage(HttpMethod.Delete, $"/api/contacts/{id}") { Headers = { { "X-Confirm", id } } };
        Assert.Equal(HttpStatusCode.NoContent, (await api.SendAsync(goodbye)).StatusCode);
        var report = await api.GetStringAsync(import.Text("reportUrl"));
        Assert.DoesNotContain("leaving@example.com", report, StringComparison.Ordinal);
        Assert.DoesNotContain(id, report, StringComparison.Ordinal);
    }

    private async Task<JsonElement> ImportAsync(string csv, HttpClient? caller = null)
    {
        using var body = new StringContent(csv, Encoding.UTF8, "text/csv");
        return await FollowAsync(await (caller ?? api).PostAsync("/api/members/events/import", body));
    }

    private async Task<JsonElement> FollowAsync(HttpResponseMessage begun)
    {
        Assert.True(begun.StatusCode == HttpStatusCode.Accepted, await begun.Content.ReadAsStringAsync());
        return await EndAsync(begun.Headers.Location!.ToString());
    }

    private async Task<JsonElement> EndAsync(string url)
    {
        JsonElement import = default;
        await Eventually.TrueAsync(async () => (import = await api.GetFromJsonAsync<JsonElement>(url)).Text("status") is "done" or "failed", "the import has ended");
        return import;
    }

    private async Task<string> PageAsync(string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Accept.ParseAdd("text/html");
        return await (await api.SendAsync(request)).Content.ReadAsStringAsync();
    }

    private async Task<string> NewContactAsync(string email) =>
        (await (await api.PostAsJsonAsync("/api/contacts", new { name = email, email })).Content.ReadFromJsonAsync<JsonElement>()).Text("id")!;

    private static (long, long, long) Counts(JsonElement import) =>
        (import.GetProperty("created").GetInt64(), import.GetProperty("skipped").GetInt64(), import.GetProperty("refused").GetInt64());

    /// <summary>An admin and an agent.</summary>
    public sealed class Team : IAsyncLifetime
    {
        public TestApp App { get; private set; } = null!;
        public HttpClient Admin { get; private set; } = null!;
        public HttpClient Agent { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            App = await TestApp.StartAsync();
            Admin = await App.SignUpAdminAsync();
            await App.Services.GetRequiredService<SettingsStore>().SetAsync(SignUpRule.Key, new SignUpRule { Mode = SignUpRule.Open }, null, default);
            Agent = await App.SignUpAdminAsync("grace@example.com", "Grace Agent");
        }

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}
