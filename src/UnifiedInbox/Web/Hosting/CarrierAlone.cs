using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using UnifiedInbox.Simulator;

namespace UnifiedInbox.Web.Hosting;

/// <summary>
/// The simulated carrier as a process of its own: it outlives a product that is killed, and a product may be pointed at it as at
/// Twilio. Its account is fixed, so that the settings printed can be pasted.
/// </summary>
internal static class CarrierAlone
{
    public static async Task<int> RunAsync(int port)
    {
        // Not a secret: it opens nothing but phones that do not exist.
        var options = new SimulatorOptions { AuthToken = "simulated0simulated0simulated0si", WebhookUrl = "http://localhost:3000/api/webhooks/twilio#rc=5&rp=all" };
        if (Environment.GetEnvironmentVariable("WEBHOOK_URL") is { Length: > 0 } webhook) options.WebhookUrl = webhook;
        await using var host = await StartAsync(options, port);
        Console.WriteLine($"""
            The simulated carrier is at {host.Url}. Start the product with:

              TWILIO_ACCOUNT_SID={options.AccountSid}
              TWILIO_AUTH_TOKEN={options.AuthToken}
              TWILIO_PHONE_NUMBER={options.SmsNumbers[0]}
              TWILIO_WHATSAPP_NUMBER={options.WhatsAppNumbers[0]}
              TWILIO_BASE_URL={host.TwilioUrl}

            Inbound messages are posted to {options.WebhookUrl} (WEBHOOK_URL). Ctrl+C stops it.
            """);
        var stop = new TaskCompletionSource();
        // The host inside takes SIGTERM for itself and would leave the process standing.
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.TrySetResult();
        });
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            stop.TrySetResult();
        };
        await stop.Task;
        return 0;
    }

    private static async Task<SimulatorHost> StartAsync(SimulatorOptions options, int port)
    {
        try
        {
            return await SimulatorHost.StartAsync(options, port);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new OperatorException($"Port {port} is taken by another program. Name a free one, for example: simulator {port + 1}", e);
        }
    }
}
