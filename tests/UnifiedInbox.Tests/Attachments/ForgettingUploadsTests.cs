using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using UnifiedInbox.Attachments;
using UnifiedInbox.Attachments.Uploads;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Attachments;

/// <summary>Files that were put up and never sent.</summary>
public sealed class ForgettingUploadsTests
{
    [Fact]
    public async Task They_are_gone_after_a_day_with_their_bytes_unless_those_are_somebody_elses_too()
    {
        await using var app = await TestApp.StartAsync();
        using var api = await app.SignUpAdminAsync();
        var (forgotten, kept) = (await PutAsync(api, "only here"), await PutAsync(api, "also in a message"));
        var bytes = await app.Db.FindAsync<byte[]>("SELECT sha256 FROM uploads WHERE id = @kept", new { kept }, CancellationToken.None);
        var contact = await (await api.PostAsJsonAsync("/api/contacts", new { name = "Ann", email = "ann@customer.example" })).Content.ReadFromJsonAsync<JsonElement>();
        var sent = await api.PostAsJsonAsync("/api/messages", new { contactId = contact.Text("id"), channel = "email", subject = "File", content = "Here.", attachments = new[] { kept } });
        Assert.True(sent.IsSuccessStatusCode, await sent.Content.ReadAsStringAsync());
        var workers = app.Services.GetServices<IHostedService>().ToList();
        var (forget, remove) = (workers.OfType<ForgetUploads>().Single(), workers.OfType<RemoveFiles>().Single());

        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync($"/uploads/{forgotten}")).StatusCode);
        app.Clock.Advance(TimeSpan.FromHours(25));
        await forget.RunAsync(CancellationToken.None);
        Assert.Equal(0, await app.Db.FindAsync<int>("SELECT count(*)::int FROM uploads", null, CancellationToken.None));
        await Eventually.TrueAsync(async () =>
        {
            await remove.RunAsync(CancellationToken.None);
            return await app.Db.FindAsync<int>("SELECT count(*)::int FROM doomed_files", null, CancellationToken.None) == 0;
        }, "the bytes were looked at");
        var store = app.Services.GetRequiredService<AttachmentStore>();
        await using var still = store.Open(bytes!);
        Assert.NotNull(still);
        Assert.Single(Directory.EnumerateFiles(store.Folder, "*", SearchOption.AllDirectories));
    }

    private static async Task<Guid> PutAsync(HttpClient api, string text)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "file", "note.txt" } };
        var put = await api.PostAsync("/api/attachments", form);
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        return Guid.Parse((await put.Content.ReadFromJsonAsync<JsonElement>()).Text("id")!);
    }
}
