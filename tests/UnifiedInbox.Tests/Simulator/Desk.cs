using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using UnifiedInbox.Simulator;

namespace UnifiedInbox.Tests.Simulator;

/// <summary>A carrier on its own port with a product's door beside it, and a client that speaks as the product would.</summary>
public abstract class Desk : IAsyncLifetime
{
    protected const string Sms = "+15005550006", WhatsApp = "whatsapp:+14155238886", Ada = "+14155550142", Grace = "whatsapp:+14155550143";

    private SimulatorHost host = null!;

    internal ProductStub Product { get; private set; } = null!;
    protected SimulatedCarrier Carrier => host.Carrier;
    protected SimulatorHost Host => host;
    protected HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    protected string Account => $"{host.TwilioUrl}/2010-04-01/Accounts/{Carrier.Options.AccountSid}";

    protected virtual SimulatorOptions Options => new();

    public async Task InitializeAsync()
    {
        Product = await ProductStub.StartAsync();
        host = await SimulatorHost.StartAsync(Options);
        Carrier.WebhookUrl = Product.Webhook;
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Carrier.Options.AccountSid}:{Carrier.Options.AuthToken}")));
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(Carrier.Failures);
        Http.Dispose();
        await host.DisposeAsync();
        await Product.DisposeAsync();
    }

    /// <summary>Sends an SMS from the product's number to Ada unless the fields say otherwise; a field given as null is left out.</summary>
    protected async Task<(HttpStatusCode Status, JsonElement Answer)> SendAsync(params (string Name, string? Value)[] fields)
    {
        var form = new List<(string Name, string? Value)> { ("To", Ada), ("From", Sms), ("Body", "Your table is ready") };
        form.RemoveAll(field => fields.Any(own => own.Name == field.Name));
        form.AddRange(fields);
        return await PostAsync("/Messages.json", [.. form]);
    }

    protected async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(string path, params (string Name, string? Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Name, field.Value!)));
        using var response = await Http.PostAsync(new Uri(Account + path), content);
        return await ReadAsync(response);
    }

    protected async Task<(HttpStatusCode Status, JsonElement Answer)> GetAsync(string path)
    {
        using var response = await Http.GetAsync(new Uri(Account + path));
        return await ReadAsync(response);
    }

    /// <summary>Waits until nothing is on its way any more.</summary>
    protected Task SettledAsync() => Carrier.WaitForAsync(carrier => carrier.IsIdle);

    private static async Task<(HttpStatusCode, JsonElement)> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length > 0 ? JsonDocument.Parse(text).RootElement : default);
    }
}
