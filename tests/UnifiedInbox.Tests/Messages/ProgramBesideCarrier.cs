using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using UnifiedInbox.Simulator;
using UnifiedInbox.Tests.Web;

namespace UnifiedInbox.Tests.Messages;

/// <summary>The program in a process of its own, to be killed; its database and the carrier it speaks to live on.</summary>
internal static class ProgramBesideCarrier
{
    public static async Task<Process> StartAsync(TestDatabase database, string dataDir, int port, SimulatorHost host, params (string Name, string Value)[] more)
    {
        var program = ProductProcess.Start(
            dataDir,
            port,
            [],
            [
                ("DATABASE_URL", database.ConnectionString),
                ("TWILIO_ACCOUNT_SID", host.Carrier.Options.AccountSid),
                ("TWILIO_AUTH_TOKEN", host.Carrier.Options.AuthToken),
                ("TWILIO_PHONE_NUMBER", host.Carrier.Options.SmsNumbers[0]),
                ("TWILIO_BASE_URL", host.TwilioUrl),
                ("Twilio__Timeout", "00:00:01"),
                ("Dispatcher__Lease", "00:00:02"),
                ("Dispatcher__Settle", "00:00:02"),
                ("Dispatcher__Backoff", "00:00:00.100"),
                .. more,
            ]);
        // Read, or the program stands still once the pipe is full.
        program.BeginOutputReadLine();
        program.BeginErrorReadLine();
        await ProductProcess.AnswersAsync(port);
        return program;
    }

    /// <summary>The first account's API; numbers send as fast as they can from now on.</summary>
    public static async Task<HttpClient> SignUpAsync(TestDatabase database, int port)
    {
        var api = new HttpClient { BaseAddress = new Uri($"http://localhost:{port}") };
        var account = new { email = "admin@example.com", password = "SecurePassword123", name = "Admin" };
        var answer = await api.PostAsJsonAsync("/api/auth/sign-up", account);
        if (!answer.IsSuccessStatusCode) answer = await api.PostAsJsonAsync("/api/auth/sign-in", account); // an earlier test of the class signed up
        answer.EnsureSuccessStatusCode();
        api.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString());
        await database.Db.ExecuteAsync("UPDATE inboxes SET segments_per_second = 0", null, CancellationToken.None);
        return api;
    }
}
