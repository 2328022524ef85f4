using System.Net.Http.Json;
using System.Text.Json;
using UnifiedInbox.Database;

namespace UnifiedInbox.Tests.Search;

/// <summary>Messages of many kinds have been written; they are found by their words, by whoever may see them.</summary>
public sealed class FindingMessagesTests(SearchDesk desk) : IClassFixture<SearchDesk>
{
    [Theory]
    [InlineData("cafe", "Meet me at the Café Zürich", true)]
    [InlineData("CAFÉ zurich", "Meet me at the Café Zürich", true)]
    [InlineData("\"the cafe\"", "Meet me at the Café Zürich", true)]
    [InlineData("\"cafe the\"", "Meet me at the Café Zürich", false)]
    [InlineData("invoi", "Where are the invoices of May?", true)]
    [InlineData("invoices -may", "Where are the invoices of May?", false)]
    [InlineData("invoices -june", "Where are the invoices of May?", true)]
    [InlineData("invoices -\"of may\"", "Where are the invoices of May?", false)]
    [InlineData("東京", "来週東京都へ行きます", true)]
    [InlineData("東京都", "来週東京都へ行きます", true)]
    [InlineData("京東", "来週東京都へ行きます", false)]
    [InlineData("都", "来週東京都へ行きます", true)]
    [InlineData("주문", "제 주문번호는 42번입니다", true)]
    [InlineData("4155550123", "Call me: +1 (415) 555-0123, please", true)]
    [InlineData("415-555-0123", "Call me: +1 (415) 555-0123, please", true)]
    [InlineData("+14155550123", "Call me: +1 (415) 555-0123, please", true)]
    [InlineData("555 0123", "Call me: +1 (415) 555-0123, please", true)]
    [InlineData("grace@example.com", "Write to grace@example.com instead", true)]
    [InlineData("v2.0.17", "It broke with v2.0.17-rc", true)]
    [InlineData("doesn't", "It doesn't work", true)]
    public async Task A_message_is_found_by_its_words_or_not(string search, string text, bool isFound)
    {
        var id = await desk.WriteAsync("Theo Theory", text);
        await desk.IndexedAsync();
        Assert.Equal(isFound, (await desk.FindAsync(search)).Contains(id));
    }

    [Fact]
    public async Task A_message_can_be_found_within_a_second_of_its_coming_and_a_changed_one_by_its_new_words()
    {
        var began = TimeProvider.System.GetUtcNow();
        var id = await desk.WriteAsync("Quentin Quick", "quicksilver arrived");
        await Eventually.TrueAsync(async () => (await desk.FindAsync("quicksilver")).Contains(id), "the message is found");
        Assert.True(TimeProvider.System.GetUtcNow() - began < TimeSpan.FromSeconds(5)); // a second, on a machine that does nothing else
        await desk.RunAsync("UPDATE messages SET content = 'mercury instead', at = at - interval '40 days' WHERE id = @id", new { id });
        await Eventually.TrueAsync(async () => (await desk.FindAsync("mercury instead")).Contains(id), "the new words are found");
        Assert.DoesNotContain(id, await desk.FindAsync("quicksilver"));
        Assert.Equal(1, await desk.App.Db.FindAsync<int>("SELECT count(*) FROM message_search WHERE message_id = @id", new { id }, default));
    }

