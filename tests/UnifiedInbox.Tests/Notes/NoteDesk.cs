using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using UnifiedInbox.Tests.Conversations;

namespace UnifiedInbox.Tests.Notes;

/// <summary>A team that writes notes: Ada (admin), Ben and Cleo, and contacts of each test's own.</summary>
public sealed class NoteDesk : IAsyncLifetime
{
    private static int phones;

    public Team Team { get; } = new();

    public HttpClient Ada => Team.Admin;

    public HttpClient Ben { get; private set; } = null!;

    public HttpClient Cleo { get; private set; } = null!;

    public Guid BenId { get; private set; }

    public Guid CleoId { get; private set; }

    internal UnifiedInbox.Database.Db Db => Team.Db;

    public async Task InitializeAsync()
    {
        await Team.InitializeAsync();
        (Ben, BenId) = await Team.AgentAsync("Ben");
        (Cleo, CleoId) = await Team.AgentAsync("Cleo");
    }

    public Task DisposeAsync() => Team.DisposeAsync();

    /// <summary>Somebody who wrote to us.</summary>
    public async Task<(Guid Contact, Guid Conversation)> ContactAsync(string text = "Hello")
    {
        var conversation = await Team.TextAsync(text, $"+1415557{Interlocked.Increment(ref phones):0000}");
        return (await Db.FindAsync<Guid>("SELECT contact_id FROM conversations WHERE id = @conversation", new { conversation }, default), conversation);
    }

    public static async Task<JsonElement> NoteAsync(HttpClient author, Guid contactId, string content, bool isPrivate = false) =>
        await (await author.PostAsJsonAsync("/api/notes", new { contactId, content, isPrivate })).JsonAsync(HttpStatusCode.Created);

    public static async Task<string[]> TextsAsync(HttpClient reader, Guid contactId) =>
        [.. (await reader.JsonAsync($"/api/notes?contactId={contactId}")).GetProperty("items").EnumerateArray().Select(note => note.GetProperty("text").GetString()!)];

    /// <summary>How much the bell of somebody shows.</summary>
    public static async Task<int> BellAsync(HttpClient person) => (await person.JsonAsync("/notifications/news")).GetProperty("unread").GetInt32();
}
