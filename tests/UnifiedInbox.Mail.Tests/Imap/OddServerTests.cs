using System.Text;
using UnifiedInbox.Mail.Imap;
using UnifiedInbox.Mail.Imap.Failures;

namespace UnifiedInbox.Mail.Tests.Imap;

/// <summary>What servers do that the standard allows, or that they have always done.</summary>
public sealed class OddServerTests
{
    [Fact]
    public async Task Items_come_in_any_order_and_news_in_between()
    {
        await using var server = FakeServer.Opened(async line =>
        {
            var tag = await line.ExpectAsync("UID FETCH 1:4 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])");
            await line.SendAsync("\0\0* 2 FETCH (BODY[] {5}\r\nsecon UID 2 FLAGS (\\Seen))\r\n"); // whose it is stands behind it
            await line.SendAsync("* 7 FETCH (FLAGS (\\Seen))\r\n* 3 EXPUNGE\r\n\r\n* OK still here\r\n* 11 EXISTS\r\n");
            await line.SendAsync("* 1 FETCH (UID 1 RFC822.SIZE 9.3736e+06 body[] {5}\r\nfirst FLAGS ())\r\n");
            await line.SendAsync("* 1 FETCH (UID 1 BODY[] {5}\r\nagain)\r\n"); // twice
            await line.SendAsync("* 9 FETCH (UID 9 BODY[] {5}\r\nother)\r\n"); // not asked for
            await line.SendAsync("* 5 FETCH (BODY[] {4}\r\nlost)\r\n"); // nobody's
            await line.SendAsync("* 3 FETCH (UID 3 BODY[] \"a \\\"q\\\"\")\r\n* 4 FETCH (UID 4 BODY[] NIL)\r\n");
            await line.SayAsync($"{tag} OK done");
            await line.StallAsync();
        });
        await using var client = await server.OpenAsync();
        var (bodies, outcome) = await FetchAsync(client, [4, 2, 1, 3]);
        Assert.Equal(["1=first", "2=secon", "3=a \"q\"", "4="], bodies.Order());
        Assert.Equal(4, outcome.Stored);
        Assert.Empty(outcome.Missing);
        Assert.Equal(11, client.Folder!.Exists);
        Assert.Equal(FolderChange.NewMessages | FolderChange.Removed | FolderChange.Flags, await client.IdleAsync(TimeSpan.Zero, CancellationToken.None));
    }

