using System.Net;
using System.Net.Http.Json;

namespace UnifiedInbox.Tests.Conversations;

public sealed class LabelsTests(Team team) : IClassFixture<Team>
{
    [Fact]
    public async Task A_label_is_made_renamed_and_removed_from_every_conversation()
    {
        var made = await (await team.Admin.PostAsJsonAsync("/api/labels", new { name = " Refund ", colour = "warning" })).JsonAsync(HttpStatusCode.Created);
        var id = made.GetProperty("id").GetGuid();
        Assert.Equal("Refund", made.GetProperty("name").GetString());
        var conversation = await team.TextAsync("My money back", "+14155550141");
        await team.Admin.PatchAsync(conversation, new { labels = new[] { id.ToString() } });

        var renamed = await (await team.Admin.PatchAsJsonAsync($"/api/labels/{id}", new { name = "Refunds" })).JsonAsync();
        Assert.Equal("warning", renamed.GetProperty("colour").GetString());
        Assert.Equal("Refunds", (await team.Admin.JsonAsync($"/api/conversations/{conversation}")).GetProperty("labels")[0].GetString());

        Assert.Equal(HttpStatusCode.NoContent, (await team.Admin.DeleteAsync($"/api/labels/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await team.Admin.DeleteAsync($"/api/labels/{id}")).StatusCode);
        Assert.Equal(0, await team.Db.FindAsync<int>("SELECT cardinality(labels) FROM conversations WHERE id = @conversation", new { conversation }, default));
    }

    [Fact]
    public async Task Names_are_unique_whatever_their_case()
    {
        var first = await (await team.Admin.PostAsJsonAsync("/api/labels", new { name = "Urgent" })).JsonAsync(HttpStatusCode.Created);
        var taken = await (await team.Admin.PostAsJsonAsync("/api/labels", new { name = "URGENT" })).JsonAsync(HttpStatusCode.Conflict);
        Assert.Equal("label_exists", taken.GetProperty("code").GetString());
        Assert.Equal(first.GetProperty("id").GetGuid(), taken.GetProperty("labelId").GetGuid());
    }

    [Fact]
    public async Task A_name_is_needed_and_a_colour_is_one_of_ours()
    {
        await (await team.Admin.PostAsJsonAsync("/api/labels", new { name = "  " })).RefusedAsync("invalid");
        await (await team.Admin.PostAsJsonAsync("/api/labels", new { name = new string('x', 41) })).RefusedAsync("invalid");
        await (await team.Admin.PostAsJsonAsync("/api/labels", new { name = "Pink", colour = "pink" })).RefusedAsync("invalid");
        Assert.Equal(HttpStatusCode.NotFound, (await team.Admin.PatchAsJsonAsync("/api/labels/x", new { name = "y" })).StatusCode);
    }
}
