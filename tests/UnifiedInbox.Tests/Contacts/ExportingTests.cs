using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using UnifiedInbox.Simulator;
using UnifiedInbox.Tests.Accounts;
using UnifiedInbox.Tests.Contacts.Importing;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Contacts;

public sealed class ExportingTests(CarrierDesk desk) : IClassFixture<CarrierDesk>
{
    [Fact]
    public async Task The_list_goes_out_as_it_was_filtered_without_formulas_and_comes_back_unchanged()
    {
        var phone = CarrierDesk.NewPhone();
        await desk.Api.ImportAsync($"name,phone,email,tags,note\n\"=HYPERLINK(\"\"http://x\"\")\",{phone},formula@example.com,Round trip,@SUM(1)\nOther,,other-{phone[1..]}@example.com,,\n");
        var csv = await desk.Api.GetStringAsync("/api/contacts/export?label=round%20trip");
        Assert.StartsWith("id,name,phone", csv, StringComparison.Ordinal);
        Assert.Contains($"\"'=HYPERLINK(\"\"http://x\"\")\",{phone},,formula@example.com", csv, StringComparison.Ordinal);
        Assert.DoesNotContain("Other", csv, StringComparison.Ordinal);
        var again = await desk.Api.ImportAsync(csv, new { columns = new { name = "name", phone = "phone", email = "email", labels = "labels" }, existing = "overwrite" });
        Assert.Equal((0, 1, 0, 0), again.Counts());
        Assert.Equal("=HYPERLINK(\"http://x\")", (await desk.Api.FindByAsync("formula@example.com")).Text("name"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await desk.Api.GetAsync("/api/contacts/export?label=nobody")).StatusCode);
    }

    [Fact]
    public async Task Everything_about_a_person_is_one_package_with_their_files()
    {
        var phone = CarrierDesk.NewPhone();
        await desk.Carrier.TextFromPhoneAsync(phone, CarrierDesk.OurNumber, "with a card", [new MediaFile("text/vcard", "BEGIN:VCARD"u8.ToArray())]);
        var id = (await desk.Api.FindByAsync(phone)).Text("id")!;
        await Eventually.TrueAsync(async () => await desk.App.Db.FindAsync<bool>("SELECT bool_and(status = 'stored') FROM attachments", null, default), "the file is fetched");
        await desk.Api.PostAsJsonAsync("/api/notes", new { contactId = id, content = "a note for all", isPrivate = false });
        await desk.Api.PostAsJsonAsync("/api/notes", new { contactId = id, content = "only Ada's", isPrivate = true });
        var whole = await OpenAsync(await desk.Api.GetAsync($"/api/contacts/{id}/export"));
        Assert.Contains(phone, whole["contact.json"], StringComparison.Ordinal);
        Assert.Equal("with a card", JsonElement.Parse(whole["messages.json"])[0].Text("content"));
        Assert.Equal(2, JsonElement.Parse(whole["notes.json"]).GetArrayLength());
        Assert.Equal("BEGIN:VCARD", whole.Single(entry => entry.Key.StartsWith("files/", StringComparison.Ordinal)).Value);
        Assert.Contains("contact.exported", whole["audit.json"], StringComparison.Ordinal);

        using var ada = new Visitor(desk.App);
        await ada.SignInAsync("ada@example.com");
        using var bob = await Visitor.JoinAsync(desk.App, ada, $"bob-{phone[1..]}@example.com");
        await desk.App.Db.ExecuteAsync("UPDATE inboxes SET open_to_all = false", null, default);
        var part = await OpenAsync(await bob.Program().GetAsync($"/api/contacts/{id}/export"));
        await desk.App.Db.ExecuteAsync("UPDATE inboxes SET open_to_all = true", null, default);
        Assert.Equal("a note for all", Assert.Single(JsonElement.Parse(part["notes.json"]).EnumerateArray()).Text("content"));
        Assert.Equal(0, JsonElement.Parse(part["messages.json"]).GetArrayLength());
        Assert.DoesNotContain(part.Keys, name => name.StartsWith("files/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_large_package_is_made_in_the_background_for_who_asked()
    {
        await using var own = await CarrierDesk.StartAsync(new() { ["Exports__MostDirectMessages"] = "0" });
        var id = (await own.ReceiveAsync(CarrierDesk.NewPhone(), "a long history")).Text("contactId")!;
        var api = own.Api;
        var answer = await api.GetAsync($"/api/contacts/{id}/export");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var job = (await answer.Content.ReadFromJsonAsync<JsonElement>()).Text("id")!;
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"/api/contacts/exports/{Guid.Empty}")).StatusCode);
        var done = await Eventually.IsAsync(async () => (await api.GetFromJsonAsync<JsonElement>($"/api/contacts/exports/{job}")) is var export && export.Text("status") == "done" ? export.Text("url") : null, "the package is made");
        Assert.Contains("a long history", (await OpenAsync(await api.GetAsync(done)))["messages.json"], StringComparison.Ordinal);
        using var ada = new Visitor(own.App);
        await ada.SignInAsync("ada@example.com");
        using var bob = await Visitor.JoinAsync(own.App, ada, "bob@example.com", "admin");
        Assert.Equal(HttpStatusCode.NotFound, (await bob.Program().GetAsync(done)).StatusCode);
    }

    private static async Task<Dictionary<string, string>> OpenAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/zip", answer.Content.Headers.ContentType?.MediaType);
        using var archive = new ZipArchive(new MemoryStream(await answer.Content.ReadAsByteArrayAsync()));
        return archive.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
            return reader.ReadToEnd();
        });
    }
}
