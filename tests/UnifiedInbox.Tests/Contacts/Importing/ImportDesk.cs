using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace UnifiedInbox.Tests.Contacts.Importing;

/// <summary>Sends lists to the API and waits for what becomes of them.</summary>
internal static class ImportDesk
{
    private static int phones;

    public static string NewPhone() => $"+1415557{Interlocked.Increment(ref phones):0000}";

    public static Task<HttpResponseMessage> PostListAsync(this HttpClient api, byte[] file, object? mapping = null, string name = "list.csv")
    {
        var form = new MultipartFormDataContent();
        if (mapping is not null) form.Add(JsonContent.Create(mapping), "mapping");
        form.Add(new ByteArrayContent(file), "file", name);
        return api.PostAsync("/api/contacts/import", form);
    }

    /// <summary>Imports a list to its end.</summary>
    public static async Task<JsonElement> ImportAsync(this HttpClient api, string file, object? mapping = null) => await api.ImportAsync(Encoding.UTF8.GetBytes(file), mapping);

    public static async Task<JsonElement> ImportAsync(this HttpClient api, byte[] file, object? mapping = null)
    {
        var answer = await api.PostListAsync(file, mapping);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return await api.EndOfAsync((await answer.Content.ReadFromJsonAsync<JsonElement>()).Text("id")!);
    }

    public static async Task<JsonElement> EndOfAsync(this HttpClient api, string id, int seconds = 30)
    {
        JsonElement import = default;
        await Eventually.TrueAsync(
            async () => (import = await api.GetFromJsonAsync<JsonElement>($"/api/contacts/imports/{id}")).Text("status") is not ("queued" or "running"), "the import ends", seconds);
        return import;
    }

    /// <summary>Created, updated, skipped, refused.</summary>
    public static (int, int, int, int) Counts(this JsonElement import) =>
        (import.GetProperty("created").GetInt32(), import.GetProperty("updated").GetInt32(), import.GetProperty("skipped").GetInt32(), import.GetProperty("refused").GetInt32());

    /// <summary>The lines of the report, without heading and mark.</summary>
    public static async Task<string[]> ReportAsync(this HttpClient api, JsonElement import) =>
        (await api.GetStringAsync(import.Text("reportUrl"))).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..];

    public static async Task<JsonElement> FindByAsync(this HttpClient api, string search)
    {
        var found = (await api.GetFromJsonAsync<JsonElement>("/api/contacts?search=" + Uri.EscapeDataString(search))).GetProperty("items");
        return Assert.Single(found.EnumerateArray());
    }
}
