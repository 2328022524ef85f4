using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Database;

namespace UnifiedInbox.Tests.Database;

public sealed class HousekeepingTests
{
    private const string AddEvent = """
        INSERT INTO inbound_events (at, id, provider, kind, event_key, body)
        VALUES (@at, gen_random_uuid(), 'twilio', 'message', 'SM1', '')
        """;

    [Fact]
    public async Task A_missing_partition_is_reported_and_made_again_with_its_rows()
    {
        await using var app = await TestApp.StartAsync();
        using var api = app.Anonymous();
        await app.Db.ExecuteAsync("DO $$ BEGIN EXECUTE 'DROP TABLE inbound_events_' || to_char(now() + interval '1 month', 'YYYYMM'); END $$", null, default);
        await app.Db.ExecuteAsync(AddEvent, new { at = app.Clock.GetUtcNow().AddMonths(1) }, default);
        var ready = await api.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        var missing = (await ready.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("missing");
        Assert.Contains("inbound_events", missing[0].GetString(), StringComparison.Ordinal);

        await RunAsync(app);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(0, await app.Db.FindAsync<int>("SELECT count(*)::int FROM inbound_events_default", null, default));
        Assert.Equal(1, await app.Db.FindAsync<int>("SELECT count(*)::int FROM inbound_events", null, default));
    }

    [Fact]
    public async Task What_was_kept_long_enough_goes()
    {
        await using var app = await TestApp.StartAsync();
        var now = app.Clock.GetUtcNow();
        await app.Db.ExecuteAsync(AddEvent, new { at = now.AddDays(-31) }, default);
        await app.Db.ExecuteAsync(AddEvent, new { at = now.AddDays(-29) }, default);
        await app.Db.ExecuteAsync("""
            INSERT INTO idempotency_keys (owner, key, request_hash, result_id, created_at)
            SELECT gen_random_uuid(), age, '', gen_random_uuid(), @now - age::interval
              FROM unnest(ARRAY['23 hours', '25 hours']) age
            """, new { now }, default);
        await RunAsync(app);
        Assert.Equal(1, await app.Db.FindAsync<int>("SELECT count(*)::int FROM inbound_events", null, default));
        Assert.Equal("23 hours", await app.Db.FindAsync<string>("SELECT key FROM idempotency_keys", null, default));
    }

    [Fact]
    public async Task An_ended_month_is_dropped_once_it_is_empty()
    {
        await using var app = await TestApp.StartAsync();
        app.Clock.Advance(TimeSpan.FromDays(31 + 31));
        await app.Db.ExecuteAsync("INSERT INTO delivery_attempts (at, message_id, number, node) VALUES (now(), gen_random_uuid(), 1, gen_random_uuid())", null, default);
        await RunAsync(app);
        const string exists = "SELECT to_regclass(@table || to_char(now(), '_YYYYMM')) IS NOT NULL";
        Assert.False(await app.Db.FindAsync<bool>(exists, new { table = "inbound_events" }, default));
        Assert.True(await app.Db.FindAsync<bool>(exists, new { table = "delivery_attempts" }, default), "the ledger is not empty");
    }

    private static Task RunAsync(TestApp app) => app.Services.GetRequiredService<Housekeeping>().RunAsync(default);
}
