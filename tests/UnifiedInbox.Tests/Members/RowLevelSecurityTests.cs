using System.Globalization;
using System.Security.Cryptography;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UnifiedInbox.Database.Roles;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Members;

/// <summary>Two members with a history each, and one of them at a SQL prompt: nothing of the other comes out, and nothing goes in.</summary>
public sealed class RowLevelSecurityTests(CarrierDesk desk) : IClassFixture<CarrierDesk>, IAsyncLifetime
{
    private const string Theirs = "marmalade";
    private const string Others = "zeppelin";
    private const string Secret = "whisper";

    /// <summary>Of every table, partition and view: whether the member may read anything of it at all, and the statement that reads that, or all where they may read nothing.</summary>
    private const string Reads = """
        SELECT c.relname AS name,
               l.columns IS NOT NULL AS open,
               format('SELECT to_jsonb(x)::text FROM (SELECT %s FROM %I) x', coalesce(l.columns, '*'), c.relname) AS statement
          FROM pg_class c,
               LATERAL (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns FROM pg_attribute a
                         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND has_column_privilege('inbox_member', c.oid, a.attnum, 'SELECT')) l
         WHERE c.relnamespace = 'public'::regnamespace
           AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
         ORDER BY c.relname
        """;

    /// <summary>Of every one of them each way to write.</summary>
    private const string Writes = """
        SELECT format(w.statement, c.relname, a.attname) AS statement,
               c.relkind = 'v' AS view
          FROM pg_class c
          JOIN LATERAL (SELECT attname FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity = '' ORDER BY attnum LIMIT 1) a ON true
         CROSS JOIN (VALUES ('INSERT INTO %1$I (%2$I) VALUES (NULL)'), ('UPDATE %1$I SET %2$I = NULL'), ('DELETE FROM %1$I'), ('TRUNCATE %1$I')) w (statement)
         WHERE c.relnamespace = 'public'::regnamespace
           AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
           AND NOT (c.relkind = 'v' AND w.statement LIKE 'TRUNCATE%')
        """;

    private static readonly string[] Open =
        ["attachments", "consents", "contact_addresses", "contacts", "conversations", "email_ids", "email_messages", "inboxes", "member_events", "messages", "sms_messages", "users"];

    private byte[] hash = [];
    private byte[] othersHash = [];

