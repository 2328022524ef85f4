using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using UnifiedInbox.Simulator;
using static UnifiedInbox.Tests.Web.ProductProcess;

namespace UnifiedInbox.Tests.Messages;

/// <summary>The program is killed again and again while people write and are answered; the carrier and the database live on.</summary>
public sealed class KilledTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int Rounds = 4;
    private const int People = 12;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1.5);

    /// <summary>What the program acknowledged: a webhook's 200, a POST's 2xx.</summary>
    private readonly ConcurrentQueue<string> receivedSids = [];
    private readonly ConcurrentQueue<string> queuedTexts = [];

    [Fact]
    public async Task Nothing_acknowledged_is_lost_and_nothing_is_sent_twice()
    {
        var data = Directory.CreateTempSubdirectory("unified-inbox-killed-");
        var port = FreePort();
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions
        {
            SeedPhones = false,
            WebhookUrl = $"http://localhost:{port}/api/webhooks/twilio#rc=5&rp=all",
        });
        var program = await StartAsync(data.FullName, port, host);
        try
        {
            using var api = await ProgramBesideCarrier.SignUpAsync(database, port);
            var contacts = await MakeContactsAsync(api);
            for (var round = 0; round < Rounds; round++)
            {
                using var enough = new CancellationTokenSource();
                var load = LoadAsync(host.Carrier, api, contacts, round, enough.Token);
                await Task.Delay(Round, TimeProvider.System);
                program.Kill(); // SIGKILL
                await program.WaitForExitAsync();
                program.Dispose();
                await enough.CancelAsync();
                await load;
                program = await StartAsync(data.FullName, port, host);
            }
            await Eventually.TrueAsync(NothingIsUnderWayAsync, "everything is settled", seconds: 60);
            await host.Carrier.WaitForAsync(carrier => carrier.IsIdle, TimeSpan.FromSeconds(60));
            await StopAsync(program);
        }
        finally
        {
            if (!program.HasExited) program.Kill();
            program.Dispose();
        }

        Assert.NotEmpty(receivedSids);
        Assert.NotEmpty(queuedTexts);
        Assert.Equal([], receivedSids.Except(await ListAsync("SELECT provider_id FROM messages WHERE direction = 'inbound'")));
        Assert.Equal([], queuedTexts.Except(await ListAsync("SELECT content FROM messages WHERE direction = 'outbound' AND status IN ('sent', 'delivered')")));
        Assert.Equal([], await ListAsync("SELECT id::text FROM messages WHERE direction = 'outbound' AND status NOT IN ('sent', 'delivered')"));
        var accepted = host.Carrier.Sent.Select(message => message.Body).ToList();
        Assert.Equal([], accepted.GroupBy(text => text).Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.Equal([], queuedTexts.Except(accepted));
        data.Delete(recursive: true);
    }

    private Task<Process> StartAsync(string dataDir, int port, SimulatorHost host) =>
        ProgramBesideCarrier.StartAsync(database, dataDir, port, host, ("Accounts__ApiRequestsPerMinute", "1000000"));

    private static async Task<string[]> MakeContactsAsync(HttpClient api) => await Task.WhenAll(Enumerable.Range(0, People).Select(async person =>
    {
        var answer = await api.PostAsJsonAsync("/api/contacts", new { name = "Person " + person, phone = Phone(person) });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }));

    private static string Phone(int person) => $"+1415555{2000 + person}";

    private Task LoadAsync(SimulatedCarrier carrier, HttpClient api, string[] contacts, int round, CancellationToken ct) =>
        Task.WhenAll(Enumerable.Range(0, People).SelectMany(person => new[] { WriteAsync(carrier, person, round, ct), AnswerAsync(api, contacts[person], person, round, ct) }));

    private async Task WriteAsync(SimulatedCarrier carrier, int person, int round, CancellationToken ct)
    {
        for (var number = 0; !ct.IsCancellationRequested; number++)
        {
            var message = await carrier.TextFromPhoneAsync(Phone(person), carrier.Options.SmsNumbers[0], $"In {round} {person} {number}", ct: CancellationToken.None);
            if (message.Webhook?.Status == 200) receivedSids.Enqueue(message.Sid);
        }
    }

    private async Task AnswerAsync(HttpClient api, string contact, int person, int round, CancellationToken ct)
    {
        for (var number = 0; !ct.IsCancellationRequested; number++)
        {
            var text = $"Out {round} {person} {number}";
            try
            {
                using var answer = await api.PostAsJsonAsync("/api/messages", new { contactId = contact, channel = "sms", content = text }, CancellationToken.None);
                if (answer.IsSuccessStatusCode) queuedTexts.Enqueue(text);
            }
            catch (HttpRequestException)
            {
                return; // killed
            }
        }
    }

    private async Task<bool> NothingIsUnderWayAsync() =>
        !await database.Db.FindAsync<bool>("SELECT EXISTS (SELECT 1 FROM messages WHERE status IN ('queued', 'sending', 'unconfirmed'))", null, CancellationToken.None);

    private Task<List<string>> ListAsync(string sql) => database.Db.ListAsync<string>(sql, null, CancellationToken.None);
}
