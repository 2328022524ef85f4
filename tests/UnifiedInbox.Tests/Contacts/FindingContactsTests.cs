using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace UnifiedInbox.Tests.Contacts;

[Collection(ContactsCollection.Name)]
public sealed class FindingContactsTests(ContactsApp contacts) : IAsyncLifetime
{
    private readonly TestApp app = contacts.App;
    private readonly HttpClient api = contacts.Api;

    public async Task InitializeAsync()
    {
        await contacts.EmptyAsync();
        await api.AddContactAsync("John Smith", "+14155552671", "john@example.com");
        await api.AddContactAsync("Zoë Østergård", "+442079460958");
        await api.AddContactAsync("Joanna Blacksmith", email: "jo.black@mail.example.org");
        await api.AddContactAsync("Michael 100% Sure", "+4915123456789");
        await api.AddContactAsync("", "+14155550000");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("", "Joanna Blacksmith|John Smith|Michael 100% Sure|Zoë Østergård|")]
    [InlineData("jo", "Joanna Blacksmith|John Smith")]
    [InlineData("SMITH", "John Smith|Joanna Blacksmith")]
    [InlineData("smith john", "John Smith")]
    [InlineData("h", "Joanna Blacksmith|John Smith|Michael 100% Sure")]
    [InlineData("zoe ostergard", "Zoë Østergård")]
    [InlineData("ZOË", "Zoë Østergård")]
    [InlineData("example.org", "Joanna Blacksmith")]
    [InlineData("@example.com", "John Smith")]
    [InlineData("(415) 555-2671", "John Smith")]
    [InlineData("+44 (0)20 7946", "Zoë Østergård")]
    [InlineData("0044 20", "Zoë Østergård")]
    [InlineData("0151 2345", "Michael 100% Sure")]
    [InlineData("5550000", "")]
    [InlineData("100%", "Michael 100% Sure")]
    [InlineData("_", null)]
    [InlineData("[", null)]
    [InlineData("\\", null)]
    [InlineData("jhon", "John Smith")]
    [InlineData("micheal", "Michael 100% Sure")]
    [InlineData("ostergaard", "Zoë Østergård")]
    [InlineData("nobody at all", null)]
    public async Task Any_part_is_found_best_first_and_slips_are_forgiven(string search, string? names)
    {
        var page = await api.GetFromJsonAsync<JsonElement>($"/api/contacts?search={Uri.EscapeDataString(search)}");
        Assert.Equal(names?.Split('|') ?? [], page.Names());
    }

    [Fact]
    public async Task Pages_continue_behind_the_last_row_through_all_tiers()
    {
        foreach (var search in new[] { "", "jo", "smith", "h", "jhon" })
        {
            var whole = (await api.GetFromJsonAsync<JsonElement>($"/api/contacts?search={search}")).Names();
            var pieces = new List<string>();
            for (string? cursor = ""; cursor is not null;)
            {
                var page = await api.GetFromJsonAsync<JsonElement>($"/api/contacts?search={search}&limit=1&cursor={cursor}");
                pieces.AddRange(page.Names());
                cursor = page.Text("nextCursor");
            }
            Assert.Equal(whole, pieces);
        }
    }

    [Fact]
    public async Task Filters_narrow_by_channel_and_label()
    {
        var john = (await api.GetFromJsonAsync<JsonElement>("/api/contacts?search=john smith")).GetProperty("items")[0].Text("id");
        await app.Db.ExecuteAsync("""
            INSERT INTO labels (id, name) VALUES ('00000000-0000-0000-0000-00000000000a', 'VIP');
            INSERT INTO inboxes (id, name, channel, address, provider) VALUES ('00000000-0000-0000-0000-00000000000b', 'W', 'whatsapp', '+14155238887', 'twilio');
            INSERT INTO conversations (id, contact_id, inbox_id, labels)
            VALUES ('00000000-0000-0000-0000-00000000000c', @john::uuid, '00000000-0000-0000-0000-00000000000b', '{00000000-0000-0000-0000-00000000000a}')
            """, new { john }, default);
        Assert.Equal(["John Smith"], await NamesAsync("label=vip"));
        Assert.Equal(["John Smith"], await NamesAsync("channel=whatsapp"));
        Assert.Equal(["Joanna Blacksmith", "John Smith"], await NamesAsync("channel=email"));
        Assert.Equal(["John Smith", "Michael 100% Sure", "Zoë Østergård", ""], await NamesAsync("channel=sms"));
        Assert.Equal(["Joanna Blacksmith"], await NamesAsync("channel=email&search=black"));
    }

    [Theory]
    [InlineData("channel=fax", "channel")]
    [InlineData("label=nosuch", "label")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("cursor=x", "cursor")]
    [InlineData("cursor=OTk5", "cursor")]
    public async Task What_cannot_be_asked_is_said(string query, string field)
    {
        var answer = await api.GetAsync($"/api/contacts?{query}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.True((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(field, out _));
    }

    private async Task<string[]> NamesAsync(string query) => (await api.GetFromJsonAsync<JsonElement>($"/api/contacts?{query}")).Names();
}
