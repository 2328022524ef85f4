using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Attachments;
using UnifiedInbox.Attachments.Stores;
using UnifiedInbox.Database.Backups;

namespace UnifiedInbox.Tests.Attachments;

/// <summary>Files in a bucket instead of a folder.</summary>
public sealed class BucketTests : IAsyncLifetime
{
    private BucketStub bucket = null!;
    private TestApp app = null!;
    private HttpClient ada = null!;

    public async Task InitializeAsync()
    {
        bucket = await BucketStub.StartAsync();
        app = await StartAsync();
        ada = await app.SignUpAdminAsync();
    }

    public async Task DisposeAsync()
    {
        ada.Dispose();
        await app.DisposeAsync();
        await bucket.DisposeAsync();
    }

    [Fact]
    public async Task A_file_is_put_there_once_and_read_from_there_by_another_node()
    {
        var bytes = Pictures.Png(31, 17);
        var id = await ada.UploadAsync(bytes);
        await ada.UploadAsync(bytes, "again.png");
        var name = AttachmentStore.NameOf(System.Security.Cryptography.SHA256.HashData(bytes));
        Assert.Equal(bytes, Assert.Single(bucket.Files, file => file.Key == "team/" + name).Value);
        Assert.Equal(0, bucket.Refused);

        await using var beside = await StartAsync(app.Database);
        using var client = beside.WithToken(ada.DefaultRequestHeaders.Authorization!.Parameter!);
        Assert.Equal(bytes, await client.GetByteArrayAsync("/uploads/" + id));
        Assert.Equal(bytes, await client.GetByteArrayAsync("/uploads/" + id)); // from near
        Assert.Equal(1, bucket.Reads("team/" + name));
    }

    [Fact]
    public async Task What_was_brought_near_is_forgotten_and_what_is_deleted_is_gone_from_the_bucket()
    {
        var bytes = Pictures.Png(9, 9);
        await ada.UploadAsync(bytes);
        var sha256 = System.Security.Cryptography.SHA256.HashData(bytes);
        var store = app.Services.GetRequiredService<AttachmentStore>();
        await ((S3Bucket)app.Services.GetRequiredService<IFileStore>()).ForgetAsync(DateTimeOffset.MaxValue, default);
        Assert.Null(store.OpenNear(sha256));
        await using (var again = await store.OpenAsync(sha256, default)) Assert.Equal(bytes.Length, again!.Length);
        await store.DeleteAsync(sha256, default);
        Assert.DoesNotContain(bucket.Files.Keys, key => key.EndsWith(AttachmentStore.NameOf(sha256), StringComparison.Ordinal));
        Assert.Null(await store.OpenAsync(sha256, default));
    }

    [Fact]
    public async Task A_backup_has_them_and_a_folder_can_take_it_in()
    {
        var bytes = Pictures.Png(12, 13);
        for (var i = 0; i < 5; i++) await ada.UploadAsync([.. bytes, (byte)i]); // more than a page of the list
        var id = await ada.UploadAsync(bytes);
        var folder = Directory.CreateTempSubdirectory("unified-inbox-bucket-");
        try
        {
            var file = Path.Combine(folder.FullName, "backup.zip");
            await app.Services.GetRequiredService<WriteBackup>().RunAsync(file, default);
            await using var local = await TestApp.StartAsync();
            await local.Services.GetRequiredService<RestoreBackup>().RunAsync(file, force: true, default);
            var store = local.Services.GetRequiredService<AttachmentStore>();
            await using var restored = await store.OpenAsync(System.Security.Cryptography.SHA256.HashData(bytes), default);
            Assert.Equal(bytes.Length, restored!.Length);
            Assert.Equal(6, Directory.GetFiles(store.Folder, "*", SearchOption.AllDirectories).Length);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        Assert.NotNull(id);
    }

    [Fact]
    public async Task A_store_that_fails_for_a_moment_is_asked_again_and_one_with_another_key_refuses()
    {
        bucket.FailNext = 2;
        await ada.UploadAsync(Pictures.Png(7, 7));
        Assert.Equal(0, bucket.FailNext);
        await using var stranger = await StartAsync(app.Database, secret: "wrong");
        using var client = stranger.WithToken(ada.DefaultRequestHeaders.Authorization!.Parameter!);
        Assert.False((await client.PutUpAsync(Pictures.Png(8, 8))).IsSuccessStatusCode);
        Assert.True(bucket.Refused > 0);
    }

    private Task<TestApp> StartAsync(TestDatabase? database = null, string secret = BucketStub.Secret) => TestApp.StartAsync(database, new Dictionary<string, string?>
    {
        ["S3_BUCKET"] = "inbox-files",
        ["S3_ENDPOINT"] = bucket.Url,
        ["S3_REGION"] = "eu-test-1",
        ["S3_ACCESS_KEY_ID"] = BucketStub.KeyId,
        ["S3_SECRET_ACCESS_KEY"] = secret,
        ["S3_PREFIX"] = "team",
    });
}