    [Fact]
    public async Task Newest_come_first_page_by_page_over_years_and_none_twice()
    {
        var now = desk.App.Clock.GetUtcNow();
        var written = new List<Guid>();
        for (var i = 0; i < 23; i++) written.Add(await desk.WriteAsync("Olga Old", $"perennial {i}", now.AddDays(-i * 61)));
        await desk.IndexedAsync();
        var found = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await desk.SearchAsync("perennial", null, "&limit=5" + (cursor is null ? "" : "&cursor=" + cursor));
            found.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);
        Assert.Equal(written, found);
    }

    [Fact]
    public async Task Filters_narrow_by_who_wrote_over_what_and_when()
    {
        var now = desk.App.Clock.GetUtcNow();
        var old = await desk.WriteAsync("Frida Filter", "narrowing one", now.AddDays(-100));
        var mail = await desk.WriteAsync("Frida Filter", "narrowing two", now.AddDays(-50), closed: true);
        var ours = await desk.WriteAsync("Frida Filter", "narrowing three", now.AddDays(-2), outbound: true);
        var other = await desk.WriteAsync("Gustav Else", "narrowing four", now.AddDays(-1));
        await desk.IndexedAsync();
        Assert.Equal([other, ours, mail, old], await desk.FindAsync("narrowing"));
        Assert.Equal([mail, old], await desk.FindAsync("narrowing from:frida"));
        Assert.Equal([mail, old], await desk.FindAsync("narrowing from:\"Frida Filter\""));
        Assert.Equal([mail, old], await desk.FindAsync("from:fridda narrowing")); // a slip of the keyboard
        Assert.Equal([mail], await desk.FindAsync("narrowing channel:email"));
        Assert.Equal([other, ours, mail], await desk.FindAsync($"narrowing after:{now.AddDays(-60):yyyy-MM-dd}"));
        Assert.Equal([mail, old], await desk.FindAsync($"narrowing before:{now.AddDays(-10):yyyy-MM-dd}"));
        Assert.Equal([old], await desk.FindAsync($"from:frida before:{now.AddDays(-60):yyyy-MM-dd}"));
        Assert.Empty(await desk.FindAsync("narrowing from:nobodyofthatname"));
    }

    [Fact]
    public async Task What_an_agent_may_not_see_is_not_found_by_them()
    {
        var open = await desk.WriteAsync("Petra Permit", "clandestine hello");
        var closed = await desk.WriteAsync("Petra Permit", "clandestine goodbye", closed: true);
        var admin = await desk.App.Db.FindAsync<Guid>("SELECT id FROM users WHERE role = 'admin'", null, default);
        foreach (var isPrivate in new[] { true, false })
            await desk.RunAsync("INSERT INTO notes (id, contact_id, author_id, content, is_private, at, updated_at) VALUES (@id, @contact, @admin, @content, @isPrivate, now(), now())",
                new { id = NewId.Next(), contact = desk.ContactOf("Petra Permit"), admin, content = isPrivate ? "clandestine: private" : "clandestine: public", isPrivate });
        await desk.IndexedAsync();
        Assert.Equal([closed, open], await desk.FindAsync("clandestine"));
        Assert.Equal([open], await desk.FindAsync("clandestine", desk.Agent));
        Assert.Equal([open], await desk.FindAsync("from:petra", desk.Agent));
        Assert.Equal(2, (await desk.SearchAsync("clandestine")).GetProperty("notes").GetArrayLength());
        var note = Assert.Single((await desk.SearchAsync("clandestine", desk.Agent)).GetProperty("notes").EnumerateArray());
        Assert.Contains("public", note.GetProperty("snippet").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_of_files_and_people_with_a_slip_are_found_too()
    {
        var id = await desk.WriteAsync("Wilhelmina Quagmire", "see attached", file: "Rechnung_2026-Größe.pdf");
        await desk.IndexedAsync();
        Assert.Equal([id], await desk.FindAsync("rechnung"));
        Assert.Contains(id, await desk.FindAsync("grosse") is { Count: > 0 } german ? german : await desk.FindAsync("größe"));
        var found = await desk.SearchAsync("Wilhelmina Quagmrie");
        Assert.Equal("Wilhelmina Quagmire", Assert.Single(found.GetProperty("contacts").EnumerateArray()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_snippet_marks_the_words_and_brings_no_html_of_the_message()
    {
        await desk.WriteAsync("Eva Escape", "<script>alert('hooligan')</script> says the Hooligán & Sons, who \u0001came");
        await desk.WriteAsync("Eva Escape", "昨日は雪国でした");
        await desk.IndexedAsync();
        var snippet = (await desk.SearchAsync("hooligan")).GetProperty("items")[0].GetProperty("snippet").GetString()!;
        Assert.Contains("<mark>Hooligán</mark>", snippet, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", snippet, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&amp;", snippet, StringComparison.Ordinal);
        Assert.Contains("<mark>雪国</mark>", (await desk.SearchAsync("雪国")).GetProperty("items")[0].GetProperty("snippet").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleted_people_leave_no_words_and_merged_ones_keep_theirs()
    {
        var gone = await desk.WriteAsync("Dora Deleted", "evanescent text");
        var kept = await desk.WriteAsync("Mona Merged", "evanescent as well");
        await desk.WriteAsync("Mia Merged", "something else");
        await desk.IndexedAsync();
        using var delete = new HttpRequestMessage(HttpMethod.Delete, $"/api/contacts/{desk.ContactOf("Dora Deleted")}");
        delete.Headers.Add("X-Confirm", desk.ContactOf("Dora Deleted").ToString());
        Assert.Equal(204, (int)(await desk.Admin.SendAsync(delete)).StatusCode);
        Assert.Equal(0, await desk.App.Db.FindAsync<int>("SELECT count(*) FROM message_search WHERE message_id = @gone", new { gone }, default));
        Assert.Equal([kept], await desk.FindAsync("evanescent"));
        using var merged = await desk.Admin.PostAsJsonAsync($"/api/contacts/{desk.ContactOf("Mia Merged")}/merge", new { otherId = desk.ContactOf("Mona Merged") });
        Assert.True(merged.IsSuccessStatusCode, await merged.Content.ReadAsStringAsync());
        await desk.IndexedAsync();
        Assert.Equal([kept], await desk.FindAsync("evanescent from:mia"));
    }

    [Fact]
    public async Task Very_long_texts_are_indexed_by_their_beginning()
    {
        var many = string.Join(' ', Enumerable.Range(0, 40_000).Select(i => $"w{i:x}"));
        var id = await desk.WriteAsync("Lena Long", "firstword " + many + " lastword");
        var characters = await desk.WriteAsync("Lena Long", "冒頭 " + string.Concat(Enumerable.Range(0, 90_000).Select(i => (char)(0x4e00 + (i * 7919 % 20000)))));
        await desk.IndexedAsync();
        Assert.Equal([id], await desk.FindAsync("firstword"));
        Assert.Empty(await desk.FindAsync("lastword"));
        Assert.Equal([characters], await desk.FindAsync("冒頭"));
    }

    [Fact]
    public async Task The_history_from_before_is_filled_in_from_where_it_was_left()
    {
        var id = await desk.WriteAsync("Hilda History", "antediluvian", desk.App.Clock.GetUtcNow().AddYears(-9));
        await desk.IndexedAsync();
        await desk.RunAsync("DELETE FROM message_search");
        Assert.Empty(await desk.FindAsync("antediluvian"));
        await desk.RunAsync("UPDATE search_state SET filled_at = 'infinity', filled_id = 'ffffffff-ffff-ffff-ffff-ffffffffffff'");
        await desk.IndexedAsync();
        Assert.Equal([id], await desk.FindAsync("antediluvian"));
    }

    [Fact]
    public async Task No_text_is_an_error()
    {
        await desk.WriteAsync("Felix Fuzz", "some words to look through");
        await desk.IndexedAsync();
        var random = new Random(11);
        const string Alphabet = "ab \"'-:*&|!()<>\\%_\0\t\n\r'~^$[]{}@#;.,/?+=`0123456789日本語éß😀\ud800‘’“”";
        var searches = Enumerable.Range(0, 150).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => Alphabet[random.Next(Alphabet.Length)])))
            .Concat(["", " ", "\"", "-", "--", "-a", "\"\"", "from:", "from:\"", "channel:", "before:", "a:b", "!!! & | <->", "'; DROP TABLE messages; --", "from:%", ":*", "a:*", new string('a', 500), "\\", "-\"", "%00"]);
        foreach (var search in searches)
        {
            var path = "q=" + Uri.EscapeDataString(search.Replace('\ud800', '?'));
            using var api = await desk.Admin.GetAsync("/api/search?" + path);
            Assert.True((int)api.StatusCode is 200 or 422, $"{search}: {api.StatusCode}");
            using var page = await desk.Admin.GetAsync("/search?" + path);
            Assert.True((int)page.StatusCode == 200, $"{search}: {page.StatusCode}");
        }
        foreach (var query in new[] { "q=" + new string('a', 501), "q=a&limit=0", "q=a&cursor=x", "q=channel:pigeon", "q=before:tomorrow" })
        {
            using var response = await desk.Admin.GetAsync("/api/search?" + query);
            Assert.Equal(422, (int)response.StatusCode);
            Assert.NotNull((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        }
    }
}
