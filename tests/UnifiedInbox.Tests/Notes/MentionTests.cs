using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Notifications;
using UnifiedInbox.Simulator.Mailing;
using UnifiedInbox.Tests.Conversations;

namespace UnifiedInbox.Tests.Notes;

public sealed class MentionTests : IAsyncLifetime
{
    private readonly NoteDesk desk = new();

    private SimulatedPost Post => desk.Team.App.Services.GetRequiredService<SimulatedPost>();

    public Task InitializeAsync() => desk.InitializeAsync();

    public Task DisposeAsync() => desk.DisposeAsync();

    [Fact]
    public async Task The_bell_shows_a_mention_until_it_was_seen()
    {
        var (contact, conversation) = await desk.ContactAsync();
        await desk.Cleo.PostAsync($"/api/conversations/{conversation}/read", null);
        var id = (await NoteDesk.NoteAsync(desk.Ben, contact, "@Cleo have a look")).GetProperty("id").GetString();
        var news = await desk.Cleo.JsonAsync($"/notifications/news?notes={id}");
        Assert.Equal(1, news.GetProperty("unread").GetInt32());
        Assert.StartsWith("Ben mentioned you on", news.GetProperty("news")[0].GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Contains("have a look", await desk.Cleo.GetStringAsync("/notifications"), StringComparison.Ordinal);
        Assert.Equal($"/inbox/{conversation}#n-{id!.Replace("-", "", StringComparison.Ordinal)}", (await desk.Cleo.GetAsync($"/notes/{id}")).Headers.Location!.ToString());

        Assert.Equal(HttpStatusCode.NoContent, (await desk.Cleo.PostAsync($"/notes/{id}/seen", null)).StatusCode);
        Assert.Equal(0, await NoteDesk.BellAsync(desk.Cleo));
        await (await desk.Ben.PatchAsJsonAsync($"/api/notes/{id}", new { content = "@Cleo have another look" })).JsonAsync();
        Assert.Equal(0, await NoteDesk.BellAsync(desk.Cleo));
    }

    [Fact]
    public async Task Who_does_not_want_to_hear_of_mentions_does_not()
    {
        var (contact, conversation) = await desk.ContactAsync();
        await desk.Cleo.PostAsync($"/api/conversations/{conversation}/read", null);
        await PreferAsync(desk.CleoId, """{"mentions": false}""");
        await NoteDesk.NoteAsync(desk.Ben, contact, "@Cleo?");
        Assert.Equal(0, await NoteDesk.BellAsync(desk.Cleo));
    }

    [Fact]
    public async Task Whoever_cannot_open_the_conversation_is_told_and_the_writer_hears_so()
    {
        var (contact, _) = await desk.ContactAsync();
        await desk.Team.RestrictAsync("sms", desk.BenId);
        var note = await NoteDesk.NoteAsync(desk.Ben, contact, "@Cleo?");
        Assert.False(note.GetProperty("mentions")[0].GetProperty("hasAccess").GetBoolean());
        Assert.Equal($"/notes/{note.GetProperty("id").GetString()}/history", (await desk.Cleo.GetAsync($"/notes/{note.GetProperty("id").GetString()}")).Headers.Location!.ToString());
    }

    [Fact]
    public async Task Whoever_is_away_is_mailed_once_with_the_first_line_and_a_link()
    {
        var (contact, _) = await desk.ContactAsync();
        await desk.Db.ExecuteAsync("UPDATE sessions SET last_seen_at = now() - interval '1 hour' WHERE user_id = @CleoId", new { desk.CleoId }, default);
        var id = (await NoteDesk.NoteAsync(desk.Ben, contact, "@Cleo call them\nand nobody else", isPrivate: true)).GetProperty("id").GetString();
        await Eventually.TrueAsync(() => Post.Sent.Count > 0, "a mail");
        await Eventually.TrueAsync(async () => await OpenMailsAsync() == 0, "nothing is due any more");
        var mail = Assert.Single(Post.Sent);
        Assert.Equal(["cleo@example.com"], mail.To);
        Assert.Contains("Ben mentioned you", mail.Subject, StringComparison.Ordinal);
        Assert.Contains("@Cleo call them", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("nobody else", mail.Text, StringComparison.Ordinal);
        Assert.Contains($"/notes/{id}", mail.Text, StringComparison.Ordinal);
        Assert.Equal(0, await desk.Db.FindAsync<int>("SELECT count(*) FROM messages WHERE direction = 'outbound'", null, default));
    }

    [Fact]
    public async Task Whoever_was_just_here_is_mailed_only_when_they_leave_it_unseen()
    {
        var (contact, _) = await desk.ContactAsync();
        await PreferAsync(desk.CleoId, """{"mentionMailText": false, "awayMinutes": 10}""");
        var worker = desk.Team.App.Services.GetRequiredService<MailMentions>();
        var (seen, unseen) = (
            (await NoteDesk.NoteAsync(desk.Ben, contact, "@Cleo one")).GetProperty("id").GetString(),
            (await NoteDesk.NoteAsync(desk.Ben, contact, "@Cleo two")).GetProperty("id").GetString());
        await worker.RunAsync(default);
        await Eventually.TrueAsync(async () => await desk.Db.FindAsync<int>("SELECT count(*) FROM note_mentions WHERE mail_due_at > now() + interval '5 minutes'", null, default) == 2, "both wait");
        Assert.Empty(Post.Sent);
        await desk.Cleo.PostAsync($"/api/notes/{seen}/seen", null);
        desk.Team.App.Clock.Advance(TimeSpan.FromMinutes(11));
        await worker.RunAsync(default);
        await Eventually.TrueAsync(() => Post.Sent.Count == 1, "one mail");
        Assert.Contains($"/notes/{unseen}", Post.Sent[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("two", Post.Sent[0].Text, StringComparison.Ordinal);
    }

    private Task<int> OpenMailsAsync() => desk.Db.FindAsync<int>("SELECT count(*) FROM note_mentions WHERE mail_due_at IS NOT NULL", null, default);

    private Task PreferAsync(Guid person, string json) => desk.Db.ExecuteAsync(
        "UPDATE users SET preferences = jsonb_build_object('notifications', @json::jsonb) WHERE id = @person", new { person, json }, default);
}
