using System.Net;
using System.Net.Http.Json;

namespace UnifiedInbox.Tests.Conversations;

public sealed class OpeningPagesTests(Team team) : IClassFixture<Team>
{
    [Fact]
    public async Task The_thread_shows_what_was_written_as_text_and_nothing_more()
    {
        var id = await team.TextAsync("<script>alert(1)</script> & more", "+14155550151");
        var page = await PageAsync($"/inbox/{id}");
        Assert.DoesNotContain("<script>alert(1)", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; more", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writing_first_to_a_contact_makes_nothing_until_it_is_sent()
    {
        var contact = (await (await team.Admin.PostAsJsonAsync("/api/contacts", new { name = "Nora New", phone = "+14155550152" })).JsonAsync(HttpStatusCode.Created))
            .GetProperty("id").GetGuid();
        Assert.Contains("Nora New", await PageAsync($"/inbox/start?contactId={contact}"), StringComparison.Ordinal);
        Assert.Equal(0, await team.Db.FindAsync<int>("SELECT count(*) FROM conversations WHERE contact_id = @contact", new { contact }, default));

        var known = await team.TextAsync("Hello, it is Nora", "+14155550152");
        var answer = await team.Admin.GetAsync($"/inbox/start?contactId={contact}");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal($"/inbox/{known}", answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Rows_that_left_a_tab_are_taken_away_and_those_in_it_are_put_in_place()
    {
        var (open, closed) = (await team.TextAsync("Stays", "+14155550153"), await team.TextAsync("Goes", "+14155550154"));
        await team.Admin.PatchAsync(closed, new { status = "closed" });
        var streams = await PageAsync($"/inbox/list?ids={open},{closed}");
        Assert.Contains("action=\"place\"", streams, StringComparison.Ordinal);
        Assert.Contains($"id=\"c-{open:N}\"", streams, StringComparison.Ordinal);
        Assert.Contains($"action=\"remove\" target=\"c-{closed:N}\"", streams, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contact_without_a_usable_address_is_not_written_to_and_the_page_says_why()
    {
        var contact = (await (await team.Admin.PostAsJsonAsync("/api/contacts", new { name = "Only Mail", email = "only@example.com" })).JsonAsync(HttpStatusCode.Created))
            .GetProperty("id").GetGuid();
        await team.Db.ExecuteAsync("SELECT suppress_address(gen_random_uuid(), id, 'only@example.com', 'bounce', '5.1.1', now()) FROM inboxes WHERE channel = 'email'", null, default);
        var page = await PageAsync($"/inbox/start?contactId={contact}");
        Assert.Contains("mail to this address came back", page, StringComparison.Ordinal);
        Assert.Contains("cannot be reached", page, StringComparison.Ordinal);
        Assert.Contains("no phone number known", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/inbox/start")]
    [InlineData("/inbox/start?contactId=1")]
    [InlineData("/inbox/start?contactId=01890000-0000-7000-8000-000000000000")]
    [InlineData("/inbox/01890000-0000-7000-8000-000000000000/thread")]
    [InlineData("/inbox/x/header")]
    public async Task What_is_not_there_is_not_found(string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await team.Admin.GetAsync(path)).StatusCode);

    private async Task<string> PageAsync(string path)
    {
        var answer = await team.Admin.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return text;
    }
}
