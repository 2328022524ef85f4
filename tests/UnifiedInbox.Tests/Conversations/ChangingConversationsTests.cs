using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Conversations;

namespace UnifiedInbox.Tests.Conversations;

public sealed class ChangingConversationsTests(Team team) : IClassFixture<Team>
{
    [Fact]
    public async Task A_conversation_is_assigned_labelled_snoozed_closed_and_opened_again()
    {
        var id = await team.TextAsync("Hello", "+14155550110");
        var (_, ben) = await team.AgentAsync("Ben");
        await team.Admin.PostAsJsonAsync("/api/labels", new { name = "billing", colour = "success" });
        var until = team.App.Clock.GetUtcNow().AddHours(1);

        var assigned = await (await team.Admin.PatchAsync(id, new { assigneeId = ben, labels = new[] { "Billing" } })).JsonAsync();
        Assert.Equal(ben, assigned.GetProperty("assigneeId").GetGuid());
        Assert.Equal("billing", assigned.GetProperty("labels")[0].GetString());
        Assert.Equal("open", assigned.GetProperty("status").GetString());
        Assert.NotNull(assigned.GetProperty("waitingSince").GetString());

        var snoozed = await (await team.Admin.PatchAsync(id, new { snoozedUntil = until })).JsonAsync();
        Assert.Equal("snoozed", snoozed.GetProperty("status").GetString());
        Assert.Equal(ben, snoozed.GetProperty("assigneeId").GetGuid());

        var closed = await (await team.Admin.PatchAsync(id, new { status = "closed" })).JsonAsync();
        Assert.Null(closed.GetProperty("snoozedUntil").GetString());
        Assert.Null(closed.GetProperty("waitingSince").GetString());
        Assert.NotNull(closed.GetProperty("closedAt").GetString());

        var open = await (await team.Admin.PatchAsync(id, new { status = "open", assigneeId = (Guid?)null })).JsonAsync();
        Assert.Null(open.GetProperty("closedAt").GetString());
        Assert.Null(open.GetProperty("assigneeId").GetString());
        Assert.Equal("billing", open.GetProperty("labels")[0].GetString());
    }

