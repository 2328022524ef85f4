using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using UnifiedInbox.Tests.Conversations;

namespace UnifiedInbox.Tests.Collaboration;

/// <summary>Two contacts turn out to be one person, or turn out not to be.</summary>
public sealed class MergeTests : IAsyncLifetime
{
    private const string Jane = "+14155550161";
    private const string Janet = "+14155550162";
    private readonly Team team = new();

    public Task InitializeAsync() => team.InitializeAsync();

    public Task DisposeAsync() => team.DisposeAsync();

    [Fact]
    public async Task Everything_of_both_is_one_contact_s_and_one_conversation_goes_on()
    {
        var (older, newer) = (await team.TextAsync("From Jane", Jane), await team.TextAsync("From Janet", Janet));
        var (jane, janet) = (await ContactOfAsync(older), await ContactOfAsync(newer));
        await team.Admin.PatchAsJsonAsync($"/api/contacts/{jane}", new { name = "Jane", metadata = new { plan = "gold" }, socialHandles = new { x = "@jane" } });
        await team.Admin.PatchAsJsonAsync($"/api/contacts/{janet}", new { name = "Janet", metadata = new { plan = "tin", shoe = 38 } });
        var me = await team.Db.FindAsync<Guid>("SELECT id FROM users WHERE role = 'admin'", null, default);
        await team.Admin.PostAsJsonAsync("/api/labels", new { name = "VIP" });
        await team.Admin.PatchAsync(older, new { assigneeId = me, labels = new[] { "VIP" } });
        await team.Db.ExecuteAsync("UPDATE contacts SET labels = ARRAY(SELECT id FROM labels) WHERE id = @janet", new { janet }, default);
        await team.Admin.PostAsync(new Uri($"/api/conversations/{newer}/read", UriKind.Relative), null);

        var merged = await (await team.Admin.PostAsJsonAsync($"/api/contacts/{jane}/merge", new { otherId = janet, name = "other" })).JsonAsync();
        Assert.Equal("Janet", merged.GetProperty("name").GetString());
        Assert.Equal([Jane, Janet], merged.GetProperty("addresses").EnumerateArray().Select(address => address.GetProperty("value").GetString()!).Order());
        Assert.Equal("""{"plan":"gold","shoe":38}""", Sorted(merged.GetProperty("metadata")));
        Assert.Equal(1, await team.Db.FindAsync<int>("SELECT cardinality(labels) FROM contacts WHERE id = @jane", new { jane }, default));
        Assert.Equal(2, (await team.Admin.JsonAsync($"/api/messages?contactId={jane}")).GetProperty("items").GetArrayLength());

        var going = await team.Admin.JsonAsync($"/api/conversations/{newer}");
        Assert.Equal(("open", me.ToString(), true), (going.GetProperty("status").GetString(), going.GetProperty("assigneeId").GetString(), going.GetProperty("unread").GetBoolean()));
        Assert.Equal("VIP", Assert.Single(going.GetProperty("labels").EnumerateArray()).GetString());
        Assert.Equal("closed", (await team.Admin.JsonAsync($"/api/conversations/{older}")).GetProperty("status").GetString());
        // Whoever writes from either number is the one contact now.
        Assert.Equal(newer, await team.TextAsync("Again", Jane));
        Assert.Equal(newer, await team.TextAsync("Again", Janet));
    }

