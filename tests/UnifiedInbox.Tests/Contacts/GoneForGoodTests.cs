using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Database;
using UnifiedInbox.Simulator;
using UnifiedInbox.Tests.Contacts.Importing;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Contacts;

/// <summary>
/// A person leaves traces in every table that can refer to one, and is deleted. Then every column of every table and every file is
/// searched. A table that comes to the schema and is not filled here fails the test until it is.
/// </summary>
public sealed class GoneForGoodTests(CarrierDesk desk) : IClassFixture<CarrierDesk>
{
    private const string Name = "Zanzibar Quillfeather";
    private const string Mail = "quillfeather@zanz.example";
    private const string Words = "xylophone heliotrope";

    /// <summary>What neither API nor simulator brings about by itself: mail, a member's account, traces in other people's conversations.</summary>
    private const string Rest = """
        INSERT INTO inboxes (id, name, channel, address, provider) VALUES ('00000000-0000-0000-0000-0000000000e0', 'Mail', 'email', 'desk@example.com', 'smtp');
        INSERT INTO conversations (id, contact_id, inbox_id) VALUES ('00000000-0000-0000-0000-0000000000e1', @id, '00000000-0000-0000-0000-0000000000e0'),
                                                                    ('00000000-0000-0000-0000-0000000000e2', @other, '00000000-0000-0000-0000-0000000000e0');
        INSERT INTO email_threads (id, conversation_id, inbox_id, subject, base_key, last_at)
        VALUES ('00000000-0000-0000-0000-0000000000e3', '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000e0', @words, @words, now());
        INSERT INTO messages (id, contact_id, conversation_id, inbox_id, channel, direction, status, content, html, from_address, from_name, to_address, provider, at, thread_id, raw_sha256, content_hash)
        VALUES ('00000000-0000-0000-0000-0000000000e4', @id, '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000e0', 'email', 'inbound', 'received',
                @words, '<p>' || @words, @mail, @name, 'desk@example.com', 'imap', now(), '00000000-0000-0000-0000-0000000000e3', @sha256, @sha256);
        INSERT INTO member_counts (grain, start, contact_id, inbox_id, channel, n, inbound) VALUES (2, '2020-01-01', @id, '00000000-0000-0000-0000-0000000000e0', 'email', 1, 1);
        INSERT INTO email_ids (key, message_id) VALUES ('e4@zanz.example', '00000000-0000-0000-0000-0000000000e4');
        INSERT INTO email_awaited (key, inbox_id, thread_id) VALUES ('e5@zanz.example', '00000000-0000-0000-0000-0000000000e0', '00000000-0000-0000-0000-0000000000e3');
        INSERT INTO mailbox_mails (inbox_id, folder, uid_validity, uid, message_id, received_at) VALUES ('00000000-0000-0000-0000-0000000000e0', 'INBOX', 1, 1, '00000000-0000-0000-0000-0000000000e4', now());
        INSERT INTO inbound_events (at, id, provider, kind, event_key, body) VALUES (now(), '00000000-0000-0000-0000-0000000000e4', 'imap', 'mail', 'e4', @words);
        INSERT INTO conversation_participants (conversation_id, address, name, role, since)
        VALUES ('00000000-0000-0000-0000-0000000000e2', @mail, @name, 'cc', now()), ('00000000-0000-0000-0000-0000000000e1', 'third@example.com', '', 'cc', now());
        INSERT INTO blocked_senders (address) VALUES (@mail);
        INSERT INTO parked_reports (provider, provider_id, status, at) SELECT provider, provider_id, 'read', now() FROM messages WHERE contact_id = @id AND provider_id IS NOT NULL LIMIT 1;
        INSERT INTO conversation_reads (user_id, conversation_id, last_read_at) SELECT u.id, '00000000-0000-0000-0000-0000000000e1', now() FROM users u LIMIT 1 ON CONFLICT DO NOTHING;
        INSERT INTO drafts (conversation_id, inbox_id, version, writer, content, updated_at)
        VALUES ('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000e0', gen_random_uuid(), gen_random_uuid(), @words, now());
        INSERT INTO contact_merges (id, kept_id, gone_id, gone_name, at, undo_until, snapshot)
        VALUES (gen_random_uuid(), @id, gen_random_uuid(), @name, now(), now() + interval '1 day', jsonb_build_object('contact', @words));
        INSERT INTO member_ids (key, contact_id) VALUES ('member:' || @mail, @id);
        INSERT INTO member_events (id, contact_id, source, event_id, owner, keys, type, name, at, received_at)
        VALUES (gen_random_uuid(), @id, 'api', 'e1', @id::text, ARRAY['addr:' || @mail], 'custom', @words, now(), now());
        INSERT INTO account_links (id, kind, token_hash, email, role, contact_id, expires_at) VALUES (gen_random_uuid(), 'invitation', '\x01', @mail, 'member', @id, now());
        UPDATE conversations SET status = 'closed' WHERE id = '00000000-0000-0000-0000-0000000000e1';
        INSERT INTO message_meanings (message_id, language, sentiment, sentiment_why, category, classified_at)
        VALUES ('00000000-0000-0000-0000-0000000000e4', 'en', 'neutral', jsonb_build_array(jsonb_build_object('word', @words, 'weight', 1)), 'other', now()) ON CONFLICT DO NOTHING;
        INSERT INTO member_scores (id, contact_id, due_at) VALUES (gen_random_uuid(), @id, now());
        INSERT INTO users (id, email, name, role, contact_id, security_stamp, concurrency_stamp) VALUES (gen_random_uuid(), @mail, @name, 'member', @id, 's', 'c')
        """;

