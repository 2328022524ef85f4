using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using UnifiedInbox.Tests.Conversations;

namespace UnifiedInbox.Tests.Collaboration;

/// <summary>Filters under a name, for oneself or the team.</summary>
public sealed class ViewTests : IAsyncLifetime
{
    private readonly Team team = new();

    public Task InitializeAsync() => team.InitializeAsync();

    public Task DisposeAsync() => team.DisposeAsync();

    [Fact]
    public async Task A_view_shows_what_its_filters_say()
    {
        await team.Admin.PostAsJsonAsync("/api/labels", new { name = "VIP" });
        var (plain, vip) = (await team.TextAsync("Plain words", "+14155550151"), await team.TextAsync("Important words", "+14155550152"));
        await team.Admin.PatchAsync(vip, new { labels = new[] { "VIP" } });
        var view = await MadeAsync(team.Admin, new { name = "Important", label = "vip", channel = "sms" });

        var page = await team.Admin.GetStringAsync(new Uri($"/inbox?view={view}", UriKind.Relative));
        Assert.Contains("Important words", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Plain words", page, StringComparison.Ordinal);
        Assert.Contains($"/inbox/{vip}?view={view}", page, StringComparison.Ordinal);
        // Rows that change live are looked at with the same filters.
        var rows = await team.Admin.GetStringAsync(new Uri($"/inbox/list?view={view}&ids={plain},{vip}", UriKind.Relative));
        Assert.Contains($"action=\"remove\" target=\"c-{plain:N}\"", rows, StringComparison.Ordinal);
        Assert.Contains("Important words", rows, StringComparison.Ordinal);
        // One that is not there is the inbox.
        Assert.Contains("Plain words", await team.Admin.GetStringAsync(new Uri("/inbox?view=00000000-0000-4000-8000-000000000001", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Me_is_whoever_looks()
    {
        var (ben, benId) = await team.AgentAsync("Ben");
        var (his, hers) = (await team.TextAsync("For Ben", "+14155550153"), await team.TextAsync("For Ada", "+14155550154"));
        await team.Admin.PatchAsync(his, new { assigneeId = benId });
        await team.Admin.PatchAsync(hers, new { assigneeId = await team.Db.FindAsync<Guid>("SELECT id FROM users WHERE role = 'admin'", null, default) });
        var view = await MadeAsync(team.Admin, new { name = "My own", assignee = "me", shared = true });
        Assert.DoesNotContain("For Ada", await ben.GetStringAsync(new Uri($"/inbox?view={view}", UriKind.Relative)), StringComparison.Ordinal);
        Assert.DoesNotContain("For Ben", await team.Admin.GetStringAsync(new Uri($"/inbox?view={view}", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Own_ones_are_one_s_own_shared_ones_everybody_s_to_see_and_their_maker_s_to_change()
    {
        var (ben, _) = await team.AgentAsync("Ben");
        var (eve, _) = await team.AgentAsync("Eve");
        var own = await MadeAsync(ben, new { name = "Ben's", channel = "sms" });
        var shared = await MadeAsync(ben, new { name = "Team's", channel = "whatsapp", shared = true });
        Assert.Equal([shared], await IdsAsync(eve));
        Assert.Equal([shared, own], await IdsAsync(ben));
        foreach (var id in new[] { own, shared })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await eve.PatchAsJsonAsync($"/api/views/{id}", new { name = "Mine" })).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await eve.DeleteAsync(new Uri($"/api/views/{id}", UriKind.Relative))).StatusCode);
        }
        Assert.Equal("Renamed", (await (await team.Admin.PatchAsJsonAsync($"/api/views/{shared}", new { name = "Renamed", channel = "" })).JsonAsync()).GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await team.Admin.DeleteAsync(new Uri($"/api/views/{own}", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await ben.DeleteAsync(new Uri($"/api/views/{own}", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task They_keep_the_order_they_are_put_in()
    {
        var ids = new List<Guid>();
        foreach (var name in new[] { "A", "B", "C" }) ids.Add(await MadeAsync(team.Admin, new { name, channel = "sms" }));
        ids.Reverse();
        Assert.Equal(HttpStatusCode.NoContent, (await team.Admin.PutAsJsonAsync("/api/views/order", new { ids })).StatusCode);
        Assert.Equal(ids, await IdsAsync(team.Admin));
    }

    [Fact]
    public async Task One_over_an_inbox_somebody_may_not_use_is_not_shown_to_them()
    {
        var (eve, _) = await team.AgentAsync("Eve");
        var inbox = await team.Db.FindAsync<Guid>("SELECT id FROM inboxes WHERE channel = 'sms'", null, default);
        await MadeAsync(team.Admin, new { name = "Secret", inboxId = inbox, shared = true });
        await team.RestrictAsync("sms");
        Assert.Empty(await IdsAsync(eve));
        await (await eve.PostAsJsonAsync("/api/views", new { name = "Mine", inboxId = inbox })).RefusedAsync("unknown_inbox");
    }

    [Fact]
    public async Task What_cannot_be_a_view_is_refused()
    {
        foreach (var (view, code) in new (object, string)[]
        {
            (new { channel = "sms" }, "invalid"),
            (new { name = " " }, "invalid"),
            (new { name = new string('x', 61) }, "invalid"),
            (new { name = "x", tab = "elsewhere" }, "invalid"),
            (new { name = "x", channel = "fax" }, "invalid"),
            (new { name = "x", assignee = "bob" }, "invalid"),
            (new { name = "x", label = "unheard-of" }, "unknown_label"),
            (new { name = "x", assignee = "00000000-0000-4000-8000-000000000001" }, "unknown_assignee"),
        })
            await (await team.Admin.PostAsJsonAsync("/api/views", view)).RefusedAsync(code);
    }

    private static async Task<Guid> MadeAsync(HttpClient who, object view) => (await (await who.PostAsJsonAsync("/api/views", view)).JsonAsync(HttpStatusCode.Created)).GetProperty("id").GetGuid();

    private static async Task<Guid[]> IdsAsync(HttpClient who) => [.. (await who.JsonAsync("/api/views")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid())];
}
