using System.Net.Http.Json;
using System.Text.Json;
using UnifiedInbox.Database;

namespace UnifiedInbox.Tests.Search;

/// <summary>The product with two inboxes, one of them for few, and people who have written to both.</summary>
public sealed class SearchDesk : IAsyncLifetime
{
    private readonly Dictionary<string, (Guid Contact, Guid Open, Guid Closed)> people = [];

    public TestApp App { get; private set; } = null!;

    public HttpClient Admin { get; private set; } = null!;

    /// <summary>Signed in as somebody who may use the open inbox only.</summary>
    public HttpClient Agent { get; private set; } = null!;

    public Guid OpenInbox { get; } = NewId.Next();

    public Guid ClosedInbox { get; } = NewId.Next();

    public async Task InitializeAsync()
    {
        App = await TestApp.StartAsync();
        Admin = await App.SignUpAdminAsync();
        await RunAsync("""INSERT INTO settings (key, value) VALUES ('sign_up', '{"mode": "open"}') ON CONFLICT (key) DO UPDATE SET value = excluded.value""");
        using var anonymous = App.Anonymous();
        using var response = await anonymous.PostAsJsonAsync("/api/auth/sign-up", new { email = "abe@example.com", password = "SecurePassword123", name = "Abe Agent" });
        Agent = App.WithToken((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!);
        await RunAsync("INSERT INTO inboxes (id, name, channel, address, provider, open_to_all) VALUES (@OpenInbox, 'Open', 'sms', '+15550001111', 'test', true), (@ClosedInbox, 'Closed', 'email', 'x@own.example', 'test', false)",
            new { OpenInbox, ClosedInbox });
    }

    public async Task DisposeAsync() => await App.DisposeAsync();

    /// <summary>A message of somebody, known by name.</summary>
    public async Task<Guid> WriteAsync(string person, string content, DateTimeOffset? at = null, bool closed = false, bool outbound = false, string? subject = null, string? file = null)
    {
        if (!people.TryGetValue(person, out var who)) who = people[person] = await AddAsync(person);
        var id = NewId.Next();
        await RunAsync("""
            INSERT INTO messages (id, contact_id, conversation_id, inbox_id, channel, direction, status, subject, content, from_address, to_address, provider, at)
            VALUES (@id, @contact, @conversation, @inbox, @channel, @direction, @status, @subject, @content, 'a', 'b', 'test', @at)
            """, new
        {
            id, contact = who.Contact, conversation = closed ? who.Closed : who.Open, inbox = closed ? ClosedInbox : OpenInbox, channel = closed ? "email" : "sms",
            direction = outbound ? "outbound" : "inbound", status = outbound ? "sent" : "received", subject, content, at = at ?? App.Clock.GetUtcNow(),
        });
        if (file is not null) await RunAsync("INSERT INTO attachments (id, message_id, name, content_type) VALUES (@file, @id, @name, 'application/pdf')", new { file = NewId.Next(), id, name = file });
        return id;
    }

    public Guid ContactOf(string person) => people[person].Contact;

    /// <summary>Waits until every word that was written can be found.</summary>
    public Task IndexedAsync() => Eventually.TrueAsync(async () => await App.Db.FindAsync<bool>(
        "SELECT NOT EXISTS (SELECT FROM search_marks) AND (SELECT filled_at IS NULL FROM search_state)", null, default), "everything is in the index");

    public async Task<JsonElement> SearchAsync(string q, HttpClient? client = null, string more = "") =>
        await (client ?? Admin).GetFromJsonAsync<JsonElement>($"/api/search?q={Uri.EscapeDataString(q)}{more}");

    /// <summary>Ids of the messages found, newest first.</summary>
    public async Task<List<Guid>> FindAsync(string q, HttpClient? client = null) =>
        [.. (await SearchAsync(q, client)).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid())];

    public Task<int> RunAsync(string sql, object? parameters = null) => App.Db.ExecuteAsync(sql, parameters, default);

    private async Task<(Guid, Guid, Guid)> AddAsync(string name)
    {
        var (contact, open, closed) = (NewId.Next(), NewId.Next(), NewId.Next());
        await RunAsync("INSERT INTO contacts (id, name) VALUES (@contact, @name)", new { contact, name });
        await RunAsync("INSERT INTO conversations (id, contact_id, inbox_id) VALUES (@open, @contact, @OpenInbox), (@closed, @contact, @ClosedInbox)", new { open, closed, contact, OpenInbox, ClosedInbox });
        return (contact, open, closed);
    }
}