    /// <summary>Columns by which a row belongs to a person, however far away; with what asks whether the table holds any.</summary>
    private const string Referring = """
        SELECT DISTINCT c.table_name AS place, format('SELECT EXISTS (SELECT FROM %I)', c.table_name) AS sql
          FROM information_schema.columns c
          JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name AND t.table_type = 'BASE TABLE'
         WHERE c.table_schema = 'public'
           AND c.column_name IN ('contact_id', 'conversation_id', 'message_id', 'thread_id', 'note_id', 'schedule_id', 'address')
           AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = to_regclass(quote_ident(c.table_name)))
         ORDER BY c.table_name
        """;

    private const string Columns = """
        SELECT c.table_name || '.' || c.column_name AS place,
               format('SELECT EXISTS (SELECT FROM %I WHERE ' || CASE c.data_type WHEN 'bytea' THEN 'encode(%I, ''escape'')' ELSE '%I::text' END || ' ILIKE ANY (@patterns))',
                      c.table_name, c.column_name) AS sql
          FROM information_schema.columns c
          JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name AND t.table_type = 'BASE TABLE'
         WHERE c.table_schema = 'public'
           AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = to_regclass(quote_ident(c.table_name)))
        """;

    private readonly string phone = CarrierDesk.NewPhone();

    [Fact]
    public async Task Nothing_in_any_column_or_file_tells_of_a_deleted_person()
    {
        var id = await LeaveTracesAsync();
        var empty = new List<string>();
        foreach (var (table, sql) in await desk.App.Db.ListAsync<(string, string)>(Referring, null, default))
            if (!await desk.App.Db.FindAsync<bool>(sql, null, default)) empty.Add(table);
        Assert.Equal([], empty);
        Assert.NotEmpty(await WhereAsync());

        using var delete = new HttpRequestMessage(HttpMethod.Delete, $"/api/contacts/{id}");
        delete.Headers.Add("X-Confirm", id);
        Assert.Equal(204, (int)(await desk.Api.SendAsync(delete)).StatusCode);
        await Eventually.TrueAsync(async () => await desk.App.Db.FindAsync<int>("SELECT count(*) FROM doomed_files", null, default) == 0, "the files are looked at");
        Assert.Equal([], await WhereAsync());

        var proof = await desk.App.Db.FindAsync<string>("SELECT details::text FROM audit_log WHERE action = 'contact.deleted' AND subject_id = @hash AND user_id IS NOT NULL",
            new { hash = UnifiedInbox.Contacts.DeleteContact.HashOf(Guid.Parse(id)) }, default);
        var counts = JsonElement.Parse(proof!);
        foreach (var kind in new[] { "messages", "conversations", "addresses", "attachments", "rawMails", "notes", "schedules", "journalRows", "attempts", "importRows", "packages", "participations", "blocks", "accounts", "consents", "storedAnswers", "drafts", "merges" })
            Assert.True(counts.GetProperty(kind).GetInt64() > 0, $"{kind} of {proof}");
        Assert.Equal(1, await desk.App.Db.FindAsync<int>("SELECT count(*) FROM opted_out_hashes", null, default));
    }

