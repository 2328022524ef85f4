using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace UnifiedInbox.Tests.Conversations;

public sealed class ListingConversationsTests : IAsyncLifetime
{
    private readonly Team team = new();

    public Task InitializeAsync() => team.InitializeAsync();

    public Task DisposeAsync() => team.DisposeAsync();

    [Fact]
    public async Task Filters_narrow_and_the_newest_comes_first()
    {
        var (ben, benId) = await team.AgentAsync("Ben");
        await team.Admin.PostAsJsonAsync("/api/labels", new { name = "VIP" });
        var (first, second, third) = (
            await team.TextAsync("One", "+14155550121"), await team.TextAsync("Two", "+14155550122"), await team.WhatsAppAsync("Three", "+14155550123"));
        await team.Admin.PatchAsync(first, new { assigneeId = benId, labels = new[] { "vip" } });
        await team.Admin.PatchAsync(second, new { status = "closed" });

        Assert.Equal([third, second, first], await IdsAsync("/api/conversations"));
        Assert.Equal([third, first], await IdsAsync("/api/conversations?status=open"));
        Assert.Equal([second], await IdsAsync("/api/conversations?status=closed"));
        Assert.Equal([first], await IdsAsync($"/api/conversations?assignee={benId}"));
        Assert.Equal([first], await IdsAsync("/api/conversations?assignee=me", ben));
        Assert.Equal([third, second], await IdsAsync("/api/conversations?assignee=none"));
        Assert.Equal([third], await IdsAsync("/api/conversations?channel=whatsapp"));
        Assert.Equal([first], await IdsAsync("/api/conversations?label=VIP&status=open"));
        Assert.Empty(await IdsAsync("/api/conversations?label=unheard-of"));
        var inbox = (await team.Admin.JsonAsync($"/api/conversations/{third}")).GetProperty("inboxId").GetGuid();
        Assert.Equal([third], await IdsAsync($"/api/conversations?inbox={inbox}"));
    }

    [Theory]
    [InlineData("status=gone")]
    [InlineData("assignee=bob")]
    [InlineData("channel=fax")]
    [InlineData("inbox=1")]
    [InlineData("cursor=AAAA")]
    [InlineData("limit=0")]
    [InlineData("limit=201")]
    [InlineData("limit=many")]
    public async Task What_cannot_be_understood_is_refused(string query) =>
        await (await team.Admin.GetAsync($"/api/conversations?{query}")).RefusedAsync("invalid");

    [Fact]
    public async Task Paging_neither_skips_nor_repeats_while_rows_move()
    {
        var all = new List<Guid>();
        for (var i = 0; i < 9; i++) all.Add(await team.TextAsync($"Number {i}", $"+1415555013{i}"));
        all.Reverse();

        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await team.Admin.JsonAsync($"/api/conversations?limit=2&cursor={cursor}");
            seen.AddRange(Ids(page));
            cursor = page.GetProperty("nextCursor").GetString();
            // What was seen already moves to the top between two pages.
            await team.TextAsync("Again", "+14155550138");
        }
        while (cursor is not null);
        Assert.Equal(all, seen);
    }

    [Fact]
    public async Task Conversations_of_closed_inboxes_are_not_listed()
    {
        var (ben, benId) = await team.AgentAsync("Ben");
        var (sms, whatsapp) = (await team.TextAsync("One"), await team.WhatsAppAsync("Two"));
        await team.RestrictAsync("whatsapp");
        Assert.Equal([sms], await IdsAsync("/api/conversations", ben));
        Assert.Equal([whatsapp, sms], await IdsAsync("/api/conversations"));
        await team.RestrictAsync("whatsapp", benId);
        Assert.Equal([whatsapp, sms], await IdsAsync("/api/conversations", ben));
    }

    [Fact]
    public async Task Strangers_get_nothing()
    {
        using var anonymous = team.App.Anonymous();
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.GetAsync("/api/conversations")).StatusCode);
    }

    private async Task<Guid[]> IdsAsync(string url, HttpClient? who = null) => Ids(await (who ?? team.Admin).JsonAsync(url));

    private static Guid[] Ids(JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid())];
}