    [Fact]
    public async Task What_is_gone_or_too_large_is_told_apart_from_what_came()
    {
        await using var server = FakeServer.Opened(async line =>
        {
            var tag = await line.ExpectAsync("UID FETCH 1:3");
            await line.SendAsync("* 1 FETCH (UID 1 BODY[] {2000}\r\n" + new string('x', 2000) + ")\r\n* 2 FETCH (UID 2 BODY[] {2}\r\nok)\r\n");
            await line.SayAsync($"{tag} NO [EXPUNGEISSUED] Some of the messages no longer exist.");
            await line.StallAsync();
        });
        await using var client = await server.OpenAsync();
        var (bodies, outcome) = await FetchAsync(client, [1, 2, 3]);
        Assert.Equal(["2=ok"], bodies);
        Assert.Equal([1u], outcome.TooLarge);
        Assert.Equal([3u], outcome.Missing);
        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task A_consumer_that_stops_reading_leaves_the_next_message_whole()
    {
        await using var server = FakeServer.Opened(async line =>
        {
            var tag = await line.ExpectAsync("UID FETCH");
            await line.SendAsync("* 1 FETCH (UID 1 BODY[] {6}\r\nunread)\r\n* 2 FETCH (UID 2 BODY[] {4}\r\nread)\r\n");
            await line.SayAsync($"{tag} OK done");
            await line.StallAsync();
        });
        await using var client = await server.OpenAsync();
        var read = "";
        await client.FetchMessagesAsync([1, 2], async (summary, body, ct) =>
        {
            if (summary.Uid == 2) read = await new StreamReader(body).ReadToEndAsync(ct);
        }, 1000, CancellationToken.None);
        Assert.Equal("read", read);
    }

    [Fact]
    public async Task Gmail_tells_its_own_ids()
    {
        await using var server = FakeServer.Opened(line => line.AnswerAsync(
            "UID FETCH 5 (UID FLAGS INTERNALDATE RFC822.SIZE X-GM-MSGID X-GM-THRID EMAILID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)] BODYSTRUCTURE)", "OK",
            "* 1 FETCH (X-GM-THRID 18446744073709551615 X-GM-MSGID 1278455344230334865 EMAILID (M6d99ac3275bb4e) UID 5 RFC822.SIZE 13 "
            + "INTERNALDATE \" 7-Feb-2026 22:43:04 -0800\" FLAGS (\\Seen $Work (odd)) BODYSTRUCTURE ((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\") NIL NIL \"QUOTED-PRINTABLE\" 52 1 NIL NIL NIL)"
            + "(\"APPLICATION\" \"PDF\" NIL NIL NIL \"BASE64\" 9000 NIL (\"ATTACHMENT\" (\"FILENAME\" \"a.pdf\")) NIL) \"MIXED\" (\"BOUNDARY\" \"b\") NIL NIL) "
            + "BODY[HEADER.FIELDS (MESSAGE-ID)] {39}\r\nMessage-ID:\r\n <long@mail.gmail.com>\r\n\r\n)"), "X-GM-EXT-1 OBJECTID");
        await using var client = await server.OpenAsync();
        var summary = await client.FetchSummariesAsync([5], structure: true, CancellationToken.None).SingleAsync();
        Assert.Equal((1278455344230334865UL, 18446744073709551615UL, "M6d99ac3275bb4e"), (summary.GmailMessageId, summary.GmailThreadId, summary.EmailId));
        Assert.Equal("<long@mail.gmail.com>", summary.MessageId);
        Assert.Equal(["\\Seen", "$Work"], summary.Flags);
        Assert.Equal(new DateTimeOffset(2026, 2, 7, 22, 43, 4, TimeSpan.FromHours(-8)), summary.InternalDate);
        Assert.Equal(["multipart/mixed ", "text/plain 1", "application/pdf 2"], summary.Structure!.All().Select(part => $"{part.MediaType} {part.Section}"));
        Assert.Equal(("utf-8", "quoted-printable", false), (summary.Structure.Parts[0].Charset, summary.Structure.Parts[0].Encoding, summary.Structure.Parts[0].IsAttachment));
        Assert.True(summary.Structure.Parts[1].IsAttachment);
    }

    [Theory]
    [InlineData("", "UID SEARCH UID 6:*", "* SEARCH 5|* SEARCH|* SEARCH 9 8 (MODSEQ 917162500)|* SEARCH 9 6", "6,8,9")]
    [InlineData("", "UID SEARCH UID 6:*", "", "")]
    [InlineData("ESEARCH", "UID SEARCH RETURN (ALL) UID 6:*", "* ESEARCH (TAG \"A3\") UID ALL 8:9,6", "6,8,9")]
    [InlineData("ESEARCH", "UID SEARCH RETURN (ALL) UID 6:*", "* ESEARCH (TAG \"A3\") UID", "")]
    [InlineData("ESEARCH", "UID SEARCH RETURN (ALL) UID 6:*", "* SEARCH 5", "")] // n:* finds the last, known or not
    public async Task Searches_are_answered_in_many_ways(string capabilities, string command, string answers, string found)
    {
        await using var server = FakeServer.Opened(line =>
            line.AnswerAsync(command, "OK", answers.Split('|', StringSplitOptions.RemoveEmptyEntries)), capabilities);
        await using var client = await server.OpenAsync();
        Assert.Equal(found, string.Join(',', await client.SearchUidsAsync(5, null, CancellationToken.None)));
    }

    [Fact]
    public async Task A_search_from_a_day_on_names_it_as_the_standard_does()
    {
        await using var server = FakeServer.Opened(line => line.AnswerAsync("UID SEARCH UID 1:* SINCE 1-Mar-2026", "OK", "* SEARCH 4"));
        await using var client = await server.OpenAsync();
        Assert.Equal([4u], await client.SearchUidsAsync(0, new DateOnly(2026, 3, 1), CancellationToken.None));
    }

    [Fact]
    public async Task Folders_are_found_by_what_they_are_for_in_any_language()
    {
        await using var server = FakeServer.SignedIn(line => line.AnswerAsync("XLIST \"\" \"*\"", "OK",
            "* XLIST (\\HasNoChildren \\Inbox) \"/\" \"Inbox\"", "* XLIST (\\HasChildren \\Noselect) NIL \"[Google Mail]\"",
            "* XLIST (\\AllMail) \"/\" \"[Google Mail]/Alle Nachrichten\"", "* XLIST (\\Drafts) \"/\" \"[Google Mail]/Entw&APw-rfe\"",
            "* XLIST (\\Sent) \"/\" {26}\r\n[Google Mail]/&ZeVnLIqe-\\x", "* LIST () \"/\" \"Spam\"", "* LIST () \"/\" \"R&D\"", "* OK done soon"), "XLIST");
        await using var client = await server.ConnectAsync();
        var folders = await client.ListFoldersAsync(CancellationToken.None);
        Assert.Equal(["Inbox:Inbox", "[Google Mail]:None", "[Google Mail]/Alle Nachrichten:All", "[Google Mail]/Entwürfe:Drafts",
            "[Google Mail]/日本語\\x:Sent", "Spam:Junk", "R&D:None"], folders.Select(folder => $"{folder.Title}:{folder.Role}"));
        Assert.False(folders[1].Selectable);
        Assert.Null(folders[1].Delimiter);
        Assert.Equal("[Google Mail]/Entw&APw-rfe", FolderInfo.NameOf("[Google Mail]/Entwürfe"));
        Assert.Equal("R&-D", FolderInfo.NameOf("R&D"));
    }

    [Fact]
    public async Task A_folder_without_UIDVALIDITY_cannot_be_followed()
    {
        await using var server = FakeServer.SignedIn(line => line.AnswerAsync("SELECT", "OK", "* 10 EXISTS"));
        await using var client = await server.ConnectAsync();
        Assert.Equal("no-uidvalidity", (await Assert.ThrowsAsync<ImapProtocolException>(() => client.SelectAsync("INBOX", CancellationToken.None))).Code);
    }

    [Fact]
    public async Task Flags_the_server_would_forget_are_not_sent()
    {
        await using var server = FakeServer.SignedIn(async line =>
        {
            await line.AnswerAsync("SELECT", "OK [READ-WRITE] in", "* OK [UIDVALIDITY 1]", "* OK [PERMANENTFLAGS (\\Seen)]");
            await line.AnswerAsync("UID STORE 1:2,4 +FLAGS.SILENT (\\Seen)", "OK");
            await line.AnswerAsync("EXAMINE", "OK [READ-ONLY] in", "* OK [UIDVALIDITY 1]");
            await line.AnswerAsync("LOGOUT", "OK", "* BYE");
        });
        await using var client = await server.ConnectAsync();
        await client.SelectAsync("INBOX", CancellationToken.None);
        Assert.Equal(FlagOutcome.NotKept, await client.StoreFlagAsync([1], "\\Answered", true, CancellationToken.None));
        Assert.Equal(FlagOutcome.NotKept, await client.StoreFlagAsync([1], "$Done", true, CancellationToken.None));
        Assert.Equal(FlagOutcome.Stored, await client.StoreFlagAsync([4, 1, 2], "\\Seen", true, CancellationToken.None));
        await client.ExamineAsync("INBOX", CancellationToken.None);
        Assert.Equal(FlagOutcome.ReadOnly, await client.StoreFlagAsync([1], "\\Seen", true, CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentException>(() => client.StoreFlagAsync([1], "\\Seen) (", true, CancellationToken.None));
        await client.LogoutAsync();
    }

    [Fact]
    public async Task Without_MOVE_and_UIDPLUS_originals_are_only_marked()
    {
        await using var server = FakeServer.Opened(async line =>
        {
            await line.AnswerAsync("UID COPY 3 \"Archive\"", "OK");
            await line.AnswerAsync("UID STORE 3 +FLAGS.SILENT (\\Deleted)", "OK");
            await line.AnswerAsync("NOOP", "OK");
        });
        await using var client = await server.OpenAsync();
        await client.MoveAsync([3], "Archive", CancellationToken.None);
        await client.NoopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData("", "{5}")]
    [InlineData("LITERAL+ UIDPLUS", "{5+}")]
    [InlineData("LITERAL- UIDPLUS", "{5+}")]
    public async Task A_message_is_put_into_a_folder_at_once_or_when_the_server_is_ready(string capabilities, string literal)
    {
        await using var server = FakeServer.Opened(async line =>
        {
            var tag = await line.ExpectAsync($"APPEND \"Sent\" (\\Seen) \"07-Feb-2026 22:43:04 -0800\" {literal}");
            if (literal == "{5}") await line.SendAsync("* 1 EXISTS\r\n+ go\r\n");
            Assert.Equal("hello", await line.HearAsync());
            await line.SayAsync($"{tag} OK [APPENDUID 38505 3955] done");
            await line.StallAsync();
        }, capabilities);
        await using var client = await server.OpenAsync();
        using var message = new MemoryStream(Encoding.ASCII.GetBytes("hello"));
        var date = new DateTimeOffset(2026, 2, 7, 22, 43, 4, TimeSpan.FromHours(-8));
        Assert.Equal(new AppendedMessage(38505, 3955), await client.AppendAsync("Sent", message, 5, ["\\Seen"], date, CancellationToken.None));
    }

    [Fact]
    public async Task A_message_the_folder_has_no_room_for_is_refused_before_it_is_sent()
    {
        await using var server = FakeServer.Opened(async line =>
        {
            await line.AnswerAsync("APPEND", "NO [OVERQUOTA] full");
            await line.AnswerAsync("NOOP", "OK");
        });
        await using var client = await server.OpenAsync();
        using var message = new MemoryStream(new byte[5]);
        var failure = await Assert.ThrowsAsync<ImapRefusedException>(() => client.AppendAsync("Sent", message, 5, [], null, CancellationToken.None));
        Assert.Equal("overquota", failure.Code);
        await client.NoopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Two_commands_at_a_time_are_a_mistake_of_the_caller()
    {
        await using var server = FakeServer.Opened(line => line.StallAsync());
        await using var client = await server.OpenAsync();
        var first = client.NoopAsync(CancellationToken.None);
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.NoopAsync(CancellationToken.None));
        await client.DisposeAsync();
        await Assert.ThrowsAsync<ImapConnectionException>(() => first);
    }

    [Fact]
    public async Task Who_stops_looking_at_summaries_can_go_on_with_another_connection_only()
    {
        await using var server = FakeServer.Opened(async line =>
        {
            await line.ExpectAsync("UID FETCH");
            await line.SendAsync("* 1 FETCH (UID 1 BODY[HEADER.FIELDS (MESSAGE-ID)] {2}\r\n\r\n)\r\n* 2 FETCH (UID 2 BODY[HEADER.FIELDS (MESSAGE-ID)] {2}\r\n\r\n)\r\n");
            await line.StallAsync();
        });
        await using var client = await server.OpenAsync();
        Assert.Equal("", (await client.FetchSummariesAsync([1, 2], false, CancellationToken.None).FirstAsync()).MessageId);
        Assert.False(client.IsConnected);
    }

    private static async Task<(List<string> Bodies, FetchOutcome Outcome)> FetchAsync(ImapClient client, uint[] uids)
    {
        var bodies = new List<string>();
        var outcome = await client.FetchMessagesAsync(uids, async (summary, body, ct) =>
        {
            using var reader = new StreamReader(body, Encoding.Latin1);
            var text = await reader.ReadToEndAsync(ct);
            bodies.Add($"{summary.Uid}={text}");
        }, 1000, CancellationToken.None);
        return (bodies, outcome);
    }
}