    private async Task<string> LeaveTracesAsync()
    {
        await desk.Carrier.TextFromPhoneAsync(phone, CarrierDesk.OurNumber, Words, [new MediaFile("text/vcard", Encoding.UTF8.GetBytes("BEGIN:VCARD\nFN:" + Name))]);
        var id = (await desk.Api.FindByAsync(phone)).Text("id")!;
        await desk.Api.PatchAsync($"/api/contacts/{id}", JsonContent.Create(new { name = Name, email = Mail, metadata = new { about = Words } }));
        using (var send = new HttpRequestMessage(HttpMethod.Post, "/api/messages"))
        {
            send.Headers.Add("Idempotency-Key", "quill");
            send.Content = JsonContent.Create(new { contactId = id, channel = "sms", content = $"Dear {Name}: {Words}" });
            var sent = await (await desk.Api.SendAsync(send)).Content.ReadFromJsonAsync<JsonElement>();
            await desk.WaitForStatusAsync(sent.Text("id")!, "delivered", "sent");
        }
        var later = await desk.PostMessageAsync(id, Words, extra: new { scheduledAt = desk.Clock.GetUtcNow().AddDays(3).ToString("O"), repeat = "FREQ=DAILY", timeZone = "Europe/Berlin" });
        Assert.True(later.IsSuccessStatusCode, await later.Content.ReadAsStringAsync());
        await WriteNoteAsync(id);
        await desk.Carrier.TextFromPhoneAsync(phone, CarrierDesk.OurNumber, "STOP");
        await desk.Api.ImportAsync($"name,phone,email\n{Name},{phone},\n{Name},{phone},not an address\n", new { existing = "skip" });
        var other = await desk.Api.AddContactAsync("Somebody Else", CarrierDesk.NewPhone());
        var raw = await desk.App.Services.GetRequiredService<UnifiedInbox.Attachments.AttachmentStore>()
            .StoreAsync(new MemoryStream(Encoding.UTF8.GetBytes($"From: {Name} <{Mail}>\r\n\r\n{Words}")), 10_000, default);
        await desk.App.Db.ExecuteAsync(Rest, new { id = Guid.Parse(id), other = Guid.Parse(other), name = Name, mail = Mail, words = Words, sha256 = raw!.Sha256 }, default);
        await MakePackageAsync(id);
        await Eventually.TrueAsync(async () => await desk.App.Db.FindAsync<bool>("SELECT bool_and(status = 'stored') FROM attachments", null, default), "the file is fetched");
        return id;
    }

    private async Task WriteNoteAsync(string id)
    {
        var ada = await desk.App.Db.FindAsync<Guid>("SELECT id FROM users WHERE role = 'admin'", null, default);
        var note = await desk.Api.PostAsJsonAsync("/api/notes", new { contactId = id, content = $"{Name} says {Words} @[Ada]({ada})", isPrivate = true });
        Assert.True(note.IsSuccessStatusCode, await note.Content.ReadAsStringAsync());
        await desk.App.Db.ExecuteAsync("""
            INSERT INTO note_revisions (note_id, number, content, is_private, at) SELECT id, 1, content, true, now() FROM notes;
            INSERT INTO note_mentions (note_id, user_id, at) SELECT id, @ada, now() FROM notes ON CONFLICT DO NOTHING
            """, new { ada }, default);
    }

    /// <summary>As for somebody with a long history.</summary>
    private async Task MakePackageAsync(string id)
    {
        var export = NewId.Next();
        await desk.App.Db.ExecuteAsync("INSERT INTO contact_exports (id, contact_id, user_id, status, created_at) SELECT @export, @id, u.id, 'queued', @now FROM users u WHERE u.role = 'admin'",
            new { export, id = Guid.Parse(id), now = desk.Clock.GetUtcNow() }, default);
        desk.App.Services.GetRequiredService<UnifiedInbox.Contacts.Exporting.ExportSignal>().Poke();
        await Eventually.TrueAsync(async () => (await desk.Api.GetFromJsonAsync<JsonElement>($"/api/contacts/exports/{export}")).Text("status") == "done", "the package is made");
    }

    /// <summary>Every place where anything of the person stands.</summary>
    private async Task<List<string>> WhereAsync()
    {
        var needles = new[] { Name, "quillfeather", Mail, Words, phone[1..] };
        var found = new List<string>();
        foreach (var (column, sql) in await desk.App.Db.ListAsync<(string, string)>(Columns, null, default))
            if (await desk.App.Db.FindAsync<bool>(sql, new { patterns = needles.Select(needle => $"%{needle}%").ToArray() }, default)) found.Add(column);
        foreach (var file in Directory.EnumerateFiles(desk.App.Services.GetRequiredService<DatabaseOptions>().DataDir, "*", SearchOption.AllDirectories))
        {
            var content = Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file));
            if (needles.Any(needle => content.Contains(needle, StringComparison.OrdinalIgnoreCase)) || content.StartsWith("PK", StringComparison.Ordinal)) found.Add(file);
        }
        return found;
    }
}
