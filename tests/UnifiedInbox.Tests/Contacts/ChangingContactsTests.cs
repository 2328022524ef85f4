using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace UnifiedInbox.Tests.Contacts;

[Collection(ContactsCollection.Name)]
public sealed class ChangingContactsTests(ContactsApp contacts) : IAsyncLifetime
{
    private readonly TestApp app = contacts.App;
    private readonly HttpClient api = contacts.Api;
    private string ann = "";

    public async Task InitializeAsync()
    {
        await contacts.EmptyAsync();
        ann = await api.AddContactAsync("Ann", "+14155550101", "ann@example.com");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Only_given_fields_change_and_null_empties()
    {
        await PatchAsync("""{"timeZone": "Asia/Tokyo", "metadata": {"a": 1}}""");
        var changed = await PatchAsync("""{"name": "Ann B", "email": null, "metadata": null, "unknown": 1}""");
        Assert.Equal("Ann B", changed.Text("name"));
        Assert.Equal("Asia/Tokyo", changed.Text("timeZone"));
        Assert.Equal("{}", changed.GetProperty("metadata").GetRawText());
        Assert.Equal(["phone +14155550101 True"], changed.AddressLines());
        Assert.Equal(JsonValueKind.Null, changed.GetProperty("email").ValueKind);
    }

    [Fact]
    public async Task A_list_of_addresses_takes_the_place_of_the_former_and_the_primary_ones_are_mirrored()
    {
        var changed = await PatchAsync("""
            {"addresses": [{"value": "+44 20 7946 0958"}, {"value": "+14155550101", "isPrimary": true}, {"value": "B@example.com"}, {"value": "b@EXAMPLE.com"}]}
            """);
        Assert.Equal("+14155550101", changed.Text("phone"));
        Assert.Equal("b@example.com", changed.Text("email"));
        Assert.Equal(["email b@example.com True", "phone +14155550101 True", "phone +442079460958 False"], changed.AddressLines().Order());

        changed = await PatchAsync("""{"phone": "+442079460958"}""");
        Assert.Equal("+442079460958", changed.Text("phone"));
        Assert.Equal(3, changed.GetProperty("addresses").GetArrayLength());

        changed = await PatchAsync("""{"phone": null}""");
        Assert.Equal("+14155550101", changed.Text("phone"));

        changed = await PatchAsync("""{"phone": "+14155550199"}""");
        Assert.Equal(["phone +14155550199 True", "email b@example.com True"], changed.AddressLines().OrderDescending());
    }

    [Theory]
    [InlineData("""{"addresses": []}""", "missing_address")]
    [InlineData("""{"phone": null, "email": null}""", "missing_address")]
    [InlineData("""{"addresses": [{"value": "x"}]}""", "invalid_address")]
    [InlineData("""{"addresses": [{"value": "ann@example.com", "kind": "pigeon"}]}""", "invalid_address")]
    [InlineData("""{"addresses": [null]}""", "invalid_address")]
    [InlineData("""{"phone": "12"}""", "invalid_phone")]
    public async Task A_contact_keeps_addresses_that_work(string body, string code)
    {
        var answer = await SendAsync(body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<JsonElement>()).Text("code"));
        Assert.Equal(2, (await api.GetFromJsonAsync<JsonElement>($"/api/contacts/{ann}")).GetProperty("addresses").GetArrayLength());
    }

    [Fact]
    public async Task Somebody_elses_address_is_refused_with_their_id_and_nothing_changes()
    {
        var bob = await api.AddContactAsync("Bob", email: "bob@example.com");
        var answer = await SendAsync("""{"name": "Changed", "addresses": [{"value": "+14155550101"}, {"value": "bob@example.com"}]}""");
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal(("email", bob), (problem.Text("field"), problem.Text("contactId")));
        Assert.Equal("Ann", (await api.GetFromJsonAsync<JsonElement>($"/api/contacts/{ann}")).Text("name"));
    }

    [Fact]
    public async Task People_editing_at_once_leave_one_primary_address_of_a_kind()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => SendAsync($$"""{"phone": "+141555502{{i:00}}"}""")));
        var contact = await api.GetFromJsonAsync<JsonElement>($"/api/contacts/{ann}");
        Assert.Equal(contact.Text("phone"), Assert.Single(contact.GetProperty("addresses").EnumerateArray(), a => a.Text("kind") == "phone").Text("value"));
    }

    private async Task<JsonElement> PatchAsync(string body)
    {
        var answer = await SendAsync(body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private Task<HttpResponseMessage> SendAsync(string body) =>
        api.PatchAsync($"/api/contacts/{ann}", new StringContent(body, null, "application/json"));
}