    public async Task InitializeAsync()
    {
        hash = await MemberAsync(Theirs);
        othersHash = await MemberAsync(Others);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Of_every_table_a_member_reads_their_own_rows_or_nothing()
    {
        var read = new List<string>();
        foreach (var (name, open, statement) in await desk.App.Db.ListAsync<(string, bool, string)>(Reads, null, default))
        {
            if (!open)
            {
                Assert.Equal("42501", await RefusalAsync(hash, statement));
                continue;
            }
            read.Add(name);
            var rows = await LinesAsync(hash, statement);
            Assert.True(rows.Count > 0 || name == "email_ids", $"{name} shows nothing of their own");
            Assert.DoesNotContain(rows, row => row.Contains(Others, StringComparison.OrdinalIgnoreCase) || row.Contains(Secret, StringComparison.Ordinal));
            Assert.Empty(await LinesAsync(null, statement));
            Assert.Empty(await LinesAsync(RandomNumberGenerator.GetBytes(32), statement));
        }
        Assert.Equal(Open, read);
    }

    [Fact]
    public async Task In_no_table_a_member_writes_anything()
    {
        var writes = await desk.App.Db.ListAsync<(string Statement, bool View)>(Writes, null, default);
        Assert.True(writes.Count > 4 * Open.Length);
        foreach (var (statement, view) in writes)
        {
            // Of a view of several tables PostgreSQL says that it cannot be written before it asks who wants to.
            string[] refusals = view ? ["42501", "55000"] : ["42501"];
            Assert.Contains(await RefusalAsync(hash, statement), refusals);
        }
    }

    [Theory]
    [InlineData("SET ROLE inbox_staff")]
    [InlineData("SET ROLE inbox")]
    [InlineData("SET SESSION AUTHORIZATION inbox")]
    [InlineData("RESET ROLE; SELECT content FROM notes")]
    [InlineData("SET row_security = off; SELECT content FROM messages")]
    [InlineData("COPY (SELECT content FROM notes) TO STDOUT")]
    [InlineData("COPY messages TO STDOUT")]
    [InlineData("COPY messages FROM STDIN")]
    [InlineData("COPY (SELECT 1) TO PROGRAM 'id'")]
    [InlineData("SELECT pg_read_file('PG_VERSION')")]
    [InlineData("SELECT pg_ls_dir('.')")]
    [InlineData("SELECT lo_import('/etc/passwd')")]
    [InlineData("CREATE FUNCTION public.leak() RETURNS int LANGUAGE sql AS 'SELECT 1'")]
    [InlineData("CREATE VIEW public.leak AS SELECT content FROM messages")]
    [InlineData("CREATE OR REPLACE FUNCTION current_contact() RETURNS uuid LANGUAGE sql AS 'SELECT contact_id FROM contacts LIMIT 1'")]
    [InlineData("ALTER TABLE messages DISABLE ROW LEVEL SECURITY")]
    [InlineData("CREATE POLICY all_of_it ON messages USING (true)")]
    [InlineData("DROP POLICY member_1 ON messages")]
    [InlineData("GRANT inbox_staff TO inbox_member")]
    [InlineData("SELECT receive_message('{}')")]
    [InlineData("SELECT record_consent(gen_random_uuid(), gen_random_uuid(), 'sms', '+1', 'opted_in', 'x', 'x', null, now())")]
    [InlineData("SELECT find_member(ARRAY['addr:x'])")]
    [InlineData("SELECT grant_roles()")]
    [InlineData("SELECT token_hash FROM sessions")]
    [InlineData("SELECT password_hash FROM users")]
    [InlineData("SELECT metadata FROM messages")]
    [InlineData("SELECT secrets FROM inboxes")]
    [InlineData("SELECT query_to_xml('SELECT content FROM notes', true, true, '')")]
    [InlineData("LISTEN changes; SELECT * FROM changes")]
    public async Task A_way_around_is_refused(string attack) => Assert.NotNull(await RefusalAsync(hash, attack));

    [Theory]
    [InlineData("SELECT content FROM messages")]
    [InlineData("SELECT content FROM messages WHERE contact_id IS NOT NULL OR true")]
    [InlineData("SELECT m.content FROM messages m, messages n, conversations c WHERE true LIMIT 1000")]
    [InlineData("SELECT (SELECT string_agg(content, ' ') FROM messages)")]
    [InlineData("WITH RECURSIVE r AS (SELECT id, content FROM messages UNION SELECT m.id, m.content FROM messages m JOIN r ON m.id <> r.id) SELECT content FROM r")]
    [InlineData("SELECT body FROM sms_messages UNION ALL SELECT body_text FROM email_messages")]
    [InlineData("SELECT query_to_xml('SELECT content FROM messages', true, true, '')::text")]
    [InlineData("SELECT most_common_vals::text FROM pg_stats WHERE schemaname = 'public'")]
    [InlineData("SELECT name FROM contacts; SELECT value FROM contact_addresses; SELECT name FROM attachments")]
    [InlineData("SELECT address FROM consents")]
    [InlineData("SELECT email::text FROM users")]
    [InlineData("PREPARE p AS SELECT content FROM messages; SET plan_cache_mode = force_generic_plan; EXECUTE p")]
    [InlineData("SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off; SELECT content FROM messages WHERE content LIKE '%e%'")]
    [InlineData("CREATE TEMP TABLE sessions AS SELECT decode(current_setting('inbox.session'), 'hex') AS token_hash, c.id AS user_id, now() + interval '1 day' AS expires_at FROM contacts c; CREATE TEMP TABLE users AS SELECT gen_random_uuid() AS id; SELECT content FROM messages")]
    [InlineData("SET search_path = pg_temp, public; SELECT content FROM public.messages")]
    public async Task Whatever_is_asked_nothing_of_another_member_comes_out(string attack)
    {
        await desk.App.Db.ExecuteAsync("ANALYZE messages, notes, contacts, contact_addresses, users, member_events", null, default);
        Assert.DoesNotContain(await LinesAsync(hash, attack), line => line.Contains(Others, StringComparison.OrdinalIgnoreCase) || line.Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_function_that_tells_what_it_is_asked_about_is_asked_about_ones_own_rows_only()
    {
        var told = new List<string>();
        await AsMemberAsync(hash, async connection =>
        {
            connection.Notice += (_, notice) => told.Add(notice.Notice.MessageText);
            await connection.ExecuteAsync("CREATE FUNCTION pg_temp.tell(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$");
            await connection.ExecuteAsync("SELECT 1 FROM messages WHERE pg_temp.tell(content); SELECT 1 FROM attachments WHERE pg_temp.tell(name); SELECT 1 FROM sms_messages WHERE pg_temp.tell(body)");
            return true;
        });
        Assert.Contains(told, words => words.Contains(Theirs, StringComparison.Ordinal));
        Assert.DoesNotContain(told, words => words.Contains(Others, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_ended_session_or_a_member_who_was_let_go_sees_nothing()
    {
        var gone = await MemberAsync("gone");
        Assert.NotEmpty(await LinesAsync(gone, "SELECT content FROM messages"));
        await desk.App.Db.ExecuteAsync("UPDATE users SET deactivated_at = now() WHERE id = (SELECT user_id FROM sessions WHERE token_hash = @gone)", new { gone }, default);
        Assert.Empty(await LinesAsync(gone, "SELECT content FROM messages"));
        await desk.App.Db.ExecuteAsync("UPDATE users SET deactivated_at = NULL, role = 'agent' WHERE id = (SELECT user_id FROM sessions WHERE token_hash = @gone)", new { gone }, default);
        Assert.Empty(await LinesAsync(gone, "SELECT content FROM messages"));
    }

    [Fact]
    public async Task The_session_is_forgotten_with_its_transaction()
    {
        await LinesAsync(othersHash, "SELECT 1::text");
        var pool = desk.App.Services.GetRequiredService<Pools>().Member!;
        for (var i = 0; i < 10; i++)
        {
            await using var connection = await pool.OpenConnectionAsync();
            Assert.Empty(await connection.QueryAsync<string>("SELECT content FROM messages"));
        }
    }

    [Fact]
    public async Task Staff_sessions_begin_in_their_role_and_see_all_rows_by_the_same_plans()
    {
        await using var connection = await desk.App.Services.GetRequiredService<Pools>().Staff.OpenConnectionAsync();
        Assert.True(await connection.ExecuteScalarAsync<bool>("SELECT pg_has_role(current_user, 'inbox_staff', 'USAGE') AND NOT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user)"));
        Assert.True(await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM messages WHERE content IN (@Theirs, @Others)", new { Theirs, Others }) >= 2);
        var plan = string.Join('\n', await connection.QueryAsync<string>(
            "EXPLAIN (COSTS OFF) SELECT m.id FROM messages m WHERE m.contact_id = 'ab0a1e4c-0000-4000-8000-000000000000' AND m.content LIKE '%a%' ORDER BY m.at DESC, m.id DESC LIMIT 50"));
        Assert.DoesNotContain("One-Time Filter", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("SubPlan", plan, StringComparison.Ordinal);
        Assert.Equal("42501", await SqlStateAsync(() => connection.ExecuteAsync("ALTER TABLE messages DISABLE ROW LEVEL SECURITY")));
    }

    /// <summary>Somebody with one of everything, signed in to the portal; answers the hash of their session's token.</summary>
    private async Task<byte[]> MemberAsync(string word)
    {
        var contact = Guid.Parse((await desk.ReceiveAsync(CarrierDesk.NewPhone(), word)).Text("contactId")!);
        var token = RandomNumberGenerator.GetBytes(32);
        const string sql = """
            UPDATE contacts SET name = @word WHERE id = @contact;
            INSERT INTO contact_addresses (id, contact_id, kind, value) VALUES (gen_random_uuid(), @contact, 'email', @word || '.' || left(@contact::text, 23) || '@example.com');
            INSERT INTO consents (id, inbox_id, address, channel, state, source)
            SELECT gen_random_uuid(), i.id, a.value, i.channel, 'opted_in', @word FROM inboxes i, contact_addresses a WHERE a.contact_id = @contact AND i.channel = 'sms';
            INSERT INTO notes (id, contact_id, content, at, updated_at) VALUES (gen_random_uuid(), @contact, 'whisper ' || @word, now(), now());
            INSERT INTO member_events (id, contact_id, source, event_id, owner, keys, type, name, at, received_at)
            VALUES (gen_random_uuid(), @contact, 'api', '1', @contact::text, ARRAY['id:' || @contact], 'custom', @word, now(), now());
            INSERT INTO messages (id, contact_id, conversation_id, inbox_id, channel, direction, status, subject, content, from_address, to_address, provider, at)
            SELECT gen_random_uuid(), @contact, c.id, c.inbox_id, 'email', 'outbound', s.status, s.words, s.words, 'us@example.com', @word || '@example.com', 'smtp', now()
              FROM conversations c, (VALUES ('sent', @word), ('scheduled', 'whisper ' || @word)) s (status, words) WHERE c.contact_id = @contact;
            INSERT INTO attachments (id, message_id, name, content_type, position) SELECT gen_random_uuid(), m.id, m.content || '.pdf', 'application/pdf', 9 FROM messages m WHERE m.contact_id = @contact;
            INSERT INTO users (id, email, name, role, contact_id, security_stamp, concurrency_stamp) VALUES (@contact, @word || '.' || left(@contact::text, 23) || '@example.com', @word, 'member', @contact, 's', 'c');
            INSERT INTO sessions (id, user_id, token_hash, expires_at) VALUES (gen_random_uuid(), @contact, @token, now() + interval '1 day')
            """;
        await desk.App.Db.ExecuteAsync(sql, new { contact, word, token }, default);
        return token;
    }

    /// <summary>The SQLSTATE it ends with; null where it does not fail.</summary>
    private Task<string?> RefusalAsync(byte[]? session, string sql) => SqlStateAsync(() => LinesAsync(session, sql));

    private static async Task<string?> SqlStateAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (PostgresException refused)
        {
            return refused.SqlState;
        }
        catch (NpgsqlException refused) when (refused.InnerException is PostgresException inner)
        {
            return inner.SqlState;
        }
    }

    private Task<List<string>> LinesAsync(byte[]? session, string sql) => AsMemberAsync(session, async connection =>
    {
        var lines = new List<string>();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        do
        {
            while (await reader.ReadAsync())
                lines.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        }
        while (await reader.NextResultAsync());
        return lines;
    });

    private async Task<T> AsMemberAsync<T>(byte[]? session, Func<NpgsqlConnection, Task<T>> work)
    {
        await using var connection = await desk.App.Services.GetRequiredService<Pools>().Member!.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        if (session is not null) await connection.ExecuteAsync("SELECT set_config('inbox.session', @hash, true)", new { hash = Convert.ToHexStringLower(session) });
        return await work(connection);
    }
}
