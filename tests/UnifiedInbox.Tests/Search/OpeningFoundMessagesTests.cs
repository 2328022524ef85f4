using UnifiedInbox.Conversations;
using UnifiedInbox.Database;
using UnifiedInbox.Search;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Search;

/// <summary>Where a search leads to: the thread, at the message.</summary>
public sealed class OpeningFoundMessagesTests(CarrierDesk desk) : IClassFixture<CarrierDesk>
{
    private const string PastSql = """
        INSERT INTO messages (id, contact_id, conversation_id, inbox_id, channel, direction, status, content, from_address, to_address, provider, provider_id, at)
        SELECT gen_random_uuid(), m.contact_id, m.conversation_id, m.inbox_id, m.channel, 'inbound', 'received', 'Past ' || i, m.from_address, m.to_address, 'twilio', m.provider_id || i, m.at - interval '1 hour' * i
          FROM messages m, generate_series(1, 120) AS i
         WHERE m.id = @id
        """;

    [Fact]
    public async Task One_of_long_ago_is_shown_in_a_stretch_that_says_so_and_reads_and_holds_nothing()
    {
        var newest = await desk.ReceiveAsync(CarrierDesk.NewPhone(), "The newest of all");
        var (id, conversation) = (newest.GetProperty("id").GetGuid(), newest.Text("conversationId"));
        await desk.App.Db.ExecuteAsync(PastSql, new { id }, default);
        var old = await PageAsync(100);
        Assert.Contains("Past 100", old, StringComparison.Ordinal);
        Assert.DoesNotContain("The newest of all", Timeline(old), StringComparison.Ordinal);
        Assert.Contains("Go to the newest", old, StringComparison.Ordinal);
        Assert.DoesNotContain($"/inbox/{conversation}/read", old, StringComparison.Ordinal);
        Assert.DoesNotContain("timeline live-frame", old, StringComparison.Ordinal);
        // An answer from there is not held for what was there when the page was opened.
        var seen = System.Text.RegularExpressions.Regex.Match(old, "name=\"seen\" value=\"([^\"]+)\"").Groups[1].Value;
        Assert.True(string.CompareOrdinal(seen, RowKey.Of(await desk.App.Db.FindAsync<DateTimeOffset>("SELECT at FROM messages WHERE id = @id", new { id }, default), id)) > 0, seen);

        // A recent one stands in the thread as it is.
        var recent = await PageAsync(20);
        Assert.Contains("Past 20", recent, StringComparison.Ordinal);
        Assert.Contains("The newest of all", Timeline(recent), StringComparison.Ordinal);
        Assert.Contains("timeline live-frame", recent, StringComparison.Ordinal);
        Assert.DoesNotContain("Go to the newest", recent, StringComparison.Ordinal);

        async Task<string> PageAsync(int number)
        {
            var (found, at) = await desk.App.Db.FindAsync<(Guid Id, DateTimeOffset At)>(
                "SELECT id, at FROM messages WHERE conversation_id = @conversation::uuid AND content = @content", new { conversation, content = "Past " + number }, default);
            var href = SearchPage.Href(new FoundMessage { Id = found, ConversationId = Guid.Parse(conversation!), At = at });
            return await desk.Api.GetStringAsync(href.Split('#')[0]);
        }
    }

    private static string Timeline(string page) => page[page.IndexOf("<ol id=\"timeline\"", StringComparison.Ordinal)..page.IndexOf("id=\"composer\"", StringComparison.Ordinal)];
}
