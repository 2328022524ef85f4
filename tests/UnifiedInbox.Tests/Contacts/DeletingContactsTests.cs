using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace UnifiedInbox.Tests.Contacts;

[Collection(ContactsCollection.Name)]
public sealed class DeletingContactsTests(ContactsApp contacts) : IAsyncLifetime
{
    /// <summary>Also in the tables that know messages by id only.</summary>
    private const string Everything = """
        INSERT INTO inboxes (id, name, channel, address, provider) VALUES ('00000000-0000-0000-0000-00000000000b', 'Main', 'sms', '+15005550007', 'twilio') ON CONFLICT DO NOTHING;
        INSERT INTO conversations (id, contact_id, inbox_id) VALUES ('00000000-0000-0000-0000-00000000000c', @ann, '00000000-0000-0000-0000-00000000000b');
        INSERT INTO messages (id, contact_id, conversation_id, inbox_id, channel, direction, status, content, from_address, to_address, provider, provider_id, at)
        VALUES ('00000000-0000-0000-0000-00000000000d', @ann, '00000000-0000-0000-0000-00000000000c', '00000000-0000-0000-0000-00000000000b',
                'sms', 'inbound', 'received', 'secret words', '+14155550101', '+15005550007', 'twilio', 'SM1', now());
        INSERT INTO attachments (id, message_id, name, content_type, sha256, status)
        VALUES ('00000000-0000-0000-0000-00000000000e', '00000000-0000-0000-0000-00000000000d', 'a.jpg', 'image/jpeg', '\xabcd', 'stored');
        INSERT INTO delivery_attempts (at, message_id, number, node) VALUES (now(), '00000000-0000-0000-0000-00000000000d', 1, @ann);
        INSERT INTO parked_reports (provider, provider_id, status, at) VALUES ('twilio', 'SM1', 'sent', now());
        INSERT INTO inbound_events (at, id, provider, kind, event_key, body)
        VALUES (now(), '00000000-0000-0000-0000-00000000000d', 'twilio', 'message', 'SM1', 'secret words'),
               (now(), '00000000-0000-0000-0000-0000000000f1', 'twilio', 'status', 'SM1:sent:', 'To=+14155550101'),
               (now(), '00000000-0000-0000-0000-0000000000f2', 'twilio', 'status', 'SM12:sent:', 'somebody else');
        INSERT INTO idempotency_keys (owner, key, request_hash, result_id, body) VALUES (@ann, 'k', '\x00', @ann, '{"contactId": "' || @ann || '"}');
        INSERT INTO consents (id, inbox_id, address, channel, state, source, wording)
        VALUES ('00000000-0000-0000-0000-0000000000a1', '00000000-0000-0000-0000-00000000000b', '+14155550101', 'sms', 'opted_out', 'keyword', 'Stop'),
               ('00000000-0000-0000-0000-0000000000a2', '00000000-0000-0000-0000-00000000000b', 'ann@example.com', 'email', 'opted_in', 'agent', null)
        """;

    private readonly TestApp app = contacts.App;
    private readonly HttpClient api = contacts.Api;
    private string ann = "";

    public async Task InitializeAsync()
    {
        await contacts.EmptyAsync();
        ann = await api.AddContactAsync("Ann", "+14155550101", "ann@example.com");
        await app.Db.ExecuteAsync(Everything, new { ann = Guid.Parse(ann) }, default);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Nothing_is_deleted_without_a_confirmation()
    {
        Assert.Equal((HttpStatusCode)428, (await DeleteAsync(null)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await DeleteAsync(Guid.Empty.ToString())).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync($"/api/contacts/{ann}")).StatusCode);
    }

    [Fact]
    public async Task The_person_goes_with_everything_of_theirs_and_nothing_of_others()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync(ann)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"/api/contacts/{ann}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await DeleteAsync(ann)).StatusCode);
        foreach (var table in new[] { "contacts", "contact_addresses", "conversations", "messages", "attachments", "delivery_attempts", "parked_reports", "consents", "idempotency_keys" })
            Assert.Equal(0, await CountAsync(table));
        Assert.Equal("SM12:sent:", await app.Db.FindAsync<string>("SELECT event_key FROM inbound_events", null, default));
        await Eventually.TrueAsync(async () => await CountAsync("doomed_files") == 0, "the file is looked at");

        var audit = await app.Db.FindAsync<string>("SELECT subject_id || ' ' || (details ->> 'messages') || ' ' || (details ->> 'journalRows') FROM audit_log WHERE action = 'contact.deleted'", null, default);
        Assert.Equal($"{UnifiedInbox.Contacts.DeleteContact.HashOf(Guid.Parse(ann))} 1 3", audit);
    }

    [Fact]
    public async Task Who_opted_out_is_still_opted_out_when_they_come_back()
    {
        await DeleteAsync(ann);
        Assert.Equal(1, await CountAsync("opted_out_hashes"));
        var again = await api.AddContactAsync("Ann again", "+14155550101", "ann@example.com");
        var states = await app.Db.ListAsync<string>("SELECT address || ' ' || channel || ' ' || state || ' ' || source FROM consents", null, default);
        Assert.Equal(["+14155550101 sms opted_out remembered"], states);

        await api.PatchAsync($"/api/contacts/{again}", new StringContent("""{"addresses": [{"value": "ann@example.com"}]}""", null, "application/json"));
        await api.PatchAsync($"/api/contacts/{again}", new StringContent("""{"phone": "+14155550101"}""", null, "application/json"));
        Assert.Equal(1, await CountAsync("consents"));
    }

    private Task<int> CountAsync(string table) => app.Db.FindAsync<int>("SELECT count(*) FROM " + table, null, default);

    private async Task<HttpResponseMessage> DeleteAsync(string? confirmation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/contacts/{ann}");
        if (confirmation is not null) request.Headers.Add("X-Confirm", confirmation);
        return await api.SendAsync(request);
    }
}
