using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Tests.Conversations;
using UnifiedInbox.Tests.Live;

namespace UnifiedInbox.Tests.Notes;

/// <summary>Ben wrote something private on a contact; Cleo, who is not meant, looks everywhere.</summary>
public sealed class PrivateNotesTests(NoteDesk desk) : IClassFixture<NoteDesk>
{
    private const string Secret = "Quokka-7731";

    private TestApp App => desk.Team.App;

    [Fact]
    public async Task Only_its_author_whom_it_mentions_and_admins_see_it()
    {
        var (contact, _) = await desk.ContactAsync();
        var alone = (await NoteDesk.NoteAsync(desk.Ben, contact, "For me alone", isPrivate: true)).GetProperty("id").GetString();
        var shared = (await NoteDesk.NoteAsync(desk.Ben, contact, "For @Cleo", isPrivate: true)).GetProperty("id").GetString();
        Assert.Equal(["For @Cleo", "For me alone"], await NoteDesk.TextsAsync(desk.Ben, contact));
        Assert.Equal(["For @Cleo", "For me alone"], await NoteDesk.TextsAsync(desk.Ada, contact));
        Assert.Equal(["For @Cleo"], await NoteDesk.TextsAsync(desk.Cleo, contact));
        Assert.Equal(HttpStatusCode.NotFound, (await desk.Cleo.GetAsync($"/api/notes/{alone}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await desk.Cleo.PatchAsJsonAsync($"/api/notes/{alone}", new { content = "x" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await desk.Cleo.DeleteAsync($"/api/notes/{alone}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await desk.Cleo.PostAsync($"/api/notes/{alone}/seen", null)).StatusCode);

        await (await desk.Ben.PatchAsJsonAsync($"/api/notes/{shared}", new { content = "For nobody else" })).JsonAsync();
        Assert.Empty(await NoteDesk.TextsAsync(desk.Cleo, contact));
        Assert.Equal(0, (await desk.Cleo.JsonAsync($"/notifications/news?notes={shared}")).GetProperty("news").GetArrayLength());
    }

    [Fact]
    public async Task A_note_made_public_does_not_show_its_private_past()
    {
        var (contact, _) = await desk.ContactAsync();
        var id = (await NoteDesk.NoteAsync(desk.Ben, contact, $"Said {Secret}", isPrivate: true)).GetProperty("id").GetString();
        await (await desk.Ben.PatchAsJsonAsync($"/api/notes/{id}", new { content = "Pays late", isPrivate = false })).JsonAsync();
        Assert.Equal(["Pays late"], await NoteDesk.TextsAsync(desk.Cleo, contact));
        Assert.DoesNotContain(Secret, await desk.Cleo.GetStringAsync($"/api/notes/{id}"), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, await desk.Cleo.GetStringAsync($"/notes/{id}/history"), StringComparison.Ordinal);
        Assert.Contains(Secret, await desk.Ben.GetStringAsync($"/api/notes/{id}"), StringComparison.Ordinal);
        Assert.Contains(Secret, await desk.Ada.GetStringAsync($"/notes/{id}/history"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_live_feed_tells_only_whom_it_is_for()
    {
        var (contact, _) = await desk.ContactAsync();
        var cursor = await App.SettledCursorAsync();
        await using var cleo = await SseReader.OpenAsync(desk.Cleo, "/live?after=" + cursor);
        await using var ben = await SseReader.OpenAsync(desk.Ben, "/live?after=" + cursor);
        var hidden = (await NoteDesk.NoteAsync(desk.Ben, contact, Secret, isPrivate: true)).GetProperty("id").GetString()!;
        var open = (await NoteDesk.NoteAsync(desk.Ben, contact, "For all")).GetProperty("id").GetString()!;
        bool IsTheirs(string data) => data.Contains("\"note\"", StringComparison.Ordinal) && data.Contains(contact.ToString(), StringComparison.Ordinal);
        Assert.Contains(hidden, (await ben.FirstAsync(one => IsTheirs(one.Data))).Data, StringComparison.Ordinal);
        var heard = await cleo.FirstAsync(one => IsTheirs(one.Data));
        Assert.Contains(open, heard.Data, StringComparison.Ordinal);
        Assert.DoesNotContain("For all", heard.Data, StringComparison.Ordinal);
    }

    /// <summary>Every GET route of the app, with every id the story has in the place of every parameter.</summary>
    [Fact]
    public async Task No_page_and_no_route_shows_it_to_another_agent()
    {
        var (contact, conversation) = await desk.ContactAsync();
        var message = await desk.Db.FindAsync<Guid>("SELECT id FROM messages WHERE conversation_id = @conversation", new { conversation }, default);
        var note = (await NoteDesk.NoteAsync(desk.Ben, contact, $"{Secret} @Ada Admin", isPrivate: true)).GetProperty("id").GetGuid();
        await (await desk.Ben.PatchAsJsonAsync($"/api/notes/{note}", new { content = $"Still {Secret} @Ada Admin" })).JsonAsync();

        var paths = App.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<HttpMethodMetadata>() is not { HttpMethods: var methods } || methods.Contains("GET"))
            .Select(route => "/" + route.RoutePattern.RawText!.Trim('/'))
            .Where(path => path != "/live" && !path.Contains("sign-out", StringComparison.Ordinal) && !path.Contains("**", StringComparison.Ordinal))
            .Distinct().ToList();
        Assert.True(paths.Count > 60, $"{paths.Count} routes");

        var (asked, seenByAda) = (0, new HashSet<string>());
        foreach (var path in paths)
        {
            foreach (var id in path.Contains('{', StringComparison.Ordinal) ? new[] { contact, conversation, message, note } : [contact])
            {
                var url = System.Text.RegularExpressions.Regex.Replace(path, @"\{[^}]*\}", id.ToString())
                    + $"?contactId={contact}&conversationId={conversation}&search={Secret}&q={Secret}&notes={note}&messages={note}&ids={conversation}&contacts={contact}&selected={conversation}";
                foreach (var accept in new[] { "text/html", "application/json", "text/vnd.turbo-stream.html" })
                {
                    asked++;
                    // A search is echoed: what is looked for is what stands beside the word.
                    var answer = await ReadAsync(desk.Cleo, url, accept);
                    Assert.False(answer.Contains($"Still {Secret}", StringComparison.Ordinal) || answer.Contains($"{Secret} @", StringComparison.Ordinal), url);
                    if ((await ReadAsync(desk.Ada, url, accept)).Contains($"Still {Secret}", StringComparison.Ordinal)) seenByAda.Add(path);
                }
            }
        }
        Assert.True(asked > 200);
        // The same walk finds it for whom it is: else it would prove nothing.
        Assert.Superset(new HashSet<string> { "/api/notes", "/api/notes/{id}", "/inbox/{id}", "/inbox/{id}/thread", "/inbox/{id}/profile", "/contacts/{id}", "/notes/{id:guid}/history", "/notifications", "/notifications/news" }, seenByAda);
    }

    private static async Task<string> ReadAsync(HttpClient reader, string url, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Accept.ParseAdd(accept);
        using var answer = await reader.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var type = answer.Content.Headers.ContentType?.MediaType ?? "";
        // A stream has no end, and says ids only: it is listened to in a test of its own.
        return type == "text/event-stream" ? "" : await answer.Content.ReadAsStringAsync();
    }
}
