using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace UnifiedInbox.Tests.Attachments;

internal static class Uploading
{
    public static async Task<HttpResponseMessage> PutUpAsync(this HttpClient api, byte[] bytes, string name = "photo.png", string type = "image/png", string? channel = null)
    {
        using var form = new MultipartFormDataContent();
        var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        form.Add(file, "file", name);
        return await api.PostAsync("/api/attachments" + (channel is null ? "" : "?channel=" + channel), form);
    }

    /// <summary>The id of what was put up.</summary>
    public static async Task<string> UploadAsync(this HttpClient api, byte[] bytes, string name = "photo.png", string type = "image/png")
    {
        var answer = await api.PutUpAsync(bytes, name, type);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, json.ToString());
        return json.GetProperty("id").GetString()!;
    }

    public static async Task<string?> CodeAsync(this HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
}
