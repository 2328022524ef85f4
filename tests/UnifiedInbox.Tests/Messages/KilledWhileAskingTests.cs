using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UnifiedInbox.Simulator;
using UnifiedInbox.Tests.Web;
using static UnifiedInbox.Tests.Web.ProductProcess;

namespace UnifiedInbox.Tests.Messages;

/// <summary>The program is gone while it asks the carrier about a message of which nobody knows whether it was taken.</summary>
public sealed class KilledWhileAskingTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_next_one_asks_again_as_soon_as_the_lease_is_over(bool killed)
    {
        var data = Directory.CreateTempSubdirectory("unified-inbox-asking-");
        var asked = new TaskCompletionSource();
        await using var mute = await LoopbackSite.StartAsync(http => AnswerNothingAsync(http, asked));
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions { SeedPhones = false });
        var port = FreePort();
        var program = await ProgramBesideCarrier.StartAsync(
            database, data.FullName, port, host, ("TWILIO_BASE_URL", mute.Url), ("Twilio__Timeout", "00:10:00"), ("Dispatcher__Lease", "00:00:03"));
        try
        {
            using var api = await ProgramBesideCarrier.SignUpAsync(database, port);
            var text = killed ? "Was it killed?" : "Was it stopped?";
            using var made = await api.PostAsJsonAsync("/api/contacts", new { name = "Grace", phone = killed ? "+14155552101" : "+14155552102" });
            var contactId = (await made.Content.ReadFromJsonAsync<JsonElement>()).Text("id");
            using var sent = await api.PostAsJsonAsync("/api/messages", new { contactId, channel = "sms", content = text });
            sent.EnsureSuccessStatusCode();
            await asked.Task.WaitAsync(TimeSpan.FromSeconds(30));

            if (killed) program.Kill(); // SIGKILL
            else await StopAsync(program);
            await program.WaitForExitAsync();
            program.Dispose();
            program = await ProgramBesideCarrier.StartAsync(database, data.FullName, port, host);
            await Eventually.TrueAsync(() => host.Carrier.Sent.Any(message => message.Body == text), "the carrier was asked, and given it", seconds: 30);
            await StopAsync(program);
        }
        finally
        {
            if (!program.HasExited) program.Kill();
            program.Dispose();
        }
        data.Delete(recursive: true);
    }

    /// <summary>Sends end without an answer; the question after them is never answered.</summary>
    private static async Task AnswerNothingAsync(HttpContext http, TaskCompletionSource asked)
    {
        if (HttpMethods.IsPost(http.Request.Method))
        {
            http.Abort();
            return;
        }
        if (http.Request.Query["To"].ToString().StartsWith("+1415555210", StringComparison.Ordinal)) asked.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
