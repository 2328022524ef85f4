using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Tests.Live;

/// <summary>Several people write at once; one listener hears of everything, once, in an order it can resume from.</summary>
public sealed class ChangeFeedTests(TestApp app) : IClassFixture<TestApp>
{
    private ChangeFeed Feed => app.Services.GetRequiredService<ChangeFeed>();

    private ChangeNotifier Notifier => app.Services.GetRequiredService<ChangeNotifier>();

    private FeedReader Reader => app.Services.GetRequiredService<FeedReader>();

    [Fact]
    public async Task A_transaction_that_commits_late_is_not_skipped()
    {
        using var listener = await SubscribeAsync();
        var (early, late) = (NewId.Next(), NewId.Next());
        await using var slow = await app.Db.OpenAsync(default);
        await using var open = await slow.BeginTransactionAsync();
        await Changes.RecordAsync(slow, new Change("message", MessageId: early), default);
        await RecordAsync(new Change("message", MessageId: late));
        // The late one is committed and readable, yet has to wait for the early one.
        var (settled, waiting) = await Reader.AfterAsync(listener.Start, default);
        Assert.True(waiting);
        Assert.DoesNotContain(settled, entry => entry.Change.MessageId == late);

        await open.CommitAsync();

        var heard = await HearAsync(listener, entries => entries.Count(entry => entry.Change.MessageId is { } id && (id == early || id == late)) == 2);
        Assert.Equal([early, late], heard.Select(entry => entry.Change.MessageId!.Value).Where(id => id == early || id == late));
    }

    [Fact]
    public async Task A_transaction_that_fails_leaves_nothing_and_holds_nobody_back()
    {
        using var listener = await SubscribeAsync();
        await using (var failing = await app.Db.OpenAsync(default))
        {
            await using var open = await failing.BeginTransactionAsync();
            await Changes.RecordAsync(failing, new Change("contact"), default);
            await open.RollbackAsync();
        }
        var message = NewId.Next();
        await RecordAsync(new Change("message", MessageId: message));
        var heard = await HearAsync(listener, entries => entries.Any(entry => entry.Change.MessageId == message));
        Assert.DoesNotContain(heard, entry => entry.Change.Kind == "contact");
    }

    [Fact]
    public async Task Many_writers_none_lost_none_doubled()
    {
        const int writers = 12, each = 150;
        using var listener = await SubscribeAsync();
        var conversation = NewId.Next();

        var writing = Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var written = new List<Guid>();
            for (var i = 0; i < each; i++) written.Add(await WriteAsync(conversation, writer, i));
            return written;
        })).ToList();
        var heard = await HearAsync(listener, entries => entries.Count(entry => entry.Change.ConversationId == conversation) >= writers * each, seconds: 60);

        var expected = (await Task.WhenAll(writing)).SelectMany(ids => ids).Order().ToList();
        Assert.Equal(expected, heard.Where(entry => entry.Change.ConversationId == conversation).Select(entry => entry.Change.MessageId!.Value).Order());
        Assert.Equal(heard.OrderBy(entry => entry.Position).Select(entry => entry.Position), heard.Select(entry => entry.Position));
    }

    [Fact]
    public async Task Another_node_hears_it_by_notify()
    {
        await using var other = await TestApp.StartAsync(app.Database);
        var feed = other.Services.GetRequiredService<ChangeFeed>();
        await Eventually.TrueAsync(() => feed.Epoch != null, "the other node's feed begins");
        using var listener = feed.Subscribe();
        var message = NewId.Next();
        await RecordAsync(new Change("message", MessageId: message));
        await HearAsync(listener, entries => entries.Any(entry => entry.Change.MessageId == message));
    }

    [Fact]
    public async Task A_listener_that_does_not_listen_is_let_go()
    {
        using var deaf = await SubscribeAsync();
        using var listener = await SubscribeAsync();
        for (var i = 0; i < 70; i++)
        {
            var message = NewId.Next();
            await RecordAsync(new Change("message", MessageId: message));
            await HearAsync(listener, entries => entries.Any(entry => entry.Change.MessageId == message));
        }
        while (deaf.Batches.TryRead(out _)) { }
        Assert.True(deaf.Batches.Completion.IsCompleted);
    }

    /// <summary>A writer with pauses of its own inside the transaction, so that transactions commit in another order than they began.</summary>
    private async Task<Guid> WriteAsync(Guid conversation, int writer, int i)
    {
        var message = NewId.Next();
        await app.Db.InTransactionAsync(async connection =>
        {
            await Changes.RecordAsync(connection, new Change("message", ConversationId: conversation, MessageId: message), default);
            await using var pause = new NpgsqlCommand("SELECT pg_sleep($1)", connection) { Parameters = { new() { Value = (writer * 7 + i) % 5 / 1000.0 } } };
            await pause.ExecuteNonQueryAsync();
            return 0;
        }, default);
        Notifier.Wake();
        return message;
    }

    private async Task RecordAsync(Change change)
    {
        await app.Db.InTransactionAsync(async connection =>
        {
            await Changes.RecordAsync(connection, change, default);
            return 0;
        }, default);
        Notifier.Wake();
    }

    private async Task<FeedSubscription> SubscribeAsync()
    {
        await Eventually.TrueAsync(() => Feed.Epoch != null, "the feed begins");
        return Feed.Subscribe();
    }

    private static async Task<List<FeedEntry>> HearAsync(FeedSubscription listener, Func<List<FeedEntry>, bool> enough, int seconds = 15)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var heard = new List<FeedEntry>();
        while (!enough(heard)) heard.AddRange(await listener.Batches.ReadAsync(patience.Token));
        return heard;
    }
}
