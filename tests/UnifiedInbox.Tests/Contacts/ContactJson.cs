using System.Net.Http.Json;
using System.Text.Json;

namespace UnifiedInbox.Tests.Contacts;

internal static class ContactJson
{
    public static string? Text(this JsonElement element, string name) => element.GetProperty(name).GetString();

    public static string[] AddressLines(this JsonElement contact) =>
        [.. contact.GetProperty("addresses").EnumerateArray().Select(a => $"{a.Text("kind")} {a.Text("value")} {a.GetProperty("isPrimary").GetBoolean()}")];

    public static string[] Names(this JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(contact => contact.Text("name")!)];

    /// <summary>Makes a contact and answers its id.</summary>
    public static async Task<string> AddContactAsync(this HttpClient api, string name, string? phone = null, string? email = null)
    {
        var answer = await api.PostAsJsonAsync("/api/contacts", new { name, phone, email });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).Text("id")!;
    }
}
