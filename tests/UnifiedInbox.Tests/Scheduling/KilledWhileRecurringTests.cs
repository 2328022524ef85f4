using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using UnifiedInbox.Simulator;
using UnifiedInbox.Tests.Messages;
using static UnifiedInbox.Tests.Web.ProductProcess;

namespace UnifiedInbox.Tests.Scheduling;

/// <summary>The program is killed again and again while recurring messages leave; the carrier and the database live on.</summary>
public sealed class KilledWhileRecurringTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int Rounds = 4;
    private const int People = 25;

    /// <summary>The next day has come: what the clock of another process cannot be told.</summary>
    private const string NextDaySql = """
        UPDATE messages SET at = at - interval '1 day', created_at = created_at - interval '1 day' WHERE status <> 'scheduled';
        UPDATE messages SET scheduled_at = now() WHERE status = 'scheduled';
        UPDATE send_lanes l SET due_at = least(l.due_at, now());
        """;

    private const string GapsSql = """
        SELECT s.id::text
          FROM schedules s
          JOIN messages m ON m.schedule_id = s.id
         GROUP BY s.id, s.made
        HAVING count(*) <> s.made OR max(m.occurrence) <> s.made OR count(*) FILTER (WHERE m.status = 'scheduled') <> 1
        """;

    [Fact]
    public async Task Each_time_comes_once_and_the_next_one_is_always_there()
    {
        var data = Directory.CreateTempSubdirectory("unified-inbox-recurring-");
        var port = FreePort();
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions
        {
            SeedPhones = false,
            WebhookUrl = $"http://localhost:{port}/api/webhooks/twilio#rc=5&rp=all",
        });
        var program = await StartAsync(data.FullName, port, host);
        try
        {
            await ScheduleAsync(port);
            for (var round = 0; round < Rounds; round++)
            {
                var before = host.Carrier.AcceptedCount;
                await Eventually.TrueAsync(NextDayAsync, "the next day has come");
                await host.Carrier.WaitForAsync(carrier => carrier.AcceptedCount > before + 2);
                program.Kill(); // SIGKILL, with others of them under way
                await program.WaitForExitAsync();
                program.Dispose();
                program = await StartAsync(data.FullName, port, host);
                await Eventually.TrueAsync(NothingIsUnderWayAsync, "everything of this day is settled", seconds: 60);
            }
            await StopAsync(program);
        }
        finally
        {
            if (!program.HasExited) program.Kill();
            program.Dispose();
        }

        Assert.Equal([], await database.Db.ListAsync<string>(GapsSql, null, CancellationToken.None));
        var sent = await database.Db.FindAsync<long>("SELECT count(*) FROM messages WHERE direction = 'outbound' AND status IN ('sent', 'delivered')", null, CancellationToken.None);
        Assert.Equal(Rounds * People, sent);
        Assert.All(host.Carrier.Sent.GroupBy(message => message.To), person => Assert.Equal(Rounds, person.Count()));
        data.Delete(recursive: true);
    }

    private Task<Process> StartAsync(string dataDir, int port, SimulatorHost host) =>
        ProgramBesideCarrier.StartAsync(database, dataDir, port, host, ("Dispatcher__LongestSleep", "00:00:01"));

    private async Task ScheduleAsync(int port)
    {
        using var api = await ProgramBesideCarrier.SignUpAsync(database, port);
        for (var person = 0; person < People; person++)
        {
            using var made = await api.PostAsJsonAsync("/api/contacts", new { name = "Person " + person, phone = $"+1415555{3000 + person}" });
            var contactId = (await made.Content.ReadFromJsonAsync<JsonElement>()).Text("id");
            using var scheduled = await api.PostAsJsonAsync(
                "/api/messages",
                new { contactId, channel = "sms", content = "again", scheduledAt = TimeProvider.System.GetUtcNow().AddDays(1).ToString("O"), repeat = "daily" });
            scheduled.EnsureSuccessStatusCode();
        }
    }

    /// <summary>False where a status that came in meanwhile was in the way: all rows at once are not in the order the product takes them.</summary>
    private async Task<bool> NextDayAsync()
    {
        try
        {
            await database.Db.ExecuteAsync(NextDaySql, null, CancellationToken.None);
            return true;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            return false;
        }
    }

    private async Task<bool> NothingIsUnderWayAsync() => !await database.Db.FindAsync<bool>(
        "SELECT EXISTS (SELECT 1 FROM messages WHERE status IN ('queued', 'sending', 'unconfirmed') OR (status = 'scheduled' AND scheduled_at <= now()))", null, CancellationToken.None);
}
