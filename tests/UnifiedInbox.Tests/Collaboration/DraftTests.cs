using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using UnifiedInbox.Tests.Conversations;

namespace UnifiedInbox.Tests.Collaboration;

/// <summary>What is being written is the team's: kept, shared, never overwritten unseen, gone with its message.</summary>
public sealed class DraftTests : IAsyncLifetime
{
    private readonly Team team = new();
    private Guid conversation;
    private Guid inbox;

    public async Task InitializeAsync()
    {
        await team.InitializeAsync();
        conversation = await team.TextAsync("Hello");
        inbox = await team.Db.FindAsync<Guid>("SELECT inbox_id FROM conversations WHERE id = @conversation", new { conversation }, default);
    }

    public Task DisposeAsync() => team.DisposeAsync();

    [Fact]
    public async Task A_colleague_sees_it_and_goes_on_with_it()
    {
        var (ben, _) = await team.AgentAsync("Ben");
        var first = await SavedAsync(team.Admin, new { content = "Dear Jane" });
        var seen = Assert.Single(await DraftsAsync(ben));
        Assert.Equal("Dear Jane", seen.GetProperty("content").GetString());
        Assert.Equal("Ada Admin", seen.GetProperty("author").GetProperty("name").GetString());
        Assert.True((await ben.JsonAsync($"/api/conversations/{conversation}")).GetProperty("hasDraft").GetBoolean());

        await SavedAsync(ben, new { @base = first, content = "Dear Jane, thank you" });
        var now = Assert.Single(await DraftsAsync(team.Admin));
        Assert.Equal(("Dear Jane, thank you", "Ben"), (now.GetProperty("content").GetString(), now.GetProperty("author").GetProperty("name").GetString()));
        Assert.Contains("Dear Jane, thank you", await team.Admin.GetStringAsync(new Uri($"/inbox/{conversation}", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_who_write_at_once_the_second_is_told_and_nothing_is_lost()
    {
        var (ben, _) = await team.AgentAsync("Ben");
        var start = await SavedAsync(team.Admin, new { content = "Dear" });
        await SavedAsync(ben, new { @base = start, content = "Dear, says Ben" });

        var refused = await (await PutAsync(team.Admin, new { @base = start, content = "Dear, says Ada" })).JsonAsync(HttpStatusCode.Conflict);
        Assert.Equal("draft_changed", refused.GetProperty("code").GetString());
        Assert.Equal("Dear, says Ben", refused.GetProperty("draft").GetProperty("content").GetString());
        // Keeping one's own is to say so, by naming theirs.
        await SavedAsync(team.Admin, new { @base = refused.GetProperty("draft").GetProperty("version").GetGuid(), content = "Dear, says Ada" });
        Assert.Equal("Dear, says Ada", Assert.Single(await DraftsAsync(ben)).GetProperty("content").GetString());
    }

    [Fact]
    public async Task Many_writers_at_once_lose_nobody_s_words_silently()
    {
        var start = await SavedAsync(team.Admin, new { content = "0" });
        var answers = await Task.WhenAll(Enumerable.Range(1, 12).Select(n => PutAsync(team.Admin, new { @base = start, content = $"{n}" })));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(11, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task A_saving_repeated_by_the_same_tab_follows_its_own_lost_answer()
    {
        var writer = Guid.Parse("00000000-0000-4000-8000-00000000000a");
        var start = await SavedAsync(team.Admin, new { writer, content = "One" });
        await SavedAsync(team.Admin, new { writer, @base = start, content = "One two" });
        await SavedAsync(team.Admin, new { writer, @base = start, content = "One two three" });
        Assert.Equal("One two three", Assert.Single(await DraftsAsync(team.Admin)).GetProperty("content").GetString());
    }

    [Fact]
    public async Task Sending_takes_it_away_and_a_late_saving_does_not_bring_it_back()
    {
        var writer = Guid.Parse("00000000-0000-4000-8000-00000000000b");
        var version = await SavedAsync(team.Admin, new { writer, content = "On my way" });
        await SendAsync("On my way!", version, writer);
        Assert.Empty(await DraftsAsync(team.Admin));
        var late = await (await PutAsync(team.Admin, new { writer, @base = version, content = "On my way!" })).JsonAsync(HttpStatusCode.Conflict);
        Assert.Equal("draft_gone", late.GetProperty("code").GetString());
        Assert.Empty(await DraftsAsync(team.Admin));
    }

    [Fact]
    public async Task What_a_colleague_wrote_into_it_meanwhile_stays_when_the_first_one_sends()
    {
        var (ben, _) = await team.AgentAsync("Ben");
        var writer = Guid.Parse("00000000-0000-4000-8000-00000000000c");
        var version = await SavedAsync(team.Admin, new { writer, content = "Ada's words" });
        await SavedAsync(ben, new { @base = version, content = "Ben's words" });
        await SendAsync("Ada's words", version, writer);
        Assert.Equal("Ben's words", Assert.Single(await DraftsAsync(ben)).GetProperty("content").GetString());
    }

    [Fact]
    public async Task A_refused_message_leaves_the_draft()
    {
        var version = await SavedAsync(team.Admin, new { content = new string('x', 1700) });
        using var ada = new Accounts.Visitor(team.App);
        await ada.SignInAsync("ada@example.com");
        var answer = await ada.SubmitAsync($"/inbox/{conversation}", $"/inbox/{conversation}/send",
            ("content", new string('x', 1700)), ("inboxId", inbox.ToString()), ("draftVersion", version.ToString()));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Single(await DraftsAsync(team.Admin));
    }

    [Fact]
    public async Task An_emptied_one_is_gone_and_a_restart_keeps_the_others()
    {
        var version = await SavedAsync(team.Admin, new { content = "Never mind" });
        Assert.Equal(JsonValueKind.Null, (await (await PutAsync(team.Admin, new { @base = version, content = "  ", html = "<div><br></div>" })).JsonAsync()).GetProperty("version").ValueKind);
        Assert.Empty(await DraftsAsync(team.Admin));

        await SavedAsync(team.Admin, new { content = "Still here", html = "<b>Still here</b>", subject = "About", cc = "a@example.com", bcc = "b@example.com" });
        await using var restarted = await TestApp.StartAsync(team.App.Database);
        using var anonymous = restarted.Anonymous();
        var signedIn = await (await anonymous.PostAsJsonAsync("/api/auth/sign-in", new { email = "ada@example.com", password = "SecurePassword123" })).JsonAsync();
        using var ada = restarted.WithToken(signedIn.GetProperty("token").GetString()!);
        var kept = Assert.Single(await DraftsAsync(ada));
        Assert.Equal(("<b>Still here</b>", "About", "a@example.com", "b@example.com"),
            (kept.GetProperty("html").GetString(), kept.GetProperty("subject").GetString(), kept.GetProperty("cc").GetString(), kept.GetProperty("bcc").GetString()));
    }

    [Fact]
    public async Task Who_may_not_use_the_inbox_neither_sees_nor_writes_it()
    {
        var (eve, _) = await team.AgentAsync("Eve");
        await SavedAsync(team.Admin, new { content = "Between us" });
        await team.RestrictAsync("sms");
        Assert.Equal(HttpStatusCode.NotFound, (await eve.GetAsync(new Uri($"/api/conversations/{conversation}/drafts", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await PutAsync(eve, new { content = "Mine" })).StatusCode);
        // By a conversation she sees, from a sender she may not use.
        var open = await team.WhatsAppAsync("Hello");
        Assert.Equal(HttpStatusCode.NotFound, (await eve.PutAsJsonAsync($"/api/conversations/{open}/drafts/{inbox}", new { content = "Mine" })).StatusCode);
        await team.Admin.PutAsJsonAsync($"/api/conversations/{open}/drafts/{inbox}", new { content = "By SMS" });
        Assert.Empty(await DraftsAsync(eve, open));
        Assert.False((await eve.JsonAsync($"/api/conversations/{open}")).GetProperty("hasDraft").GetBoolean());
    }

    [Fact]
    public async Task Files_of_a_draft_are_the_team_s_and_stay_as_long_as_it_does()
    {
        var (ben, benId) = await team.AgentAsync("Ben");
        using var file = new MultipartFormDataContent { { new ByteArrayContent("hello"u8.ToArray()), "file", "note.txt" } };
        var upload = (await (await team.Admin.PostAsync(new Uri("/api/attachments", UriKind.Relative), file)).JsonAsync(HttpStatusCode.Created)).GetProperty("id").GetGuid();
        var address = new Uri($"/uploads/{upload}", UriKind.Relative);
        Assert.Equal(HttpStatusCode.NotFound, (await ben.GetAsync(address)).StatusCode);
        // Naming somebody else's file does not make it one's own.
        await SavedAsync(ben, new { content = "Mine?", files = new[] { new { id = upload, name = "note.txt", size = 5 } } });
        Assert.Equal(HttpStatusCode.NotFound, (await ben.GetAsync(address)).StatusCode);
        await team.Db.ExecuteAsync("DELETE FROM drafts", null, default);

        await SavedAsync(team.Admin, new { content = "With a file", files = new[] { new { id = upload, name = "note.txt", size = 5 } } });
        Assert.Equal(HttpStatusCode.OK, (await ben.GetAsync(address)).StatusCode);
        Assert.NotEqual(Guid.Empty, benId);
    }

    [Theory]
    [InlineData("subject", 2001)]
    [InlineData("cc", 20001)]
    public async Task What_is_too_long_is_refused(string field, int length) =>
        await (await PutAsync(team.Admin, new Dictionary<string, string> { ["content"] = "x", [field] = new('x', length) })).RefusedAsync("too_long");

    private Task<HttpResponseMessage> PutAsync(HttpClient who, object draft) => who.PutAsJsonAsync($"/api/conversations/{conversation}/drafts/{inbox}", draft);

    private async Task<Guid> SavedAsync(HttpClient who, object draft) => (await (await PutAsync(who, draft)).JsonAsync()).GetProperty("version").GetGuid();

    private async Task<List<JsonElement>> DraftsAsync(HttpClient who, Guid? of = null) =>
        [.. (await who.JsonAsync($"/api/conversations/{of ?? conversation}/drafts")).GetProperty("items").EnumerateArray()];

    private async Task SendAsync(string text, Guid version, Guid writer)
    {
        using var ada = new Accounts.Visitor(team.App);
        await ada.SignInAsync("ada@example.com");
        var answer = await ada.SubmitAsync($"/inbox/{conversation}", $"/inbox/{conversation}/send",
            ("content", text), ("inboxId", inbox.ToString()), ("draftVersion", version.ToString()), ("draftWriter", writer.ToString()));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }
}
