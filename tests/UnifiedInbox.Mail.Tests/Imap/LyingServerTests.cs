using System.Text;
using UnifiedInbox.Mail.Imap;
using UnifiedInbox.Mail.Imap.Failures;

namespace UnifiedInbox.Mail.Tests.Imap;

/// <summary>A server that breaks off, stalls, lies about sizes or floods: each ends in a failure with a name, in bounded time and memory.</summary>
public sealed class LyingServerTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    /// <summary>For servers that are never silent, whatever the clock does meanwhile.</summary>
    private static readonly ImapOptions Talkative = new() { SilenceTimeout = TimeSpan.FromDays(1) };

    [Fact]
    public async Task Closing_in_the_middle_of_a_body_is_no_message()
    {
        await using var server = FakeServer.Opened(async line =>
        {
            await line.ExpectAsync("UID FETCH");
            await line.SendAsync("* 1 FETCH (UID 1 BODY[] {100}\r\nonly this much");
        });
        Assert.Equal("connection-closed", (await FetchAsync<ImapConnectionException>(server)).Code);
    }

    [Theory]
    [InlineData(10)] // the rest of the mail looks like a response
    [InlineData(80)] // the mail swallows what follows it
    public async Task A_wrong_size_never_makes_a_message(int announced)
    {
        await using var server = FakeServer.Opened(async line =>
        {
            var tag = await line.ExpectAsync("UID FETCH");
            await line.SayAsync($"* 1 FETCH (UID 1 BODY[] {{{announced}}}\r\nSubject: this mail has 40 bytes or so..\r\n)");
            await line.SayAsync("* 2 FETCH (UID 2 BODY[] {9}\r\nAnother..)");
            await line.SayAsync($"{tag} OK done");
            await line.StallAsync();
        });
        await FetchAsync<ImapProtocolException>(server);
    }

    [Fact]
    public async Task A_server_that_falls_silent_inside_a_body_is_left_after_the_time_for_silence()
    {
        var clock = new ManualClock();
        await using var server = FakeServer.Opened(async line =>
        {
            await line.ExpectAsync("UID FETCH");
            await line.SendAsync("* 1 FETCH (UID 1 BODY[] {100}\r\nonly this much");
            await line.StallAsync();
        });
        await using var client = await server.OpenAsync(clock);
        var read = new TaskCompletionSource();
        var fetch = client.FetchMessagesAsync([1], async (_, body, ct) =>
        {
            await body.ReadExactlyAsync(new byte[14], ct);
            var more = body.ReadAsync(new byte[1], ct);
            read.SetResult();
            await more;
        }, 1000, CancellationToken.None);
        await read.Task.WaitAsync(Soon);
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("server-silent", (await Assert.ThrowsAsync<ImapTimeoutException>(() => fetch.WaitAsync(Soon))).Code);
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task A_server_that_drips_is_left_after_the_time_for_a_body()
    {
        var clock = new ManualClock();
        await using var server = FakeServer.Opened(async line =>
        {
            await line.ExpectAsync("UID FETCH");
            await line.SendAsync("* 1 FETCH (UID 1 BODY[] {1000}\r\n");
            while (true)
            {
                await line.SendAsync("x");
                clock.Advance(TimeSpan.FromMinutes(1));
            }
        });
        await using var client = await server.OpenAsync(clock, Talkative);
        var failure = await Assert.ThrowsAsync<ImapTimeoutException>(() => FetchAsync(client).WaitAsync(Soon));
        Assert.Equal("server-slow", failure.Code);
    }

    [Fact]
    public async Task News_without_end_do_not_keep_a_command_waiting_for_ever()
    {
        var clock = new ManualClock();
        await using var server = FakeServer.Opened(async line =>
        {
            await line.ExpectAsync("NOOP");
            while (true)
            {
                await line.SayAsync("* 10 EXISTS");
                clock.Advance(TimeSpan.FromSeconds(1));
            }
        });
        await using var client = await server.OpenAsync(clock, Talkative);
        var failure = await Assert.ThrowsAsync<ImapTimeoutException>(() => client.NoopAsync(CancellationToken.None).WaitAsync(Soon));
        Assert.Equal("server-slow", failure.Code);
    }

    [Theory]
    [InlineData("* 1 FETCH (UID 1 BODY[] {9999999999999999999999}\r\n", "body-too-long")]
    [InlineData("* 1 FETCH (UID 1 ENVELOPE ({4000000000}\r\n", "literal-too-long")]
    [InlineData("* 1 FETCH (UID 1 BODY[] \"unclosed)\r\n", "unclosed-string")]
    [InlineData("* 1 FETCH (UID 1\r\n", "unclosed-list")]
    [InlineData("* 1 FETCH (UID 1))\r\n", "unopened-list")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", "unreadable-response")]
    [InlineData("A99999 OK of another command\r\n", "unreadable-response")]
    public async Task What_cannot_be_read_has_a_name(string sent, string code)
    {
        await using var server = FakeServer.Opened(async line =>
        {
            await line.ExpectAsync("UID FETCH");
            await line.SendAsync(sent);
            await line.StallAsync();
        });
        Assert.Equal(code, (await FetchAsync<ImapProtocolException>(server)).Code);
    }

    [Theory]
    [InlineData("x", "line-too-long")]
    [InlineData("(", "line-too-long")]
    [InlineData("* 1 FETCH ((((((((((((\r\n", "nested-too-deep")]
    [InlineData("* 1 FETCH (FLAGS {300000}\r\n", "literal-too-long")]
    public async Task A_flood_is_cut_off(string drop, string code)
    {
        await using var server = FakeServer.Opened(async line =>
        {
            await line.ExpectAsync("UID FETCH");
            var flood = string.Concat(Enumerable.Repeat(drop, 65_536 / drop.Length));
            while (true) await line.SendAsync(flood);
        });
        await using var client = await server.OpenAsync(options: new ImapOptions { MaxResponse = 200_000, MaxDepth = 10 });
        var failure = await Assert.ThrowsAsync<ImapProtocolException>(() => FetchAsync(client).WaitAsync(Soon));
        Assert.Equal(code, failure.Code);
    }

    [Fact]
    public async Task A_search_that_names_four_billion_messages_costs_no_memory()
    {
        await using var server = FakeServer.Opened(line =>
            line.AnswerAsync("UID SEARCH RETURN (ALL) UID 1:*", "OK", "* ESEARCH (TAG \"A3\") UID ALL 1:4294967295"), "ESEARCH");
        await using var client = await server.OpenAsync();
        var failure = await Assert.ThrowsAsync<ImapProtocolException>(() => client.SearchUidsAsync(0, null, CancellationToken.None));
        Assert.Equal("too-many-uids", failure.Code);
    }

    [Theory]
    [InlineData("* BYE Connection closed. 14", typeof(ImapConnectionException), "server-said-bye")]
    [InlineData("* BYE [UNAVAILABLE] later", typeof(ImapThrottledException), "unavailable")]
    [InlineData("Server Unavailable. 15", typeof(ImapThrottledException), "unavailable")]
    [InlineData("* BYE Too many simultaneous connections", typeof(ImapThrottledException), "too-many-connections")]
    public async Task A_goodbye_is_heard_at_once_even_one_without_end(string bye, Type kind, string code)
    {
        await using var server = FakeServer.Opened(async line =>
        {
            await line.ExpectAsync("UID FETCH");
            while (true) await line.SayAsync(bye);
        });
        await using var client = await server.OpenAsync();
        var failure = await Assert.ThrowsAnyAsync<ImapException>(() => FetchAsync(client).WaitAsync(Soon));
        Assert.IsType(kind, failure);
        Assert.Equal(code, failure.Code);
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task Logging_out_of_a_server_that_never_stops_saying_goodbye_ends()
    {
        var clock = new ManualClock();
        await using var server = FakeServer.Opened(async line =>
        {
            await line.ExpectAsync("LOGOUT");
            while (true)
            {
                await line.SayAsync("* BYE so long");
                clock.Advance(TimeSpan.FromSeconds(1));
            }
        });
        await using var client = await server.OpenAsync(clock);
        await client.LogoutAsync().WaitAsync(Soon);
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task Words_of_a_server_are_shown_short_on_one_line_and_without_hidden_characters()
    {
        await using var server = FakeServer.Opened(line => line.AnswerAsync("NOOP", "NO \u0007<b>bold</b>\u001b[31m" + new string('x', 5000)));
        await using var client = await server.OpenAsync();
        var failure = await Assert.ThrowsAsync<ImapRefusedException>(() => client.NoopAsync(CancellationToken.None));
        Assert.StartsWith("<b>bold</b> [31mxxx", failure.ServerText, StringComparison.Ordinal);
        Assert.Equal(199, failure.ServerText!.Length);
        Assert.DoesNotContain("bold", failure.Message, StringComparison.Ordinal);
        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task A_cancelled_fetch_closes_the_connection()
    {
        await using var server = FakeServer.Opened(async line =>
        {
            await line.ExpectAsync("UID FETCH");
            await line.StallAsync();
        });
        await using var client = await server.OpenAsync();
        using var cancel = new CancellationTokenSource();
        var fetch = client.FetchMessageAsync(1, Stream.Null, 1000, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch.WaitAsync(Soon));
        Assert.Equal("connection-closed", (await Assert.ThrowsAsync<ImapConnectionException>(() => client.NoopAsync(CancellationToken.None))).Code);
    }

    private static async Task<TFailure> FetchAsync<TFailure>(FakeServer server) where TFailure : ImapException
    {
        await using var client = await server.OpenAsync();
        var failure = await Assert.ThrowsAsync<TFailure>(() => FetchAsync(client).WaitAsync(Soon));
        Assert.False(client.IsConnected);
        return failure;
    }

    /// <summary>Fetches as a careful consumer does: what ended without an exception counts as stored.</summary>
    private static async Task FetchAsync(ImapClient client)
    {
        var stored = 0;
        await client.FetchMessagesAsync([1, 2], async (_, body, ct) =>
        {
            await body.CopyToAsync(Stream.Null, ct);
            stored++;
        }, 1_000_000, CancellationToken.None);
        Assert.Fail($"{stored} messages were taken for good.");
    }
}
