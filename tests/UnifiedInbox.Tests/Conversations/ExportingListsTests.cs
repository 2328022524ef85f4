using System.Net;
using UnifiedInbox.Csv;

namespace UnifiedInbox.Tests.Conversations;

/// <summary>Lists of conversations and of messages as CSV.</summary>
public sealed class ExportingListsTests(Team team) : IClassFixture<Team>
{
    [Fact]
    public async Task Conversations_go_out_as_the_list_has_them()
    {
        var id = await team.TextAsync("=HYPERLINK(1), \"quoted\"", "+14155550181");
        var closed = await team.TextAsync("Done with it", "+14155550182");
        await team.Admin.PatchAsync(closed, new { status = "closed" });
        var (head, rows) = await RowsAsync(team.Admin, "/api/conversations/export?status=open");
        var row = rows.Single(cells => cells[0] == id.ToString());
        Assert.Equal(("open", "sms", "+14155550181", "contact"), (row[head["status"]], row[head["channel"]], row[head["phone"]].TrimStart('\''), row[head["last message by"]]));
        Assert.Equal("'=HYPERLINK(1), \"quoted\"", row[head["last message"]]);
        Assert.DoesNotContain(rows, cells => cells[0] == closed.ToString());
        Assert.Contains((await RowsAsync(team.Admin, "/inbox/export?tab=closed")).Rows, cells => cells[0] == closed.ToString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await team.Admin.GetAsync("/api/conversations/export?status=lost")).StatusCode);
        Assert.True(await team.Db.FindAsync<bool>("SELECT EXISTS (SELECT FROM audit_log WHERE action = 'conversations.exported')", null, default));
    }

    [Fact]
    public async Task More_than_a_page_of_them_each_once()
    {
        await team.Db.ExecuteAsync("""
            INSERT INTO contacts (id, name) SELECT md5('many' || n)::uuid, 'Many ' || n FROM generate_series(1, 450) n;
            INSERT INTO conversations (id, contact_id, inbox_id, last_at)
            SELECT md5('manyc' || n)::uuid, md5('many' || n)::uuid, i.id, now() - (n / 7) * interval '1 hour' FROM generate_series(1, 450) n, inboxes i WHERE i.channel = 'whatsapp'
            """, null, default);
        var (head, rows) = await RowsAsync(team.Admin, "/api/conversations/export?channel=whatsapp");
        var names = rows.Select(cells => cells[head["contact"]]).Where(name => name.StartsWith("Many ", StringComparison.Ordinal)).ToList();
        Assert.Equal((450, 450), (names.Count, names.Distinct().Count()));
    }

    [Fact]
    public async Task Messages_go_out_newest_first_by_whom_and_how_they_are_asked_for()
    {
        var id = await team.TextAsync("first, of two", "+14155550183");
        await team.TextAsync("second", "+14155550183");
        var (head, rows) = await RowsAsync(team.Admin, "/api/messages/export?conversationId=" + id);
        Assert.Equal(["second", "first, of two"], rows.Select(cells => cells[head["content"]]));
        Assert.All(rows, cells => Assert.Equal(("inbound", "received", "sms"), (cells[head["direction"]], cells[head["status"]], cells[head["channel"]])));
        Assert.Empty((await RowsAsync(team.Admin, $"/api/messages/export?conversationId={id}&channel=email")).Rows);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await team.Admin.GetAsync("/api/messages/export?channel=fax")).StatusCode);
    }

    [Fact]
    public async Task Nobody_gets_what_is_in_inboxes_they_may_not_use()
    {
        var (una, _) = await team.AgentAsync("Una");
        var id = await team.WhatsAppAsync("for others only", "+14155550184");
        await team.RestrictAsync("whatsapp");
        foreach (var path in new[] { "/api/conversations/export", "/inbox/export", "/api/messages/export" })
        {
            var text = await una.GetStringAsync(path);
            Assert.DoesNotContain(id.ToString(), text, StringComparison.Ordinal);
            Assert.DoesNotContain("for others only", text, StringComparison.Ordinal);
        }
        await team.Db.ExecuteAsync("UPDATE inboxes SET open_to_all = true WHERE channel = 'whatsapp'", null, default);
    }

    private static async Task<(Dictionary<string, int> Head, List<string[]> Rows)> RowsAsync(HttpClient client, string path)
    {
        var answer = await client.GetAsync(path);
        Assert.Equal((HttpStatusCode.OK, "text/csv"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var reader = new CsvReader(new StringReader((await answer.Content.ReadAsStringAsync()).TrimStart('\uFEFF')), ',');
        var rows = new List<string[]>();
        while (await reader.ReadAsync(default) is { } record) rows.Add([.. record.Cells]);
        return (rows[0].Select((name, at) => (name, at)).ToDictionary(column => column.name, column => column.at), rows[1..]);
    }
}
