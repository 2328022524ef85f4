using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Attachments;
using UnifiedInbox.Database;
using UnifiedInbox.Database.Backups;

namespace UnifiedInbox.Tests.Database;

public sealed class BackupTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("unified-inbox-backup-").FullName;

    private string File => Path.Combine(folder, "backup.zip");

    [Fact]
    public async Task A_folder_that_is_not_there_is_said_in_a_sentence()
    {
        await using var original = await TestApp.StartAsync();
        var backup = original.Services.GetRequiredService<WriteBackup>();
        var error = await Assert.ThrowsAsync<OperatorException>(() => backup.RunAsync(Path.Combine(folder, "missing", "backup.zip"), default));
        Assert.Contains("could not be written", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Everything_comes_back_in_another_database()
    {
        byte[] sha256;
        await using (var original = await TestApp.StartAsync())
        {
            using var ada = await original.SignUpAdminAsync();
            await AddConversationAsync(original.Db);
            var store = original.Services.GetRequiredService<AttachmentStore>();
            sha256 = (await store.StoreAsync(new MemoryStream("bytes"u8.ToArray()), 100, default))!.Sha256;
            await original.Services.GetRequiredService<WriteBackup>().RunAsync(File, default);
        }

        await using var copy = await TestApp.StartAsync();
        var epoch = await EpochAsync(copy);
        await copy.Services.GetRequiredService<RestoreBackup>().RunAsync(File, force: false, default);

        Assert.Equal("Ada Admin", await copy.Db.FindAsync<string>("SELECT name FROM users", null, default));
        var messages = await copy.Db.ListAsync<(string Content, string Status)>("SELECT content, status FROM messages ORDER BY content", null, default);
        Assert.Equal([("it's a\ttab,\na line, a \\ and a 🎈", "received"), ("later", "scheduled"), ("on its way", "held"), ("sent", "sent")], messages);
        Assert.NotEqual(epoch, await EpochAsync(copy));
        using var restored = new StreamReader((await copy.Services.GetRequiredService<AttachmentStore>().OpenAsync(sha256, default))!);
        Assert.Equal("bytes", await restored.ReadToEndAsync());
    }

    [Fact]
    public async Task A_database_in_use_is_replaced_only_by_force()
    {
        await using var app = await TestApp.StartAsync();
        using var ada = await app.SignUpAdminAsync();
        await app.Services.GetRequiredService<WriteBackup>().RunAsync(File, default);
        await app.Db.ExecuteAsync("UPDATE users SET name = 'Changed'", null, default);
        var restore = app.Services.GetRequiredService<RestoreBackup>();

        var error = await Assert.ThrowsAsync<OperatorException>(() => restore.RunAsync(File, force: false, default));
        Assert.Contains("--force", error.Message, StringComparison.Ordinal);
        Assert.Equal("Changed", await app.Db.FindAsync<string>("SELECT name FROM users", null, default));

        await restore.RunAsync(File, force: true, default);
        Assert.Equal("Ada Admin", await app.Db.FindAsync<string>("SELECT name FROM users", null, default));
    }

    [Fact]
    public async Task A_damaged_archive_changes_nothing()
    {
        await using var app = await TestApp.StartAsync();
        using var ada = await app.SignUpAdminAsync();
        await app.Services.GetRequiredService<WriteBackup>().RunAsync(File, default);
        var bytes = await System.IO.File.ReadAllBytesAsync(File);
        await System.IO.File.WriteAllBytesAsync(File, bytes[..(bytes.Length / 2)]);
        await Assert.ThrowsAsync<OperatorException>(() =>
            app.Services.GetRequiredService<RestoreBackup>().RunAsync(File, force: true, default));
        Assert.Equal("Ada Admin", await app.Db.FindAsync<string>("SELECT name FROM users", null, default));
    }

    [Fact]
    public async Task One_a_night_and_the_oldest_go()
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["BACKUP_KEEP"] = "2" });
        var nightly = app.Services.GetRequiredService<NightlyBackup>();
        await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "mine.txt"), "stays");
        for (var night = 0; night < 3; night++)
        {
            Assert.True(await nightly.RunIfDueAsync(folder, default));
            Assert.False(await nightly.RunIfDueAsync(folder, default));
            app.Clock.Advance(TimeSpan.FromDays(1));
        }
        Assert.Equal(3, Directory.GetFiles(folder).Length);
    }

    private static Task<string?> EpochAsync(TestApp app) => app.Db.FindAsync<string>("SELECT value::text FROM settings WHERE key = 'feed_epoch'", null, default);

    private static async Task AddConversationAsync(Db db)
    {
        const string sql = """
            INSERT INTO inboxes (id, name, channel, address, provider) VALUES (@inbox, 'Support', 'sms', '+15005550001', 'twilio');
            INSERT INTO contacts (id, name) VALUES (@contact, 'Grace');
            INSERT INTO conversations (id, contact_id, inbox_id) VALUES (@conversation, @contact, @inbox);
            INSERT INTO messages (id, contact_id, conversation_id, inbox_id, channel, direction, status, content, from_address, to_address, provider, at, scheduled_at)
            SELECT gen_random_uuid(), @contact, @conversation, @inbox, 'sms', direction, status, content, '+1', '+2', 'twilio', now(), now() + interval '1 day'
              FROM (VALUES ('inbound', 'received', E'it''s a\ttab,\na line, a \\ and a 🎈'), ('outbound', 'sent', 'sent'),
                           ('outbound', 'queued', 'on its way'), ('outbound', 'scheduled', 'later')) AS m(direction, status, content)
            """;
        await db.ExecuteAsync(sql, new { inbox = NewId.Next(), contact = NewId.Next(), conversation = NewId.Next() }, default);
    }
}
