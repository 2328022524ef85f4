using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace UnifiedInbox.Tests.Contacts.Importing;

[Collection(ContactsCollection.Name)]
public sealed class ImportingListsTests(ContactsApp contacts) : IAsyncLifetime
{
    private readonly TestApp app = contacts.App;
    private readonly HttpClient api = contacts.Api;

    public Task InitializeAsync() => contacts.EmptyAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Columns_are_guessed_and_every_row_becomes_a_contact()
    {
        var import = await api.ImportAsync("""
            First Name,Last name,Mobile,E-Mail,Time Zone,Tags,Member since,Plan,Shoe size
            Ann,Lee,(415) 555-2671,Ann@Example.com,Europe/Berlin,Fairgoer; fair 2025,2024-03-01,Solo Pro,38
            Bob,,"+44 20 7946 0958; +44 20 7946 0959",bob@example.com,,,,,
            """, new { });
        Assert.Equal((2, 0, 0, 0), import.Counts());
        var ann = await api.FindByAsync("ann lee");
        Assert.Equal(["phone +14155552671 True", "email ann@example.com True"], ann.AddressLines());
        Assert.Equal(("Europe/Berlin", "Solo Pro", "38"), (ann.Text("timeZone"), ann.Text("plan"), ann.GetProperty("metadata").Text("Shoe size")));
        Assert.StartsWith("2024-03-01", ann.Text("memberSince"), StringComparison.Ordinal);
        Assert.Equal(["phone +442079460958 True", "email bob@example.com True", "phone +442079460959 False"], (await api.FindByAsync("bob")).AddressLines());
        Assert.Equal(["Ann Lee"], (await api.GetFromJsonAsync<JsonElement>("/api/contacts?label=fairgoer")).Names());
        Assert.Equal(["1,2,created", "2,3,created"], (await api.ReportAsync(import)).Select(line => string.Join(',', line.Split(',')[..3])));
    }

