using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using UnifiedInbox.Tests.Conversations;

namespace UnifiedInbox.Tests.Notes;

public sealed class WritingNotesTests(NoteDesk desk) : IClassFixture<NoteDesk>
{
    [Fact]
    public async Task A_note_has_its_author_time_and_mentions_and_is_listed_newest_first()
    {
        var (contact, _) = await desk.ContactAsync();
        var note = await NoteDesk.NoteAsync(desk.Ben, contact, $"Ask @[somebody]({desk.CleoId}) and @Ada Admin");
        Assert.Equal("Ben", note.GetProperty("author").GetProperty("name").GetString());
        Assert.StartsWith($"Ask @[Cleo]({desk.CleoId}) and @[Ada Admin](", note.GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Equal("Ask @Cleo and @Ada Admin", note.GetProperty("text").GetString());
        Assert.Equal(["Ada Admin", "Cleo"], note.GetProperty("mentions").EnumerateArray().Select(one => one.GetProperty("name").GetString()!));

        await NoteDesk.NoteAsync(desk.Ada, contact, "Second");
        Assert.Equal(["Second", "Ask @Cleo and @Ada Admin"], await NoteDesk.TextsAsync(desk.Cleo, contact));
        var first = await desk.Cleo.JsonAsync($"/api/notes?contactId={contact}&limit=1");
        var second = await desk.Cleo.JsonAsync($"/api/notes?contactId={contact}&limit=1&cursor={first.GetProperty("nextCursor").GetString()}");
        Assert.Equal("Ask @Cleo and @Ada Admin", second.GetProperty("items")[0].GetProperty("text").GetString());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("nextCursor").ValueKind);
    }