    [Fact]
    public async Task What_cannot_be_is_refused_and_changes_nothing()
    {
        var id = await team.TextAsync("Hello", "+14155550111");
        await (await team.Admin.PatchAsync(id, new { snoozedUntil = team.App.Clock.GetUtcNow().AddMinutes(-1) })).RefusedAsync("in_the_past");
        await (await team.Admin.PatchAsync(id, new { snoozedUntil = "soon" })).RefusedAsync("invalid");
        await (await team.Admin.PatchAsync(id, new { status = "snoozed" })).RefusedAsync("missing");
        await (await team.Admin.PatchAsync(id, new { status = "gone" })).RefusedAsync("invalid");
        await (await team.Admin.PatchAsync(id, new { status = "closed", assigneeId = NewId() })).RefusedAsync("unknown_assignee");
        await (await team.Admin.PatchAsync(id, new { assigneeId = "nobody" })).RefusedAsync("unknown_assignee");
        await (await team.Admin.PatchAsync(id, new { labels = new[] { "never made" } })).RefusedAsync("unknown_label");
        Assert.Equal("open", (await team.Admin.JsonAsync($"/api/conversations/{id}")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Somebody_who_may_not_use_the_inbox_is_not_given_its_conversations()
    {
        var id = await team.WhatsAppAsync("Hello", "+14155550112");
        var (client, cleo) = await team.AgentAsync("Cleo");
        await team.RestrictAsync("whatsapp");
        await (await team.Admin.PatchAsync(id, new { assigneeId = cleo })).RefusedAsync("assignee_without_access");
        Assert.Equal(HttpStatusCode.NotFound, (await client.PatchAsync(id, new { status = "closed" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/api/conversations/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsync($"/api/conversations/{id}/read", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/inbox/{id}")).StatusCode);
    }

    [Theory]
    [InlineData("3")]
    [InlineData("01890000-0000-7000-8000-000000000000")]
    public async Task Unknown_ids_are_not_found(string id)
    {
        Assert.Equal(HttpStatusCode.NotFound, (await team.Admin.GetAsync($"/api/conversations/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await team.Admin.PatchAsJsonAsync($"/api/conversations/{id}", new { status = "open" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await team.Admin.PostAsync($"/api/conversations/{id}/read", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await team.Admin.GetAsync($"/inbox/{id}")).StatusCode);
    }

    [Fact]
    public async Task A_closed_one_stays_closed_while_another_is_going_on()
    {
        var old = await team.TextAsync("First", "+14155550113");
        await team.Admin.PatchAsync(old, new { status = "closed" });
        await team.Db.ExecuteAsync("UPDATE conversations SET closed_at = closed_at - interval '30 days' WHERE id = @old", new { old }, default);
        var live = await team.TextAsync("Second", "+14155550113");
        Assert.NotEqual(old, live);
        var answer = await (await team.Admin.PatchAsync(old, new { status = "open" })).JsonAsync(HttpStatusCode.Conflict);
        Assert.Equal("conversation_live", answer.GetProperty("code").GetString());
        Assert.Equal(live, answer.GetProperty("conversationId").GetGuid());
    }

    [Fact]
    public async Task A_snoozed_one_comes_back_unread_when_its_time_has_come()
    {
        var id = await team.TextAsync("Later, please", "+14155550114");
        await team.Admin.PostAsync($"/api/conversations/{id}/read", null);
        await team.Admin.PatchAsync(id, new { snoozedUntil = team.App.Clock.GetUtcNow().AddDays(1) });
        var wake = team.App.Services.GetRequiredService<WakeSnoozed>();
        await wake.RunAsync(default);
        Assert.Equal("snoozed", (await team.Admin.JsonAsync($"/api/conversations/{id}")).GetProperty("status").GetString());

        team.App.Clock.Advance(TimeSpan.FromDays(1.1));
        await wake.RunAsync(default);
        var woken = await team.Admin.JsonAsync($"/api/conversations/{id}");
        Assert.Equal("open", woken.GetProperty("status").GetString());
        Assert.True(woken.GetProperty("unread").GetBoolean());
    }

    [Fact]
    public async Task A_snooze_for_the_next_moment_does_not_wait_for_the_worker_s_round()
    {
        var id = await team.TextAsync("In a moment", "+14155550115");
        await team.Admin.PatchAsync(id, new { snoozedUntil = team.App.Clock.GetUtcNow().AddMilliseconds(700) });
        await Eventually.TrueAsync(
            async () => (await team.Admin.JsonAsync($"/api/conversations/{id}")).GetProperty("status").GetString() == "open", "woken", seconds: 5);
    }

    [Fact]
    public async Task Reading_is_each_person_s_own()
    {
        var id = await team.TextAsync("Anybody?", "+14155550116");
        var (dora, _) = await team.AgentAsync("Dora");
        async Task<bool> UnreadAsync(HttpClient who) => (await who.JsonAsync($"/api/conversations/{id}")).GetProperty("unread").GetBoolean();

        Assert.True(await UnreadAsync(team.Admin));
        Assert.False((await (await team.Admin.PostAsync($"/api/conversations/{id}/read", null)).JsonAsync()).GetProperty("unread").GetBoolean());
        Assert.False(await UnreadAsync(team.Admin));
        Assert.True(await UnreadAsync(dora));
        await team.TextAsync("Hello?", "+14155550116");
        Assert.True(await UnreadAsync(team.Admin));
    }

    [Fact]
    public async Task Every_change_is_told_to_open_pages()
    {
        var id = await team.TextAsync("Tell it", "+14155550117");
        await team.Admin.PatchAsync(id, new { status = "closed" });
        await team.Admin.PostAsync($"/api/conversations/{id}/read", null);
        var kinds = await team.Db.ListAsync<string>("SELECT kind FROM changes WHERE conversation_id = @id AND kind <> 'meaning' ORDER BY seq", new { id }, default);
        Assert.Equal(["message", "conversation", "read"], kinds);
    }

    private static Guid NewId() => UnifiedInbox.Database.NewId.Next();
}
