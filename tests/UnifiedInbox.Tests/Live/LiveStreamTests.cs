using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Tests.Live;

/// <summary>What a browser gets from <c>/live</c>.</summary>
public sealed class LiveStreamTests(LiveStreamTests.Team team) : IClassFixture<LiveStreamTests.Team>
{
    private readonly TestApp app = team.App;
    private readonly HttpClient admin = team.Admin;

    [Fact]
    public async Task Strangers_hear_nothing()
    {
        using var stranger = app.Anonymous();
        using var response = await stranger.GetAsync(new Uri("/live", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_change_arrives_as_ids()
    {
        await using var stream = await SseReader.OpenAsync(admin, "/live?after=" + await app.SettledCursorAsync());
        var conversation = NewId.Next();
        await RecordAsync(new Change("conversation", ConversationId: conversation));
        var heard = await stream.FirstAsync(e => e.Data.Contains(conversation.ToString(), StringComparison.Ordinal));
        Assert.Equal("change", heard.Name);
        Assert.Equal($$"""{"kind":"conversation","conversationId":"{{conversation}}"}""", heard.Data);
    }

    [Fact]
    public async Task It_goes_on_where_the_last_event_was()
    {
        var ids = Enumerable.Range(0, 3).Select(_ => NewId.Next()).ToArray();
        string cursor;
        await using (var before = await SseReader.OpenAsync(admin, "/live?after=" + await app.SettledCursorAsync()))
        {
            await RecordAsync(new Change("message", MessageId: ids[0]));
            cursor = (await before.FirstAsync(e => e.Data.Contains(ids[0].ToString(), StringComparison.Ordinal))).Id;
        }
        await RecordAsync(new Change("message", MessageId: ids[1]));
        await RecordAsync(new Change("message", MessageId: ids[2]));
        Assert.NotEqual(cursor, await app.SettledCursorAsync());

        // Last-Event-ID is newer than the page, and wins.
        await using var after = await SseReader.OpenAsync(admin, "/live?after=gone.1.1", lastEventId: cursor);
        Assert.Contains(ids[1].ToString(), (await after.NextAsync()).Data, StringComparison.Ordinal);
        Assert.Contains(ids[2].ToString(), (await after.NextAsync()).Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task However_often_it_reconnects_nothing_is_missed_or_told_twice()
    {
        const int count = 300;
        var conversation = NewId.Next();
        var ids = Enumerable.Range(0, count).Select(_ => NewId.Next()).ToList();
        var cursor = await app.SettledCursorAsync();
        var writing = Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 6 },
            async (id, _) => await RecordAsync(new Change("message", ConversationId: conversation, MessageId: id)));

        var heard = new List<string>();
        while (heard.Count < count)
        {
            await using var stream = await SseReader.OpenAsync(admin, "/live?after=" + cursor);
            for (var i = 0; i < 40 && heard.Count < count; i++)
            {
                var next = await stream.FirstAsync(e => e.Data.Contains(conversation.ToString(), StringComparison.Ordinal));
                Assert.Equal("change", next.Name);
                heard.Add(next.Data);
                cursor = next.Id;
            }
        }

        await writing;
        Assert.Equal(ids.Select(id => new Change("message", ConversationId: conversation, MessageId: id).ToJson()).Order(), heard.Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("5f0c.700.1")]
    [InlineData("no cursor at all")]
    public async Task An_unknown_cursor_means_reload(string cursor)
    {
        await using var stream = await SseReader.OpenAsync(admin, "/live?after=" + Uri.EscapeDataString(cursor));
        Assert.Equal("reload", (await stream.NextAsync()).Name);
    }

    [Fact]
    public async Task A_cursor_from_before_what_is_kept_means_reload()
    {
        await RecordAsync(new Change("message"));
        var old = await app.SettledCursorAsync();
        await RecordAsync(new Change("message"));
        var now = await app.SettledCursorAsync();
        await app.Services.GetRequiredService<FeedReader>().TrimAsync(app.Clock.GetUtcNow().AddMinutes(1), default);

        await using var stream = await SseReader.OpenAsync(admin, "/live?after=" + old);
        var first = await stream.NextAsync();
        Assert.Equal("reload", first.Name);
        Assert.Equal(now, first.Id);
    }

    [Fact]
    public async Task Inboxes_closed_to_an_agent_stay_silent()
    {
        var (open, closed) = (await InboxAsync("+15550001", openToAll: true), await InboxAsync("+15550002", openToAll: false));
        await using var stream = await SseReader.OpenAsync(team.Agent, "/live?after=" + await app.SettledCursorAsync());
        await using var all = await SseReader.OpenAsync(admin, "/live?after=" + await app.SettledCursorAsync());
        await RecordAsync(new Change("message", InboxId: closed));
        await RecordAsync(new Change("message", InboxId: open));
        bool IsTheirs(string data) => data.Contains(open.ToString(), StringComparison.Ordinal) || data.Contains(closed.ToString(), StringComparison.Ordinal);
        Assert.Contains(open.ToString(), (await stream.FirstAsync(e => IsTheirs(e.Data))).Data, StringComparison.Ordinal);
        Assert.Contains(closed.ToString(), (await all.FirstAsync(e => IsTheirs(e.Data))).Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_others_have_read_is_theirs()
    {
        await using var stream = await SseReader.OpenAsync(admin, "/live?after=" + await app.SettledCursorAsync());
        var mine = await app.Db.FindAsync<Guid>("SELECT id FROM users WHERE role = 'admin' LIMIT 1", null, default);
        await RecordAsync(new Change("read", UserId: NewId.Next()));
        await RecordAsync(new Change("read", UserId: mine));
        var heard = await stream.FirstAsync(e => e.Data.Contains("\"read\"", StringComparison.Ordinal));
        Assert.Contains(mine.ToString(), heard.Data, StringComparison.Ordinal);
    }

    private async Task RecordAsync(Change change)
    {
        await app.Db.InTransactionAsync(async connection =>
        {
            await Changes.RecordAsync(connection, change, default);
            return 0;
        }, default);
        app.Services.GetRequiredService<ChangeNotifier>().Wake();
    }

    private async Task<Guid> InboxAsync(string address, bool openToAll)
    {
        var id = NewId.Next();
        await app.Db.ExecuteAsync("""
            INSERT INTO inboxes (id, name, channel, address, provider, open_to_all)
            VALUES (@id, @address, 'sms', @address, 'simulator', @openToAll)
            """, new { id, address, openToAll }, default);
        return id;
    }

    /// <summary>A product with an admin and an agent.</summary>
    public sealed class Team : IAsyncLifetime
    {
        public TestApp App { get; } = new();

        public HttpClient Admin { get; private set; } = null!;

        public HttpClient Agent { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            await App.InitializeAsync();
            Admin = await App.SignUpAdminAsync();
            var feed = App.Services.GetRequiredService<ChangeFeed>();
            await Eventually.TrueAsync(() => feed.Epoch != null, "the feed begins");
            var before = feed.Cursor;
            await App.Services.GetRequiredService<SettingsStore>().SetAsync(SignUpRule.Key, new SignUpRule { Mode = SignUpRule.Open }, null, default);
            Agent = await App.SignUpAdminAsync("grace@example.com", "Grace Agent");
            await Eventually.TrueAsync(() => feed.Cursor != before, "the feed has passed the setting");
        }

        public async Task DisposeAsync()
        {
            Admin.Dispose();
            Agent.Dispose();
            await App.DisposeAsync();
        }
    }
}
