using UnifiedInbox.Mail.Imap;
using UnifiedInbox.Mail.Imap.Failures;

namespace UnifiedInbox.Mail.Tests.Imap;

/// <summary>Waiting for mail: IDLE, its renewal and its end, and asking where there is none.</summary>
public sealed class WaitingTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task New_mail_ends_the_wait()
    {
        await using var server = FakeServer.Opened(async line =>
        {
            var tag = await line.ExpectAsync("IDLE");
            await line.SendAsync("+ idling\r\n* OK still here\r\n* 11 EXISTS\r\n* 1 FETCH (FLAGS (\\Seen))\r\n");
            Assert.Equal("DONE", await line.HearAsync());
            await line.SendAsync($"* 12 EXISTS\r\n{tag} OK\r\n");
            await line.AnswerAsync("NOOP", "OK", "* 12 EXPUNGE");
        }, "IDLE");
        await using var client = await server.OpenAsync();
        Assert.True((await client.IdleAsync(Hour, CancellationToken.None)).HasFlag(FolderChange.NewMessages));
        Assert.Equal(12, client.Folder!.Exists);
        Assert.Equal(FolderChange.Removed, await client.NoopAsync(CancellationToken.None));
    }

    [Fact]
    public async Task IDLE_is_sent_anew_every_nine_minutes_until_the_limit()
    {
        var clock = new ManualClock();
        var rounds = new List<TimeSpan>();
        var began = clock.GetUtcNow();
        await using var server = FakeServer.Opened(async line =>
        {
            while (true)
            {
                var tag = await line.ExpectAsync("IDLE");
                await line.SayAsync("+ idling");
                Assert.Equal("DONE", await line.HearAsync());
                rounds.Add(clock.GetUtcNow() - began);
                await line.SayAsync($"{tag} OK");
            }
        }, "IDLE");
        await using var client = await server.OpenAsync(clock);
        var idle = client.IdleAsync(TimeSpan.FromMinutes(20), CancellationToken.None);
        await clock.RunAsync(idle, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(2));
        Assert.Equal(FolderChange.None, await idle);
        Assert.Equal([9, 18, 20], rounds.Select(round => (int)round.TotalMinutes));
    }

    [Fact]
    public async Task An_IDLE_that_died_without_a_word_is_noticed_at_its_end()
    {
        var clock = new ManualClock();
        await using var server = FakeServer.Opened(async line =>
        {
            await line.ExpectAsync("IDLE");
            await line.SayAsync("+ idling");
            await line.StallAsync();
        }, "IDLE");
        await using var client = await server.OpenAsync(clock);
        var idle = client.IdleAsync(Hour, CancellationToken.None);
        await clock.RunAsync(idle, TimeSpan.FromMinutes(9), TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<ImapTimeoutException>(() => idle);
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task Cancelling_ends_IDLE_in_good_order()
    {
        await using var server = FakeServer.Opened(async line =>
        {
            var tag = await line.ExpectAsync("IDLE");
            await line.SayAsync("+ idling");
            Assert.Equal("DONE", await line.HearAsync());
            await line.SayAsync($"{tag} OK");
            await line.AnswerAsync("UID STORE 1 +FLAGS.SILENT (\\Seen)", "OK");
        }, "IDLE");
        await using var client = await server.OpenAsync();
        using var cancel = new CancellationTokenSource();
        var idle = client.IdleAsync(Hour, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => idle.WaitAsync(Soon));
        Assert.Equal(FlagOutcome.Stored, await client.StoreFlagAsync([1], "\\Seen", true, CancellationToken.None));
    }

    [Fact]
    public async Task A_server_may_end_IDLE_or_the_connection_itself()
    {
        await using var server = FakeServer.Opened(async line =>
        {
            await line.AnswerAsync("IDLE", "OK enough", "+ idling");
            var tag = await line.ExpectAsync("IDLE");
            await line.SayAsync("+ idling");
            await line.SayAsync("* BYE restarting");
        }, "IDLE");
        await using var client = await server.OpenAsync();
        Assert.Equal("server-said-bye", (await Assert.ThrowsAsync<ImapConnectionException>(() => client.IdleAsync(Hour, CancellationToken.None).WaitAsync(Soon))).Code);
    }

    [Fact]
    public async Task Without_IDLE_the_server_is_asked()
    {
        var clock = new ManualClock();
        await using var server = FakeServer.Opened(async line =>
        {
            await line.AnswerAsync("NOOP", "OK");
            await line.AnswerAsync("NOOP", "OK", "* 11 EXISTS");
        });
        await using var client = await server.OpenAsync(clock);
        var idle = client.IdleAsync(Hour, CancellationToken.None);
        await clock.RunAsync(idle, TimeSpan.FromSeconds(90));
        Assert.Equal(FolderChange.NewMessages, await idle);
    }
}