    [Fact]
    public async Task What_cannot_be_a_note_is_refused_with_its_field()
    {
        var (contact, _) = await desk.ContactAsync();
        async Task RefusedAsync(object body, string code) => await (await desk.Ben.PostAsJsonAsync("/api/notes", body)).RefusedAsync(code);
        await RefusedAsync(new { content = "For nobody" }, "contact_missing");
        await RefusedAsync(new { contactId = contact, content = " \n " }, "empty_note");
        await RefusedAsync(new { contactId = contact, content = new string('x', 20_001) }, "content_too_long");
        await RefusedAsync(new { contactId = contact, content = "x", userId = desk.CleoId }, "not_your_user");
        await RefusedAsync(new { contactId = contact, content = $"@[x]({Guid.Empty})" }, "unknown_mention");
        await RefusedAsync(new { contactId = contact, content = "x", mentions = new[] { contact } }, "unknown_mention");
        Assert.Equal(HttpStatusCode.NotFound, (await desk.Ben.PostAsJsonAsync("/api/notes", new { contactId = Guid.Empty, content = "x" })).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await desk.Ben.GetAsync("/api/notes?limit=0")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await desk.Ben.GetAsync("/api/notes?cursor=x")).StatusCode);
    }

    [Fact]
    public async Task Characters_that_are_none_are_replaced()
    {
        var (contact, _) = await desk.ContactAsync();
        using var body = new StringContent($$"""{"contactId": "{{contact}}", "content": "a\u0000b\ud83d"}""", null, "application/json");
        var note = await (await desk.Ben.PostAsync("/api/notes", body)).JsonAsync(HttpStatusCode.Created);
        Assert.Equal("a\uFFFDb\uFFFD", note.GetProperty("text").GetString());
    }

    [Fact]
    public async Task The_same_key_writes_one_note()
    {
        var (contact, _) = await desk.ContactAsync();
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/notes") { Content = JsonContent.Create(new { contactId = contact, content = "Once" }) };
            request.Headers.Add("Idempotency-Key", $"note-{contact}");
            Assert.Equal(HttpStatusCode.Created, (await desk.Ben.SendAsync(request)).StatusCode);
        }
        Assert.Equal(["Once"], await NoteDesk.TextsAsync(desk.Ben, contact));
    }

    [Fact]
    public async Task A_note_moves_nothing_of_the_conversation()
    {
        var (contact, conversation) = await desk.ContactAsync();
        const string state = "SELECT row(c.status, c.waiting_since, c.last_at, c.last_preview, c.updated_at)::text FROM conversations c WHERE c.id = @conversation";
        var before = await desk.Db.FindAsync<string>(state, new { conversation }, default);
        var bell = await NoteDesk.BellAsync(desk.Cleo);
        await NoteDesk.NoteAsync(desk.Ben, contact, "Just so that you know");
        Assert.Equal(before, await desk.Db.FindAsync<string>(state, new { conversation }, default));
        Assert.Equal(bell, await NoteDesk.BellAsync(desk.Cleo));
    }

    [Fact]
    public async Task What_it_said_before_stays_with_who_changed_it_and_when()
    {
        var (contact, _) = await desk.ContactAsync();
        var id = (await NoteDesk.NoteAsync(desk.Ben, contact, "First words")).GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.Forbidden, (await desk.Cleo.PatchAsJsonAsync($"/api/notes/{id}", new { content = "Not mine" })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await desk.Cleo.DeleteAsync($"/api/notes/{id}")).StatusCode);
        await (await desk.Ben.PatchAsJsonAsync($"/api/notes/{id}", new { content = "Second words" })).JsonAsync();
        await (await desk.Ada.PatchAsJsonAsync($"/api/notes/{id}", new { content = "Third words" })).JsonAsync();
        await (await desk.Ada.PatchAsJsonAsync($"/api/notes/{id}", new { content = "Third words" })).JsonAsync();

        var note = await desk.Cleo.JsonAsync($"/api/notes/{id}");
        Assert.Equal("Third words", note.GetProperty("text").GetString());
        var history = note.GetProperty("history").EnumerateArray().Select(one => $"{one.GetProperty("text")} / {one.GetProperty("editedBy").GetProperty("name")}");
        Assert.Equal(["Second words / Ada Admin", "First words / Ben"], history);
        Assert.Contains("First words", await desk.Cleo.GetStringAsync($"/notes/{id}/history"), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.NoContent, (await desk.Ben.DeleteAsync($"/api/notes/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await desk.Ada.GetAsync($"/api/notes/{id}")).StatusCode);
        Assert.Equal(0, await desk.Db.FindAsync<int>("SELECT count(*) FROM note_revisions WHERE note_id = @id::uuid", new { id }, default));
        Assert.Equal(1, await desk.Db.FindAsync<int>("SELECT count(*) FROM audit_log WHERE action = 'note.deleted' AND subject_id = @id AND details::text NOT LIKE '%words%'", new { id }, default));
    }

    [Fact]
    public async Task Notes_go_with_the_contact()
    {
        var (contact, _) = await desk.ContactAsync();
        await NoteDesk.NoteAsync(desk.Ben, contact, $"Known to @[x]({desk.CleoId})");
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/contacts/{contact}");
        request.Headers.Add("X-Confirm", contact.ToString());
        Assert.Equal(HttpStatusCode.NoContent, (await desk.Ada.SendAsync(request)).StatusCode);
        Assert.Equal(0, await desk.Db.FindAsync<int>("SELECT count(*) FROM notes WHERE contact_id = @contact", new { contact }, default));
    }

    [Fact]
    public async Task A_timeline_shows_notes_between_messages_and_pages_by_key_through_both()
    {
        var (contact, conversation) = await desk.ContactAsync("Message 0");
        await desk.Db.ExecuteAsync("""
            INSERT INTO messages (id, contact_id, conversation_id, inbox_id, channel, direction, status, content, from_address, to_address, provider, at)
            SELECT gen_random_uuid(), m.contact_id, m.conversation_id, m.inbox_id, 'sms', 'inbound', 'received', 'Message ' || i, m.from_address, m.to_address, m.provider, m.at + i * interval '2 minutes'
              FROM messages m, generate_series(1, 60) i WHERE m.conversation_id = @conversation;
            INSERT INTO notes (id, contact_id, author_id, content, at, updated_at)
            SELECT gen_random_uuid(), m.contact_id, @BenId, 'Remark ' || i, m.at + i * interval '2 minutes' + interval '1 minute', now()
              FROM messages m, generate_series(0, 60) i WHERE m.conversation_id = @conversation AND m.content = 'Message 0'
            """, new { conversation, desk.BenId }, default);

        var shown = new List<string>();
        for (var url = $"/inbox/{conversation}/thread"; url is not null;)
        {
            var page = await desk.Cleo.GetStringAsync(url);
            var items = System.Text.RegularExpressions.Regex.Matches(page, "(Message|Remark) \\d+").Select(match => match.Value).Distinct().ToList();
            shown.InsertRange(0, items);
            var before = System.Text.RegularExpressions.Regex.Match(page, @"thread\?before=([0-9_a-f]+)");
            url = before.Success ? $"/inbox/{conversation}/thread?before={before.Groups[1].Value}" : shown.Count == items.Count ? await OlderAsync(conversation) : null;
        }
        Assert.Equal(Enumerable.Range(0, 61).SelectMany(i => new[] { $"Message {i}", $"Remark {i}" }), shown);
        Assert.Equal(50, (await NoteDesk.TextsAsync(desk.Cleo, contact)).Length);
    }

    /// <summary>The first stretch comes without its end; the page has it.</summary>
    private async Task<string?> OlderAsync(Guid conversation)
    {
        var before = System.Text.RegularExpressions.Regex.Match(await desk.Cleo.GetStringAsync($"/inbox/{conversation}"), @"thread\?before=([0-9_a-f]+)");
        return before.Success ? $"/inbox/{conversation}/thread?before={before.Groups[1].Value}" : null;
    }

    [Fact]
    public async Task A_form_without_scripts_writes_a_note_and_goes_back_to_the_thread()
    {
        var (contact, conversation) = await desk.ContactAsync();
        var page = await desk.Ben.GetStringAsync($"/inbox/{conversation}");
        Assert.Contains($"action=\"/contacts/{contact}/notes\"", page, StringComparison.Ordinal);
        Assert.Contains("id=\"note-list\"", await desk.Ben.GetStringAsync($"/contacts/{contact}"), StringComparison.Ordinal);
    }
}
