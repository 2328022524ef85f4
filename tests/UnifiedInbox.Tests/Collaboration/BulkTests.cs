using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using UnifiedInbox.Tests.Conversations;

namespace UnifiedInbox.Tests.Collaboration;

/// <summary>Many conversations changed by one request.</summary>
public sealed class BulkTests : IAsyncLifetime
{
    private readonly Team team = new();

    public Task InitializeAsync() => team.InitializeAsync();

    public Task DisposeAsync() => team.DisposeAsync();

    [Fact]
    public async Task Close_assign_label_and_snooze_each_change_all_that_are_named_and_are_taken_back()
    {
        var (_, benId) = await team.AgentAsync("Ben");
        await team.Admin.PostAsJsonAsync("/api/labels", new { name = "VIP" });
        var ids = new[] { await team.TextAsync("One", "+14155550121"), await team.TextAsync("Two", "+14155550122"), await team.WhatsAppAsync("Three", "+14155550123") };
        var before = await RowsAsync(ids);

        foreach (var (change, field, value) in new (object, string, string)[]
        {
            (new { ids, status = "closed" }, "status", "closed"),
            (new { ids, assigneeId = benId }, "assigneeId", benId.ToString()),
            (new { ids, addLabels = new[] { "vip" } }, "labels", """["VIP"]"""),
            (new { ids, snoozedUntil = team.App.Clock.GetUtcNow().AddDays(1) }, "status", "snoozed"),
        })
        {
            var done = await BulkAsync(team.Admin, change);
            Assert.Equal(3, done.GetProperty("changed").GetInt32());
            foreach (var id in ids) Assert.Equal(value, Text((await team.Admin.JsonAsync($"/api/conversations/{id}")).GetProperty(field)));
            var undo = await (await team.Admin.PostAsync(new Uri($"/api/conversations/bulk/{done.GetProperty("undoId").GetGuid()}/undo", UriKind.Relative), null)).JsonAsync();
            Assert.Equal(3, undo.GetProperty("restored").GetInt32());
            Assert.Equal(before, await RowsAsync(ids));
        }
    }

    [Fact]
    public async Task Conversations_of_inboxes_one_may_not_use_stay_and_are_named()
    {
        var (eve, _) = await team.AgentAsync("Eve");
        var (sms, whatsapp) = (await team.TextAsync("One"), await team.WhatsAppAsync("Two"));
        await team.RestrictAsync("whatsapp");
        var unknown = Guid.Parse("00000000-0000-4000-8000-000000000009");

        var done = await BulkAsync(eve, new { ids = new[] { sms, whatsapp, unknown }, status = "closed" });
        Assert.Equal(1, done.GetProperty("changed").GetInt32());
        Assert.Equal([(whatsapp, "not_found"), (unknown, "not_found")], Skipped(done));
        Assert.Equal("open", (await team.Admin.JsonAsync($"/api/conversations/{whatsapp}")).GetProperty("status").GetString());

        // Assigning to somebody who may not use the inbox of one of them.
        var eveId = await team.Db.FindAsync<Guid>("SELECT id FROM users WHERE name = 'Eve'", null, default);
        var assigned = await BulkAsync(team.Admin, new { ids = new[] { sms, whatsapp }, assigneeId = eveId });
        Assert.Equal([(whatsapp, "assignee_without_access")], Skipped(assigned));

        // Nobody takes back what somebody else did.
        var undo = assigned.GetProperty("undoId").GetGuid();
        Assert.Equal(HttpStatusCode.NotFound, (await eve.PostAsync(new Uri($"/api/conversations/bulk/{undo}/undo", UriKind.Relative), null)).StatusCode);
    }

