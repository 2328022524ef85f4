using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace UnifiedInbox.Tests.Contacts;

[Collection(ContactsCollection.Name)]
public sealed class ContactsApiTests(ContactsApp contacts) : IAsyncLifetime
{
    private readonly TestApp app = contacts.App;
    private readonly HttpClient api = contacts.Api;

    public Task InitializeAsync() => contacts.EmptyAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_contact_is_made_with_its_number_normalised_and_can_be_read_again()
    {
        var answer = await api.PostAsJsonAsync("/api/contacts", new
        {
            name = " Ann Smith ",
            phone = "(415) 555-2671 ext. 12",
            email = " Ann@Example.COM ",
            socialHandles = new { twitter = "@ann" },
            metadata = new { tier = 3, tags = new[] { "a" } },
            timeZone = "Europe/Berlin",
        });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var contact = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal($"/api/contacts/{contact.Text("id")}", answer.Headers.Location!.ToString());
        foreach (var seen in new[] { contact, await api.GetFromJsonAsync<JsonElement>($"/api/contacts/{contact.Text("id")}") })
        {
            Assert.Equal("Ann Smith", seen.Text("name"));
            Assert.Equal("+14155552671", seen.Text("phone"));
            Assert.Equal("ann@example.com", seen.Text("email"));
            Assert.Equal("@ann", seen.GetProperty("socialHandles").Text("twitter"));
            Assert.Equal(3, seen.GetProperty("metadata").GetProperty("tier").GetInt32());
            Assert.Equal("Europe/Berlin", seen.Text("timeZone"));
            Assert.Equal(["phone +14155552671 True", "email ann@example.com True"], seen.AddressLines());
        }
        Assert.Equal(1, await app.Db.FindAsync<int>("SELECT count(*) FROM changes WHERE kind = 'contact'", null, default));
    }

    [Theory]
    [InlineData("""{"name": "A"}""", "missing_address", "phone")]
    [InlineData("""{"name": "A", "phone": "", "email": " "}""", "missing_address", "phone")]
    [InlineData("""{"name": "A", "phone": "DHL-Info"}""", "invalid_phone", "phone")]
    [InlineData("""{"name": "A", "phone": "32665"}""", "invalid_phone", "phone")]
    [InlineData("""{"name": "A", "phone": "+1 (415) 555-267O"}""", "invalid_phone", "phone")]
    [InlineData("""{"name": "A", "phone": "+999 123456"}""", "invalid_phone", "phone")]
    [InlineData("""{"name": "A", "email": "ann"}""", "invalid_email", "email")]
    [InlineData("""{"name": "A", "email": "a@example.com", "timeZone": "Mars/Olympus"}""", "unknown_time_zone", "timeZone")]
    [InlineData("""{"name": "A", "email": "a@example.com", "timeZone": "../../../etc/passwd"}""", "unknown_time_zone", "timeZone")]
    [InlineData("""{"name": "A", "email": "a@example.com", "metadata": [1]}""", "invalid", "metadata")]
    [InlineData("""{"name": "A", "email": "a@example.com", "metadata": {"n": 1e999999}}""", "invalid", "metadata")]
    [InlineData("""{"name": "A", "email": "a@example.com", "socialHandles": {"x": 1}}""", "invalid", "socialHandles")]
    public async Task What_cannot_be_is_refused_at_its_field(string body, string code, string field)
    {
        var answer = await api.PostAsync("/api/contacts", new StringContent(body, null, "application/json"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(code, problem.Text("code"));
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.ToString());
    }

    [Fact]
    public async Task Too_much_is_refused_and_everything_wrong_is_told_at_once()
    {
        var answer = await api.PostAsJsonAsync("/api/contacts", new
        {
            name = new string('x', 201),
            phone = "12",
            metadata = new { text = new string('x', 17_000) },
        });
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((HttpStatusCode)422, answer.StatusCode);
        Assert.Equal("invalid", problem.Text("code"));
        Assert.Equal(["metadata", "name", "phone"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
    }

    [Fact]
    public async Task Nul_and_lone_surrogates_are_stored_as_replacement_characters()
    {
        var answer = await api.PostAsync("/api/contacts", new StringContent(
            """{"name": "A\u0000B\ud800C", "email": "nul@example.com", "metadata": {"\u0000": "\udc00"}}""", null, "application/json"));
        var contact = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("A�B�C", contact.Text("name"));
        Assert.Equal("�", contact.GetProperty("metadata").Text("�"));
    }

    [Fact]
    public async Task Of_many_at_once_one_is_made_and_the_others_are_told_whose_the_number_is()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            api.PostAsJsonAsync("/api/contacts", new { name = $"P{i}", phone = i % 2 == 0 ? "+14155550100" : "415-555-0100" })));
        var made = await Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created).Content.ReadFromJsonAsync<JsonElement>();
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
        {
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
            var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(("contact_exists", "phone", made.Text("id")), (problem.Text("code"), problem.Text("field"), problem.Text("contactId")));
        }
        Assert.Equal(1, await app.Db.FindAsync<int>("SELECT count(*) FROM contacts", null, default));
    }

    [Fact]
    public async Task Without_a_default_country_a_national_number_is_refused_with_a_way_out()
    {
        await using var plain = await TestApp.StartAsync();
        using var client = await plain.SignUpAdminAsync();
        var refused = await client.PostAsJsonAsync("/api/contacts", new { name = "A", phone = "415 555 2671" });
        Assert.Contains("with + and the country code", (await refused.Content.ReadFromJsonAsync<JsonElement>()).Text("detail"), StringComparison.Ordinal);

        await plain.Db.ExecuteAsync("INSERT INTO settings (key, value) VALUES ('default_country', '\"DE\"')", null, default);
        await Eventually.TrueAsync(async () =>
        {
            plain.Clock.Advance(TimeSpan.FromSeconds(6));
            var made = await client.PostAsJsonAsync("/api/contacts", new { name = "A", phone = "030 123456" });
            return made.IsSuccessStatusCode && (await made.Content.ReadFromJsonAsync<JsonElement>()).Text("phone") == "+4930123456";
        }, "the setting is read");
    }

    [Fact]
    public async Task Strangers_get_nothing()
    {
        using var anonymous = app.Anonymous();
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.GetAsync("/api/contacts")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"/api/contacts/{Guid.Empty}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync("/api/contacts/nobody")).StatusCode);
    }
}
