using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using UnifiedInbox.Tests.Conversations;

namespace UnifiedInbox.Tests.Templates;

public sealed class TemplatesApiTests(Team team) : IClassFixture<Team>
{
    private static int phones;

    private HttpClient Ada => team.Admin;

    private static string NewPhone() => $"+1415558{Interlocked.Increment(ref phones):0000}";

    private async Task<Guid> ContactAsync(string name, string? metadata = null) =>
        (await (await Ada.PostAsJsonAsync("/api/contacts", new { name, phone = NewPhone(), email = $"t{phones}@example.com", metadata = JsonElement.Parse(metadata ?? "{}") })).JsonAsync(HttpStatusCode.Created)).GetProperty("id").GetGuid();

    private static async Task<JsonElement> SaveAsync(HttpClient client, object template) =>
        await (await client.PostAsJsonAsync("/api/templates", template)).JsonAsync(HttpStatusCode.Created);

    [Fact]
    public async Task A_template_is_made_found_changed_and_deleted()
    {
        var made = await SaveAsync(Ada, new { name = "Opening hours", folder = "Front desk", content = "Hi {{contact.firstName|there}}, 9 to 5." });
        var id = made.GetProperty("id").GetString();
        Assert.Equal("any", made.GetProperty("channel").GetString());
        Assert.Equal(["contact.firstName"], made.GetProperty("variables").EnumerateArray().Select(one => one.GetString()!));
        var found = await Ada.JsonAsync("/api/templates?search=opening&folder=front%20desk&channel=sms");
        Assert.Equal(id, Assert.Single(found.GetProperty("items").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.Conflict, (await Ada.PostAsJsonAsync("/api/templates", new { name = "OPENING hours", folder = "front desk", content = "x" })).StatusCode);

        var changed = await (await Ada.PatchAsJsonAsync($"/api/templates/{id}", new { channel = "email", subject = "When we open" })).JsonAsync();
        Assert.Equal(("email", "When we open", "Opening hours"), (changed.GetProperty("channel").GetString(), changed.GetProperty("subject").GetString(), changed.GetProperty("name").GetString()));
        Assert.Empty((await Ada.JsonAsync("/api/templates?search=opening&channel=sms")).GetProperty("items").EnumerateArray());
        Assert.Equal(HttpStatusCode.NoContent, (await Ada.DeleteAsync($"/api/templates/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Ada.GetAsync($"/api/templates/{id}")).StatusCode);
    }

    [Fact]
    public async Task What_is_personal_is_nobody_elses()
    {
        var (gus, _) = await team.AgentAsync("Gus");
        var id = (await SaveAsync(gus, new { name = "Mine", content = "Only Gus says this", shared = false })).GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.OK, (await gus.GetAsync($"/api/templates/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Ada.GetAsync($"/api/templates/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Ada.DeleteAsync($"/api/templates/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Ada.PatchAsJsonAsync($"/api/templates/{id}", new { content = "x" })).StatusCode);
        Assert.DoesNotContain("Only Gus", await Ada.GetStringAsync("/api/templates?limit=200") + await Ada.GetStringAsync("/api/templates/export") + await Ada.GetStringAsync("/settings/templates"), StringComparison.Ordinal);
        await SaveAsync(Ada, new { name = "Mine", content = "Everybody's" });
    }

    [Theory]
    [InlineData("""{"content": "x"}""", "name")]
    [InlineData("""{"name": "n"}""", "content")]
    [InlineData("""{"name": "n", "content": "{{contact.nme}}"}""", "content")]
    [InlineData("""{"name": "n", "content": "x", "channel": "fax"}""", "channel")]
    [InlineData("""{"name": "n", "content": "x", "channel": "sms", "subject": "s"}""", "subject")]
    [InlineData("""{"name": "n", "content": "x", "channel": "email", "html": "<b>{{contact.nme}}</b>"}""", "html")]
    public async Task What_cannot_be_a_template_is_refused_with_its_field(string json, string field)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        var problem = await (await Ada.PostAsync("/api/templates", body)).JsonAsync(HttpStatusCode.UnprocessableEntity);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.ToString());
    }

    [Fact]
    public async Task Lists_page_by_key()
    {
        foreach (var i in Enumerable.Range(0, 5)) await SaveAsync(Ada, new { name = $"Paged {i}", folder = "Pages", content = "x" });
        var names = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await Ada.JsonAsync($"/api/templates?folder=Pages&limit=2&cursor={cursor}");
            names.AddRange(page.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("name").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"Paged {i}"), names);
    }

    [Fact]
    public async Task A_message_by_template_is_filled_in_for_its_contact_and_one_that_lacks_something_does_not_leave()
    {
        var id = (await SaveAsync(Ada, new { name = "Plan", content = "Hi {{contact.firstName}}, your plan is {{contact.metadata.plan}}. {{agent.name}}, {{inbox.name}}" })).GetProperty("id").GetString();
        var (known, unknown) = (await ContactAsync("Ann Lee", """{"plan": "Pro"}"""), await ContactAsync("Bo"));
        var sent = await (await Ada.PostAsJsonAsync("/api/messages", new { contactId = known, channel = "sms", templateId = id })).JsonAsync(HttpStatusCode.Created);
        Assert.Equal("Hi Ann, your plan is Pro. Ada Admin, Text messages", sent.GetProperty("content").GetString());

        var refused = await (await Ada.PostAsJsonAsync("/api/messages", new { contactId = unknown, channel = "sms", templateId = id })).JsonAsync(HttpStatusCode.UnprocessableEntity);
        Assert.Equal("template_variable_missing", refused.GetProperty("code").GetString());
        Assert.Contains("contact.metadata.plan", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await (await Ada.PostAsJsonAsync("/api/messages", new { contactId = known, channel = "sms", templateId = id, content = "And words" })).RefusedAsync("content_and_template");
        Assert.Equal(HttpStatusCode.NotFound, (await Ada.PostAsJsonAsync("/api/messages", new { contactId = known, channel = "sms", templateId = Guid.Empty })).StatusCode);

        var preview = await (await Ada.PostAsJsonAsync($"/api/templates/{id}/render", new { contactId = unknown })).JsonAsync();
        Assert.Equal(["contact.metadata.plan", "inbox.name"], preview.GetProperty("missing").EnumerateArray().Select(one => one.GetString()!));
        Assert.StartsWith("Fill in contact.metadata.plan and inbox.name first", preview.GetProperty("objection").GetString(), StringComparison.Ordinal);
        var whole = await (await Ada.PostAsJsonAsync($"/api/templates/{id}/render", new { contactId = known, inboxId = sent.GetProperty("inboxId").GetString() })).JsonAsync();
        Assert.Equal((0, JsonValueKind.Null), (whole.GetProperty("missing").GetArrayLength(), whole.GetProperty("objection").ValueKind));
        Assert.StartsWith("Hi Bo, your plan is {{contact.metadata.plan}}.", preview.GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_by_template_has_its_subject_and_cleaned_formatting()
    {
        var id = (await SaveAsync(Ada, new { name = "Welcome", channel = "email", subject = "Welcome, {{contact.firstName|friend}}", html = "<p onclick=\"x()\">Hi <b>{{contact.name}}</b> <a href=\"https://a.example/{{contact.metadata.code|start}}\">Begin</a><script>alert(1)</script></p>" })).GetProperty("id").GetString();
        var contact = await ContactAsync("Ann <i>Lee</i>");
        await (await Ada.PostAsJsonAsync("/api/messages", new { contactId = contact, channel = "sms", templateId = id })).RefusedAsync("wrong_channel");
        var sent = await (await Ada.PostAsJsonAsync("/api/messages", new { contactId = contact, channel = "email", templateId = id })).JsonAsync(HttpStatusCode.Created);
        Assert.Equal("Welcome, Ann", sent.GetProperty("subject").GetString());
        Assert.Contains("Ann &lt;i&gt;Lee&lt;/i&gt;", sent.GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.Contains("href=\"https://a.example/start\"", sent.GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("script", sent.GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.Contains("Hi Ann <i>Lee</i>", sent.GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_composer_offers_them_filled_in_and_refuses_what_was_not_filled_in()
    {
        await SaveAsync(Ada, new { name = "Offered", folder = "Offers", content = "Dear {{contact.firstName}}, code {{contact.metadata.code}}" });
        var conversation = await team.TextAsync("Hi", NewPhone());
        var contact = await team.Db.FindAsync<Guid>("SELECT contact_id FROM conversations WHERE id = @conversation", new { conversation }, default);
        await Ada.PatchAsJsonAsync($"/api/contacts/{contact}", new { name = "Cora <x>" });
        var offered = await Ada.GetStringAsync($"/contacts/{contact}/templates?search=offered&channel=sms");
        Assert.Contains("data-content=\"Dear Cora, code {{contact.metadata.code}}\"", offered, StringComparison.Ordinal);
        Assert.Contains("<mark class=\"template-mark\">", offered, StringComparison.Ordinal);
        Assert.DoesNotContain("role=\"option\"", await Ada.GetStringAsync($"/contacts/{contact}/templates?search=nothing-of-that"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_goes_out_and_in_again_as_it_was()
    {
        var (hal, _) = await team.AgentAsync("Hal");
        var words = "=1+1, \"quoted\"\nsecond line; über {{contact.firstName|there}} — 🙂";
        foreach (var (name, shared) in new[] { ("-Dash", true), ("Own", false) })
            await SaveAsync(hal, new { name, folder = "Round", channel = "email", subject = "S, {{contact.name|x}}", content = words, html = "<p>a \"b\"</p>", shared });
        var file = await hal.GetByteArrayAsync("/api/templates/export");
        var again = await ImportAsync(hal, file);
        Assert.Equal(0, again.GetProperty("created").GetInt32() + again.GetProperty("updated").GetInt32() + again.GetProperty("refused").GetInt32());
        foreach (var item in (await hal.JsonAsync("/api/templates?folder=Round")).GetProperty("items").EnumerateArray()) await hal.DeleteAsync($"/api/templates/{item.GetProperty("id").GetString()}");
        Assert.Equal(2, (await ImportAsync(hal, file)).GetProperty("created").GetInt32());
        var items = (await hal.JsonAsync("/api/templates?folder=Round")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal([("-Dash", true), ("Own", false)], items.Select(item => (item.GetProperty("name").GetString()!, item.GetProperty("shared").GetBoolean())));
        Assert.All(items, item => Assert.Equal(words, item.GetProperty("content").GetString()));
    }

    [Fact]
    public async Task Rows_that_cannot_be_are_listed_and_the_others_come_in()
    {
        var report = await ImportAsync(Ada, Encoding.UTF8.GetBytes(
            "Name;Folder;Content\r\nFirst;Rows;Gr\u00fc\u00dfe\r\n;Rows;nameless\r\nThird;Rows;{{nobody}}\r\nFirst;Rows;again\r\nFifth;Rows;a \"b\" c\r\nSixth;Rows;" + new string('x', 10_000_000) + "\r\nSeventh;Rows;Last\r\n"));
        var rows = report.GetProperty("rows").EnumerateArray().Select(row => $"{row.GetProperty("row").GetInt32()} {row.GetProperty("status").GetString()}").ToArray();
        Assert.Equal(["2 created", "3 refused", "4 refused", "5 refused", "6 refused", "7 refused", "8 created"], rows);
        Assert.Equal(2, (await Ada.JsonAsync("/api/templates?folder=Rows")).GetProperty("items").GetArrayLength());
        Assert.Equal(1, (await ImportAsync(Ada, Encoding.Latin1.GetBytes("name,folder,content\nLatin,Rows,Gr\u00fc\u00dfe\n"))).GetProperty("created").GetInt32());
        Assert.Equal("Gr\u00fc\u00dfe", (await Ada.JsonAsync("/api/templates?folder=Rows&search=latin")).GetProperty("items")[0].GetProperty("content").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("folder,content\na,b")]
    [InlineData("name,folder\na,b")]
    public async Task A_file_that_is_no_table_of_templates_is_refused_whole(string text)
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        await (await Ada.PostAsync("/api/templates/import", body)).RefusedAsync("bad_csv");
    }

    [Fact]
    public async Task The_page_takes_a_table_in_and_says_what_became_of_its_rows()
    {
        var page = await ImportByPageAsync("name,folder,content\nBy page,Page,Hi\n,Page,nameless\nNobody,Page,{{nobody}}\n");
        Assert.Contains("1 new, 0 changed, 0 as they were, 2 refused", page, StringComparison.Ordinal);
        Assert.Contains("By page", await Ada.GetStringAsync("/api/templates?folder=Page"), StringComparison.Ordinal);
        Assert.Contains("Nothing was taken in.", await ImportByPageAsync("folder,content\na,b\n"), StringComparison.Ordinal);
    }

    private async Task<string> ImportByPageAsync(string table)
    {
        using var ada = new Accounts.Visitor(team.App);
        await ada.SignInAsync("ada@example.com");
        var html = await ada.Http.GetStringAsync("/settings/templates");
        var token = System.Text.RegularExpressions.Regex.Match(html, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        using var form = new MultipartFormDataContent
        {
            { new StringContent(token), "__RequestVerificationToken" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes(table)), "file", "templates.csv" },
        };
        return await (await ada.Http.PostAsync("/settings/templates/import", form)).Content.ReadAsStringAsync();
    }

    private static async Task<JsonElement> ImportAsync(HttpClient client, byte[] file)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(file), "file", "templates.csv" } };
        return await (await client.PostAsync("/api/templates/import", form)).JsonAsync();
    }
}
