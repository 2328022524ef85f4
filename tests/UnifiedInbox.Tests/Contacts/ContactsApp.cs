namespace UnifiedInbox.Tests.Contacts;

/// <summary>One product for all tests of contacts, which run one after the other; each begins without contacts.</summary>
public sealed class ContactsApp : IAsyncLifetime
{
    public TestApp App { get; private set; } = null!;

    /// <summary>The API, as the admin.</summary>
    public HttpClient Api { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        App = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["DEFAULT_COUNTRY"] = "US" });
        Api = await App.SignUpAdminAsync();
    }

    public Task EmptyAsync() => App.Db.ExecuteAsync("""
        DELETE FROM contacts;
        DELETE FROM consents;
        DELETE FROM opted_out_hashes;
        DELETE FROM changes;
        TRUNCATE parked_reports, idempotency_keys, inbound_events, delivery_attempts;
        DELETE FROM audit_log WHERE action = 'contact.deleted';
        """, null, default);

    public async Task DisposeAsync() => await App.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class ContactsCollection : ICollectionFixture<ContactsApp>
{
    public const string Name = "contacts";
}