    [Fact]
    public async Task Of_two_closed_ones_with_the_same_person_only_the_latest_opens_again()
    {
        var first = await team.TextAsync("Long ago");
        await team.Admin.PatchAsync(first, new { status = "closed" });
        await team.Db.ExecuteAsync("UPDATE conversations SET closed_at = closed_at - interval '30 days', last_at = last_at - interval '30 days' WHERE id = @first", new { first }, default);
        var second = await team.TextAsync("Again");
        await team.Admin.PatchAsync(second, new { status = "closed" });

        var done = await BulkAsync(team.Admin, new { ids = new[] { first, second }, status = "open" });
        Assert.Equal(1, done.GetProperty("changed").GetInt32());
        Assert.Equal([(first, "conversation_live")], Skipped(done));
        Assert.Equal("open", (await team.Admin.JsonAsync($"/api/conversations/{second}")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_changed_since_stays_when_it_is_taken_back()
    {
        var (one, two) = (await team.TextAsync("One", "+14155550131"), await team.TextAsync("Two", "+14155550132"));
        var done = await BulkAsync(team.Admin, new { ids = new[] { one, two }, status = "closed" });
        await team.TextAsync("I am back", "+14155550131");
        var undo = await (await team.Admin.PostAsync(new Uri($"/api/conversations/bulk/{done.GetProperty("undoId").GetGuid()}/undo", UriKind.Relative), null)).JsonAsync();
        Assert.Equal(1, undo.GetProperty("restored").GetInt32());
        foreach (var id in new[] { one, two }) Assert.Equal("open", (await team.Admin.JsonAsync($"/api/conversations/{id}")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Reading_is_the_caller_s_alone()
    {
        var (ben, _) = await team.AgentAsync("Ben");
        var ids = new[] { await team.TextAsync("One", "+14155550141"), await team.TextAsync("Two", "+14155550142") };
        await BulkAsync(ben, new { ids, read = true });
        foreach (var id in ids)
        {
            Assert.False((await ben.JsonAsync($"/api/conversations/{id}")).GetProperty("unread").GetBoolean());
            Assert.True((await team.Admin.JsonAsync($"/api/conversations/{id}")).GetProperty("unread").GetBoolean());
        }
        await BulkAsync(ben, new { ids, read = false });
        foreach (var id in ids) Assert.True((await ben.JsonAsync($"/api/conversations/{id}")).GetProperty("unread").GetBoolean());
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_and_changes_nothing()
    {
        var id = await team.TextAsync("One");
        foreach (var (change, code) in new (object, string)[]
        {
            (new { ids = Array.Empty<Guid>(), status = "closed" }, "invalid"),
            (new { ids = new[] { "one" }, status = "closed" }, "invalid"),
            (new { ids = new[] { id } }, "invalid"),
            (new { ids = new[] { id }, status = "gone" }, "invalid"),
            (new { ids = new[] { id }, status = "snoozed" }, "invalid"),
            (new { ids = new[] { id }, snoozedUntil = "2001-01-01T00:00:00Z" }, "invalid"),
            (new { ids = new[] { id }, addLabels = new[] { "unheard-of" } }, "unknown_label"),
            (new { ids = new[] { id }, assigneeId = id }, "unknown_assignee"),
            (new { ids = Enumerable.Range(0, 201).Select(n => new Guid(n, 0, 0, new byte[8])), status = "closed" }, "invalid"),
        })
            await (await team.Admin.PostAsJsonAsync("/api/conversations/bulk", change)).RefusedAsync(code);
        Assert.Equal("open", (await team.Admin.JsonAsync($"/api/conversations/{id}")).GetProperty("status").GetString());
    }

    private static async Task<JsonElement> BulkAsync(HttpClient who, object change) => await (await who.PostAsJsonAsync("/api/conversations/bulk", change)).JsonAsync();

    private static List<(Guid, string)> Skipped(JsonElement done) =>
        [.. done.GetProperty("skipped").EnumerateArray().Select(one => (one.GetProperty("id").GetGuid(), one.GetProperty("code").GetString()!))];

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();

    private async Task<string> RowsAsync(Guid[] ids) => string.Join("\n", await team.Db.ListAsync<string>(
        "SELECT (to_jsonb(c) - 'updated_at')::text FROM conversations c WHERE id = ANY (@ids) ORDER BY id", new { ids }, default));
}