    [Fact]
    public async Task What_is_wrong_with_a_row_is_told_and_the_others_are_in()
    {
        var import = await api.ImportAsync("""
            name,phone,email,time zone,opted out
            Ann,+14155550101,,,
            Bad phone,DHL-Info,,,
            Bad zone,+14155550102,,Mars/Olympus,
            Nobody,,,,
            Rounded,1.41556E+10,,,
            Short,+14155550103
            Long,+14155550104,,,,,more
            Maybe,+14155550105,,,perhaps
            Good,,good@example.com,,
            ,,,,
            """);
        Assert.Equal((2, 0, 1, 7), import.Counts());
        var report = await api.ReportAsync(import);
        Assert.Equal(10, report.Length);
        Assert.Contains("is not a telephone number", report[1], StringComparison.Ordinal);
        Assert.Contains("“Mars/Olympus” is no time zone", report[2], StringComparison.Ordinal);
        Assert.Contains("neither a phone number nor an email address", report[3], StringComparison.Ordinal);
        Assert.Contains("a spreadsheet has rounded", report[4], StringComparison.Ordinal);
        Assert.EndsWith("\"It has 2 columns, the file’s first row has 5.\",,\"Short,+14155550103\"", report[5], StringComparison.Ordinal);
        Assert.Contains("neither yes nor no", report[7], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("skip", "Old name", "Europe/Paris", "+14155550101", "1", 1, 0)]
    [InlineData("fill", "Old name", "Europe/Paris", "+14155550101", "1", 2, 1)]
    [InlineData("overwrite", "New name", "Asia/Tokyo", "+14155550199", "2", 2, 1)]
    public async Task Who_is_known_already_is_skipped_filled_in_or_overwritten(string existing, string name, string zone, string phone, string size, int addresses, int updated)
    {
        var id = await api.AddContactAsync("Old name", "+14155550101");
        await api.PatchAsync($"/api/contacts/{id}", new StringContent("""{"timeZone": "Europe/Paris", "metadata": {"size": "1"}}""", null, "application/json"));
        var import = await api.ImportAsync("name,phone,tz,size,colour\nNew name,+14155550199; +14155550101,Asia/Tokyo,2,red\n", new { existing });
        Assert.Equal((0, updated, 1 - updated, 0), import.Counts());
        var contact = await api.GetFromJsonAsync<JsonElement>($"/api/contacts/{id}");
        Assert.Equal((name, zone, phone, addresses), (contact.Text("name"), contact.Text("timeZone"), contact.Text("phone"), contact.GetProperty("addresses").GetArrayLength()));
        Assert.Equal(size, contact.GetProperty("metadata").Text("size"));
        Assert.Equal(updated == 1, contact.GetProperty("metadata").TryGetProperty("colour", out _));
        Assert.Equal(1, await CountAsync("contacts"));
    }

    [Fact]
    public async Task The_same_person_twice_in_a_file_is_one_contact()
    {
        var import = await api.ImportAsync("name,phone,email\nAnn,+14155550101,\nAnn again,415 555 0101,ann@example.com\nThird,,ann@example.com\n", new { existing = "fill", country = "US" });
        Assert.Equal((1, 2, 0, 0), import.Counts());
        Assert.Equal(["phone +14155550101 True", "email ann@example.com True"], (await api.FindByAsync("ann")).AddressLines());
    }

    [Fact]
    public async Task A_row_about_two_people_is_refused()
    {
        await api.AddContactAsync("Ann", "+14155550101");
        await api.AddContactAsync("Bob", null, "bob@example.com");
        var import = await api.ImportAsync("name,phone,email\nWho,+14155550101,bob@example.com\n");
        Assert.Equal((0, 0, 0, 1), import.Counts());
        Assert.Contains("different contacts", (await api.ReportAsync(import))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_counts_the_same_and_writes_nothing()
    {
        await api.AddContactAsync("Bob", "+14155550102");
        const string List = "name,phone\nAnn,+14155550101\nAnn again,+14155550101\nBob,+14155550102\nBad,12\n";
        var dry = await api.ImportAsync(List, new { existing = "skip", dryRun = true });
        Assert.Equal(("checked", (1, 0, 2, 1), 1), (dry.Text("status"), dry.Counts(), await CountAsync("contacts")));
        var real = await api.ImportAsync(List, new { existing = "skip" });
        Assert.Equal(("done", (1, 0, 2, 1), 2), (real.Text("status"), real.Counts(), await CountAsync("contacts")));
    }

    [Fact]
    public async Task Consent_is_kept_as_evidence_and_an_opt_out_outlives_any_list()
    {
        await app.Db.ExecuteAsync("""
            INSERT INTO inboxes (id, name, channel, address, provider) VALUES ('00000000-0000-0000-0000-0000000000b1', 'Import test', 'sms', '+15005550011', 'simulator') ON CONFLICT DO NOTHING
            """, null, default);
        await api.ImportAsync("name,phone,opted out\nGone,+14155550101,yes\n");
        var gone = (await api.FindByAsync("gone")).Text("id");
        using (var delete = new HttpRequestMessage(HttpMethod.Delete, $"/api/contacts/{gone}"))
        {
            delete.Headers.Add("X-Confirm", gone);
            Assert.Equal(HttpStatusCode.NoContent, (await api.SendAsync(delete)).StatusCode);
        }
        var mapping = new { consentStatement = "Yes, text me about the fair", consentSource = "Fair 2025", consentInboxId = "00000000-0000-0000-0000-0000000000b1" };
        await api.ImportAsync("name,phone,consent\nBack,+14155550101,yes\nNew,+14155550102,\nNo,+14155550103,no\n", mapping);
        var said = await app.Db.ListAsync<string>("""
            SELECT address || ' ' || consent_state(inbox_id, address, channel) || ' ' || source || ' ' || coalesce(wording, '-')
              FROM consents WHERE inbox_id = '00000000-0000-0000-0000-0000000000b1' ORDER BY address
            """, null, default);
        Assert.Equal(
        [
            "+14155550101 opted_out remembered -",
            "+14155550102 opted_in import Yes, text me about the fair · Fair 2025",
            "+14155550103 opted_out import consent: no",
        ], said);
    }

    [Fact]
    public async Task What_cannot_be_imported_at_all_is_refused_at_its_field()
    {
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostAsync("/api/contacts/import", new StringContent("x"))).StatusCode);
        await RefusesAsync("file_empty", "");
        await RefusesAsync("columns_missing", "name,size\nAnn,3\n");
        await RefusesAsync("columns_missing", "phone\n+14155550101\n", new { columns = new { telephone = "phone" } });
        await RefusesAsync("columns_missing", "phone\n+14155550101\n", new { columns = new { phone = "shoe" } });
        await RefusesAsync("columns_missing", "phone,name,nick\n+14155550101,Ann,Annie\n", new { columns = new { phone = "phone", name = "name", nick = "name" } });
        await RefusesAsync("invalid", "phone\n+14155550101\n", new { existing = "eat" });
        await RefusesAsync("invalid", "phone\n+14155550101\n", new { encoding = "klingon", country = "XX", delimiter = "#", consentInboxId = Guid.Empty });
        await RefusesAsync("invalid_mapping", "phone\n+14155550101\n", new[] { 1 });
    }

    [Fact]
    public async Task Only_admins_import()
    {
        using var anonymous = app.Anonymous();
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.PostListAsync([65])).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"/api/contacts/imports/{Guid.Empty}")).StatusCode);
    }

    private async Task RefusesAsync(string code, string file, object? mapping = null)
    {
        var answer = await api.PostListAsync(System.Text.Encoding.UTF8.GetBytes(file), mapping);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, code), (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>()).Text("code")));
    }

    private Task<int> CountAsync(string table) => app.Db.FindAsync<int>("SELECT count(*) FROM " + table, null, default);
}