    [Fact]
    public async Task Links_to_the_one_that_is_gone_lead_to_the_one_that_stays_also_over_two_merges()
    {
        var (a, b, c) = (await ContactOfAsync(await team.TextAsync("A", "+14155550171")), await ContactOfAsync(await team.TextAsync("B", "+14155550172")),
            await ContactOfAsync(await team.TextAsync("C", "+14155550173")));
        await MergedAsync(b, a);
        await MergedAsync(c, b);
        foreach (var gone in new[] { a, b })
        {
            var page = await team.Admin.GetAsync(new Uri($"/contacts/{gone}", UriKind.Relative));
            Assert.Equal((HttpStatusCode.Redirect, $"/contacts/{c}"), (page.StatusCode, page.Headers.Location?.ToString()));
            var api = await (await team.Admin.GetAsync(new Uri($"/api/contacts/{gone}", UriKind.Relative))).JsonAsync(HttpStatusCode.Gone);
            Assert.Equal(("contact_merged", c), (api.GetProperty("code").GetString(), api.GetProperty("mergedInto").GetGuid()));
        }
        // Taken apart in turn: the later one first.
        Assert.Equal(HttpStatusCode.OK, (await UndoAsync(c)).StatusCode);
        Assert.Equal($"/contacts/{b}", (await team.Admin.GetAsync(new Uri($"/contacts/{a}", UriKind.Relative))).Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.OK, (await UndoAsync(b)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await team.Admin.GetAsync(new Uri($"/contacts/{a}", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await UndoAsync(b)).StatusCode);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task After_merging_and_undoing_everything_is_exactly_as_before(int seed)
    {
        var past = await MergePast.MakeAsync(team, new Random(seed));
        var before = await past.DumpAsync();
        await MergedAsync(past.Kept, past.Other, past.Random.Next(2) == 0);
        Assert.Equal(0, await team.Db.FindAsync<long>("SELECT count(*) FROM contacts WHERE id = @Other", new { past.Other }, default));
        await past.ConsistentAsync();
        Assert.Equal(HttpStatusCode.OK, (await UndoAsync(past.Kept)).StatusCode);
        Assert.Equal(before, await past.DumpAsync());
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    public async Task What_comes_in_between_stays_with_whom_it_came_from(int seed)
    {
        var past = await MergePast.MakeAsync(team, new Random(seed));
        await MergedAsync(past.Kept, past.Other);
        for (var i = 0; i < 8; i++)
        {
            var phone = past.Random.Next(2) == 0 ? past.KeptPhone : past.OtherPhone;
            if (past.Random.Next(3) == 0) await team.WhatsAppAsync($"Between {i}", phone);
            else await team.TextAsync($"Between {i}", phone);
        }
        Assert.Equal(HttpStatusCode.OK, (await UndoAsync(past.Kept)).StatusCode);
        await past.ConsistentAsync();
        var wrong = await team.Db.ListAsync<string>("""
            SELECT m.content
              FROM messages m
              JOIN contact_addresses a ON a.value = m.from_address
             WHERE m.content LIKE 'Between %' AND m.contact_id <> a.contact_id
            """, null, default);
        Assert.Empty(wrong);
        Assert.Equal(8, await team.Db.FindAsync<long>("SELECT count(*) FROM messages WHERE content LIKE 'Between %'", null, default));
        // And they go on each by themselves.
        Assert.Equal(past.Other, await ContactOfAsync(await team.TextAsync("After", past.OtherPhone)));
        Assert.Equal(past.Kept, await ContactOfAsync(await team.TextAsync("After", past.KeptPhone)));
    }

    [Fact]
    public async Task Messages_that_come_in_during_merges_and_undoings_are_all_there()
    {
        var past = await MergePast.MakeAsync(team, new Random(21));
        var texting = Task.WhenAll(new[] { past.KeptPhone, past.OtherPhone }.Select(async phone =>
        {
            for (var i = 0; i < 25; i++) await team.Carrier.TextFromPhoneAsync(phone, UnifiedInbox.Inboxes.SimulatorMode.PhoneNumber, $"During {i}");
        }));
        for (var i = 0; i < 6; i++)
        {
            await MergedAsync(past.Kept, past.Other);
            Assert.Equal(HttpStatusCode.OK, (await UndoAsync(past.Kept)).StatusCode);
        }
        await texting;
        await Eventually.TrueAsync(async () => await team.Db.FindAsync<long>("SELECT count(*) FROM messages WHERE content LIKE 'During %'", null, default) == 50, "all are there");
        await past.ConsistentAsync();
        Assert.Equal(0, await team.Db.FindAsync<long>(
            "SELECT count(*) FROM messages m JOIN contact_addresses a ON a.value = m.from_address WHERE m.content LIKE 'During %' AND m.contact_id <> a.contact_id", null, default));
    }

    [Fact]
    public async Task What_agents_changed_since_stays_when_it_is_undone()
    {
        var past = await MergePast.MakeAsync(team, new Random(31));
        await MergedAsync(past.Kept, past.Other);
        await team.Admin.PatchAsJsonAsync($"/api/contacts/{past.Kept}", new { name = "A better name" });
        Assert.Equal(HttpStatusCode.OK, (await UndoAsync(past.Kept)).StatusCode);
        Assert.Equal("A better name", (await team.Admin.JsonAsync($"/api/contacts/{past.Kept}")).GetProperty("name").GetString());
        await past.ConsistentAsync();
    }

    [Fact]
    public async Task After_a_day_it_cannot_be_undone_and_what_was_kept_for_it_is_forgotten()
    {
        var past = await MergePast.MakeAsync(team, new Random(41));
        await MergedAsync(past.Kept, past.Other);
        team.App.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal("too_late", (await (await UndoAsync(past.Kept)).JsonAsync(HttpStatusCode.Conflict)).GetProperty("code").GetString());
        await Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<UnifiedInbox.Database.Housekeeping>(team.App.Services).RunAsync(default);
        Assert.Equal(0, await team.Db.FindAsync<long>("SELECT count(*) FROM contact_merges WHERE snapshot IS NOT NULL", null, default));
        Assert.Equal(HttpStatusCode.Redirect, (await team.Admin.GetAsync(new Uri($"/contacts/{past.Other}", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task It_is_written_down_and_deleting_the_one_that_stays_takes_what_was_kept()
    {
        var past = await MergePast.MakeAsync(team, new Random(51));
        await MergedAsync(past.Kept, past.Other);
        Assert.Equal(1, await team.Db.FindAsync<long>("SELECT count(*) FROM audit_log WHERE action = 'contact.merged' AND subject_id = @id", new { id = past.Kept.ToString() }, default));
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/contacts/{past.Kept}");
        request.Headers.Add("X-Confirm", past.Kept.ToString());
        Assert.Equal(HttpStatusCode.NoContent, (await team.Admin.SendAsync(request)).StatusCode);
        Assert.Equal(0, await team.Db.FindAsync<long>("SELECT count(*) FROM contact_merges", null, default));
    }

    [Fact]
    public async Task Every_table_that_names_contacts_can_be_moved()
    {
        // Rows are found again by their id: a table without one would need words of its own in merge_contacts.
        Assert.Empty(await team.Db.ListAsync<string>("""
            SELECT r.place
              FROM contact_references() r
             WHERE NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = r.tbl AND a.attname = 'id' AND a.atttypid = 'uuid'::regtype)
            """, null, default));
    }

    [Fact]
    public async Task What_cannot_be_merged_is_refused()
    {
        var jane = await ContactOfAsync(await team.TextAsync("Hello", Jane));
        await (await team.Admin.PostAsJsonAsync($"/api/contacts/{jane}/merge", new { otherId = jane })).RefusedAsync("same_contact");
        await (await team.Admin.PostAsJsonAsync($"/api/contacts/{jane}/merge", new { })).RefusedAsync("missing");
        await (await team.Admin.PostAsJsonAsync($"/api/contacts/{jane}/merge", new { otherId = jane, name = "both" })).RefusedAsync("invalid");
        Assert.Equal(HttpStatusCode.NotFound, (await team.Admin.PostAsJsonAsync($"/api/contacts/{jane}/merge", new { otherId = Guid.Parse("00000000-0000-4000-8000-000000000001") })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await UndoAsync(jane)).StatusCode);
    }

    private Task<Guid> ContactOfAsync(Guid conversation) => team.Db.FindAsync<Guid>("SELECT contact_id FROM conversations WHERE id = @conversation", new { conversation }, default);

    private async Task MergedAsync(Guid kept, Guid other, bool othersName = false) =>
        await (await team.Admin.PostAsJsonAsync($"/api/contacts/{kept}/merge", new { otherId = other, name = othersName ? "other" : "this" })).JsonAsync();

    private Task<HttpResponseMessage> UndoAsync(Guid kept) => team.Admin.PostAsync(new Uri($"/api/contacts/{kept}/merge/undo", UriKind.Relative), null);

    private static string Sorted(JsonElement json) =>
        JsonSerializer.Serialize(json.EnumerateObject().OrderBy(field => field.Name, StringComparer.Ordinal).ToDictionary(field => field.Name, field => field.Value));
}
