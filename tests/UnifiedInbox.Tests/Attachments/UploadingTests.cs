using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Attachments;
using UnifiedInbox.Attachments.Thumbnails;

namespace UnifiedInbox.Tests.Attachments;

public sealed class UploadingTests(TestApp app) : IClassFixture<TestApp>, IAsyncLifetime
{
    private HttpClient ada = null!;

    public async Task InitializeAsync() => ada = await app.SignUpAdminAsync();

    public Task DisposeAsync()
    {
        ada.Dispose();
        return app.Db.ExecuteAsync("TRUNCATE users CASCADE", null, default);
    }

    [Fact]
    public async Task A_file_over_the_limit_is_refused_by_its_length_alone()
    {
        var answer = await AskAsync("channel=sms", "Content-Length: 30000000", []);
        Assert.Contains("413", answer, StringComparison.Ordinal);
        Assert.Contains("file_too_large", answer, StringComparison.Ordinal);
        Assert.Contains("at most 5.2 MB", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_does_not_say_how_long_it_is_is_cut_off_as_soon_as_it_is_too_long()
    {
        var head = Encoding.ASCII.GetBytes("--b\r\nContent-Disposition: form-data; name=file; filename=x.png\r\nContent-Type: image/png\r\n\r\n");
        var sent = new List<byte>(Chunk(head));
        for (var i = 0; i < 6; i++) sent.AddRange(Chunk(new byte[1_000_000])); // and no end
        var answer = await AskAsync("channel=whatsapp", "Transfer-Encoding: chunked", [.. sent, .. Enumerable.Range(0, 12).SelectMany(_ => Chunk(new byte[1_000_000]))]);
        Assert.Contains("413", answer, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(app.Services.GetRequiredService<AttachmentStore>().Folder, "incoming")));
    }

    [Theory]
    [InlineData("sms", "application/zip", "a.zip", "type_not_accepted")]
    [InlineData("whatsapp", "text/plain", "a.txt", "type_not_accepted")]
    [InlineData("sms", "application/pdf", "a.pdf", "file_too_large")]
    [InlineData("email", "application/zip", "a.zip", null)]
    public async Task What_the_channel_does_not_carry_is_told_when_it_is_put_up(string channel, string type, string name, string? code)
    {
        var answer = await ada.PutUpAsync([.. "%PDF-"u8.ToArray().Where(_ => type == "application/pdf"), .. new byte[600_000]], name, type, channel);
        if (code is null) Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        else Assert.Equal(code, await answer.CodeAsync());
    }

    [Fact]
    public async Task A_large_one_sent_twice_under_one_key_is_put_up_once()
    {
        var bytes = Pictures.Png(33, 44).Concat(new byte[3_000_000]).ToArray();
        var first = await PutWithKeyAsync(bytes);
        var again = await PutWithKeyAsync(bytes); // with another line between its parts
        var other = await PutWithKeyAsync([.. bytes, 1]);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.StatusCode, again.StatusCode));
        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.True(again.Headers.Contains("Idempotent-Replayed"));
        Assert.Equal("idempotency_key_reused", await other.CodeAsync());
        Assert.Equal(1, await app.Db.FindAsync<long>("SELECT count(*) FROM uploads WHERE size > 3000000", null, default));
    }

    private async Task<HttpResponseMessage> PutWithKeyAsync(byte[] bytes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/attachments");
        request.Headers.Add("Idempotency-Key", "large");
        request.Content = new MultipartFormDataContent { { new ByteArrayContent(bytes), "file", "large.bin" } };
        return await ada.SendAsync(request);
    }

    [Fact]
    public async Task The_same_bytes_are_kept_once_however_many_put_them_up_at_a_time()
    {
        var bytes = Pictures.Png(33, 44);
        var ids = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => ada.UploadAsync(bytes, $"copy {i}.png")));
        Assert.Equal(12, ids.Distinct().Count());
        var hashes = await app.Db.ListAsync<byte[]>("SELECT DISTINCT sha256 FROM uploads", null, default);
        Assert.Equal(AttachmentStore.NameOf(Assert.Single(hashes)), AttachmentStore.NameOf(System.Security.Cryptography.SHA256.HashData(bytes)));
        foreach (var id in ids) Assert.Equal(bytes, await ada.GetByteArrayAsync("/uploads/" + id));
    }

    [SkippableFact]
    public async Task A_large_picture_has_a_small_one_and_a_bomb_has_none()
    {
        Skip.IfNot(app.Services.GetRequiredService<MakeThumbnail>().CanMake, "libvips is not on this machine.");
        var large = await ada.UploadAsync(Pictures.Png(3000, 2000));
        using var small = await ada.GetAsync($"/uploads/{large}/thumbnail");
        Assert.Equal("image/webp", small.Content.Headers.ContentType!.MediaType);
        using var bytes = new MemoryStream(await small.Content.ReadAsByteArrayAsync());
        Assert.Equal(new PictureSize(640, 427), PictureSize.Read(bytes));
        Assert.True(bytes.Length < 10_000);

        foreach (var unfit in new[] { Pictures.Bomb(), [.. Pictures.Png(5, 5)[..33], .. new byte[50]] })
        {
            var id = await ada.UploadAsync(unfit);
            for (var again = 0; again < 2; again++)
            {
                using var none = await ada.GetAsync($"/uploads/{id}/thumbnail");
                Assert.Equal((HttpStatusCode.OK, "image/svg+xml"), (none.StatusCode, none.Content.Headers.ContentType!.MediaType));
            }
        }
        Assert.Equal(HttpStatusCode.NotFound, (await ada.GetAsync($"/uploads/{await ada.UploadAsync([1, 2, 3], "a.bin", "application/octet-stream")}/thumbnail")).StatusCode);
    }

    [Fact]
    public async Task The_files_of_a_message_must_fit_its_channel_together()
    {
        var contact = await (await ada.PostAsJsonAsync("/api/contacts", new { name = "Rita", phone = "+14155550177" })).Content.ReadFromJsonAsync<JsonElement>();
        var id = contact.GetProperty("id").GetString();
        async Task<string?> SendAsync(string channel, params string[] files) =>
            await (await ada.PostAsJsonAsync("/api/messages", new { contactId = id, channel, content = "x", attachments = files })).CodeAsync();
        var noise = new byte[3_000_000];
        string[] large = [await ada.UploadAsync([.. Pictures.Png(1, 1), .. noise]), await ada.UploadAsync([.. Pictures.Png(2, 2), .. noise])];
        Assert.Equal("files_too_large", await SendAsync("sms", large));
        Assert.Equal("too_many_media", await SendAsync("whatsapp", large));
        Assert.Equal("type_not_accepted", await SendAsync("sms", await ada.UploadAsync([1, 2, 3], "a.exe", "application/x-msdownload")));
        Assert.Equal("attachment_missing", await SendAsync("sms", UnifiedInbox.Database.NewId.Next().ToString()));
    }

    private static byte[] Chunk(byte[] data) =>
        [.. Encoding.ASCII.GetBytes(data.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"), .. data, 13, 10];

    /// <summary>Sends what it may and reads the answer, whether or not everything was taken.</summary>
    private async Task<string> AskAsync(string query, string length, byte[] body)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(app.Address.Host, app.Address.Port);
        await using var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/attachments?{query} HTTP/1.1\r\nHost: {app.Address.Authority}\r\nAuthorization: {ada.DefaultRequestHeaders.Authorization}\r\n"
            + $"Content-Type: multipart/form-data; boundary=b\r\n{length}\r\n\r\n"));
        var sending = Task.Run(async () =>
        {
            try
            {
                await stream.WriteAsync(body);
            }
            catch (Exception error) when (error is IOException or ObjectDisposedException)
            {
                // cut off
            }
        });
        var answer = new byte[4096];
        var read = await stream.ReadAsync(answer).AsTask().WaitAsync(TimeSpan.FromSeconds(15));
        tcp.Close();
        await sending;
        return Encoding.UTF8.GetString(answer, 0, read);
    }
}
