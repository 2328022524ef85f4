using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Conversations.Presence;
using UnifiedInbox.Live;
using UnifiedInbox.Tests.Conversations;
using UnifiedInbox.Tests.Live;

namespace UnifiedInbox.Tests.Collaboration;

/// <summary>Colleagues on two nodes see who has a conversation open; nothing of it is written down.</summary>
public sealed class PresenceTests : IAsyncLifetime
{
    private readonly Team team = new();
    private TestApp other = null!;

    public async Task InitializeAsync()
    {
        await team.InitializeAsync();
        other = await team.StartNodeAsync();
    }

    public async Task DisposeAsync()
    {
        await other.DisposeAsync();
        await team.DisposeAsync();
    }

    [Fact]
    public async Task Typing_on_one_node_is_seen_on_the_other_and_writes_no_row()
    {
        var (ben, _) = await team.AgentAsync("Ben");
        var conversation = await HelloAsync();
        using var adaElsewhere = await AdaAsync(other);
        await using var stream = await ListenAsync(other, adaElsewhere);
        var rows = await ChangesAsync();

        await BeatAsync(ben, conversation, 1, "typing");
        var heard = await stream.FirstAsync(e => e.Name == "passing");
        Assert.Contains("\"presence\"", heard.Data, StringComparison.Ordinal);
        Assert.Contains(conversation.ToString(), heard.Data, StringComparison.Ordinal);
        Assert.Contains("Ben is typing…", await LineAsync(adaElsewhere, conversation), StringComparison.Ordinal);
        Assert.Contains("Ben is typing…", await LineAsync(team.Admin, conversation), StringComparison.Ordinal);

        await BeatAsync(ben, conversation, 2, "viewing");
        await stream.FirstAsync(e => e.Name == "passing");
        Assert.Contains("Ben is viewing", await LineAsync(adaElsewhere, conversation), StringComparison.Ordinal);
        await BeatAsync(ben, conversation, 3, "gone");
        await stream.FirstAsync(e => e.Name == "passing");
        Assert.DoesNotContain("Ben", await LineAsync(adaElsewhere, conversation), StringComparison.Ordinal);
        Assert.Equal(rows, await ChangesAsync());
    }

    [Fact]
    public async Task Who_falls_silent_is_gone_after_ten_seconds_and_pages_are_told()
    {
        var (ben, _) = await team.AgentAsync("Ben");
        var conversation = await HelloAsync();
        using var adaElsewhere = await AdaAsync(other);
        await using var stream = await ListenAsync(other, adaElsewhere);
        await BeatAsync(ben, conversation, 1, "viewing");
        await stream.FirstAsync(e => e.Name == "passing");
        Assert.Contains("Ben is viewing", await LineAsync(adaElsewhere, conversation), StringComparison.Ordinal);

        other.Clock.Advance(WhoIsHere.Patience);
        await stream.FirstAsync(e => e.Name == "passing");
        Assert.DoesNotContain("Ben", await LineAsync(adaElsewhere, conversation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_beat_that_was_overtaken_by_the_goodbye_changes_nothing()
    {
        var (ben, _) = await team.AgentAsync("Ben");
        var conversation = await HelloAsync();
        await BeatAsync(ben, conversation, 1, "viewing");
        await BeatAsync(ben, conversation, 3, "gone");
        await BeatAsync(ben, conversation, 2, "viewing");
        Assert.DoesNotContain("Ben", await LineAsync(team.Admin, conversation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_of_two_tabs_closed_leaves_the_other()
    {
        var (ben, _) = await team.AgentAsync("Ben");
        var conversation = await HelloAsync();
        var second = Guid.Parse("00000000-0000-4000-8000-000000000002");
        await BeatAsync(ben, conversation, 1, "viewing");
        await BeatAsync(ben, conversation, 1, "viewing", second);
        await BeatAsync(ben, conversation, 2, "gone", second);
        Assert.Contains("Ben is viewing", await LineAsync(team.Admin, conversation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_use_the_inbox_neither_shows_up_nor_sees_anybody()
    {
        var (ben, _) = await team.AgentAsync("Ben");
        var (eve, _) = await team.AgentAsync("Eve");
        var conversation = await HelloAsync();
        await team.RestrictAsync("sms", (await team.Db.FindAsync<Guid>("SELECT id FROM users WHERE name = 'Ben'", null, default)));
        await using var stream = await ListenAsync(team.App, eve);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(eve, conversation, 1, "typing")).StatusCode);
        await BeatAsync(ben, conversation, 1, "typing");
        Assert.Equal(HttpStatusCode.NotFound, (await eve.GetAsync(new Uri($"/inbox/{conversation}/presence", UriKind.Relative))).StatusCode);
        Assert.DoesNotContain("Ben", await (await eve.GetAsync(new Uri($"/inbox/presence?ids={conversation}", UriKind.Relative))).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("Eve", await LineAsync(ben, conversation), StringComparison.Ordinal);

        // What she hears next is something else: the beat did not come by.
        await team.WhatsAppAsync("Open to all");
        Assert.DoesNotContain("presence", (await stream.NextAsync()).Data, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dancing")]
    [InlineData("7")]
    [InlineData("")]
    public async Task What_is_no_doing_is_refused(string doing)
    {
        var conversation = await HelloAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(team.Admin, conversation, 1, doing)).StatusCode);
    }

    private Task<Guid> HelloAsync() => team.TextAsync("Hello");

    private static Task<HttpResponseMessage> PostAsync(HttpClient who, Guid conversation, int n, string doing, Guid? tab = null) =>
        who.PostAsync(new Uri($"/inbox/{conversation}/presence?tab={tab ?? Guid.Parse("00000000-0000-4000-8000-000000000001")}&n={n}&doing={doing}", UriKind.Relative), null);

    private static async Task BeatAsync(HttpClient who, Guid conversation, int n, string doing, Guid? tab = null) =>
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(who, conversation, n, doing, tab)).StatusCode);

    private static async Task<string> LineAsync(HttpClient who, Guid conversation) =>
        WebUtility.HtmlDecode(await who.GetStringAsync(new Uri($"/inbox/{conversation}/presence", UriKind.Relative)));

    private static async Task<HttpClient> AdaAsync(TestApp node)
    {
        using var anonymous = node.Anonymous();
        var answer = await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(anonymous, "/api/auth/sign-in", new { email = "ada@example.com", password = "SecurePassword123" });
        return node.WithToken((await answer.JsonAsync()).GetProperty("token").GetString()!);
    }

    private static async Task<SseReader> ListenAsync(TestApp node, HttpClient who)
    {
        var feed = node.Services.GetRequiredService<ChangeFeed>();
        await Eventually.TrueAsync(() => feed.Epoch != null, "the feed begins");
        // The texts of the test's beginning are behind it; its LISTEN for what nodes tell each other begins on its own.
        await Eventually.TrueAsync(async () => await node.Db.FindAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN node_talk'", null, default) >= 2, "both nodes listen");
        return await SseReader.OpenAsync(who, "/live?after=" + feed.Cursor);
    }

    /// <summary>Without what is found out about the text meanwhile.</summary>
    private Task<long> ChangesAsync() => team.Db.FindAsync<long>("SELECT count(*) FROM changes WHERE kind NOT IN ('meaning', 'score')", null, default);
}
