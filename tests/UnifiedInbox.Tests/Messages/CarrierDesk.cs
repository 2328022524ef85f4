using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using UnifiedInbox.Channels.Twilio;
using UnifiedInbox.Simulator;

namespace UnifiedInbox.Tests.Messages;

/// <summary>
/// The product with Twilio played by the simulator on a port of its own: what is between them is real HTTP. Each test takes phones
/// of its own (<see cref="NewPhone"/>), so that tests of a class do not see each other.
/// </summary>
public sealed class CarrierDesk : IAsyncLifetime, IAsyncDisposable
{
    public const string OurNumber = "+15005550006";

    /// <summary>The account has it too, and nobody entered it here.</summary>
    public const string AnotherNumber = "+15005550099";
    public const string OurWhatsApp = "+14155238886";
    private static int phones;
    private readonly Dictionary<string, string?> more;
    private readonly TestDatabase? database;

    public CarrierDesk() : this(null, null) { }

    private CarrierDesk(TestDatabase? database, Dictionary<string, string?>? more)
    {
        this.database = database;
        this.more = more ?? [];
    }

    public TestClock Clock { get; } = new();

    public SimulatorHost Host { get; private set; } = null!;

    public SimulatedCarrier Carrier => Host.Carrier;

    public TestApp App { get; private set; } = null!;

    /// <summary>The API, signed in as the admin.</summary>
    public HttpClient Api { get; private set; } = null!;

    public string Webhook => new Uri(App.Address, TwilioWebhookUrl.Path).ToString();

    public static async Task<CarrierDesk> StartAsync(Dictionary<string, string?>? settings = null, TestDatabase? database = null)
    {
        var desk = new CarrierDesk(database, settings);
        await desk.InitializeAsync();
        return desk;
    }

    public async Task InitializeAsync()
    {
        Host = await SimulatorHost.StartAsync(new SimulatorOptions { Time = Clock, SeedPhones = false, SmsNumbers = [OurNumber, AnotherNumber] });
        App = await StartNodeAsync(database);
        Carrier.WebhookUrl = Webhook + TwilioWebhookUrl.RetryFragment;
        Api = await App.SignUpAdminAsync();
        await App.Db.ExecuteAsync("UPDATE inboxes SET segments_per_second = 0", null, CancellationToken.None);
    }

    /// <summary>A node of this installation: the first, or another beside it on the same database.</summary>
    public async Task<TestApp> StartNodeAsync(TestDatabase? beside = null) => await TestApp.StartAsync(
        beside,
        new Dictionary<string, string?>(more)
        {
            ["TWILIO_ACCOUNT_SID"] = Carrier.Options.AccountSid,
            ["TWILIO_AUTH_TOKEN"] = Carrier.Options.AuthToken,
            ["TWILIO_PHONE_NUMBER"] = OurNumber,
            ["TWILIO_WHATSAPP_NUMBER"] = OurWhatsApp,
            ["TWILIO_BASE_URL"] = Host.TwilioUrl,
            ["Twilio__Timeout"] = more.GetValueOrDefault("Twilio__Timeout") ?? "00:00:02",
            ["Dispatcher__Backoff"] = "00:00:00.100",
            ["Dispatcher__Settle"] = more.GetValueOrDefault("Dispatcher__Settle") ?? "00:00:00.500",
        },
        services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock)));

    public static string NewPhone() => $"+1415556{Interlocked.Increment(ref phones):0000}";

    /// <summary>Someone writes, and becomes a contact; answers the stored message.</summary>
    public async Task<JsonElement> ReceiveAsync(string phone, string text)
    {
        var message = await Carrier.TextFromPhoneAsync(phone, OurNumber, text);
        Assert.Equal(200, message.Webhook?.Status);
        return await FindByProviderIdAsync(message.Sid) ?? throw new InvalidOperationException("It was acknowledged and is not there.");
    }

    public async Task<HttpResponseMessage> PostMessageAsync(string contactId, string text, string channel = "sms", object? extra = null)
    {
        var body = new Dictionary<string, object?> { ["contactId"] = contactId, ["channel"] = channel, ["content"] = text };
        if (extra is not null)
            foreach (var property in extra.GetType().GetProperties()) body[property.Name] = property.GetValue(extra);
        return await Api.PostAsJsonAsync("/api/messages", body);
    }

    /// <summary>Queues a message and answers it; fails the test where it is refused.</summary>
    public async Task<JsonElement> SendAsync(string contactId, string text, string channel = "sms")
    {
        var response = await PostMessageAsync(contactId, text, channel);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(response.IsSuccessStatusCode, answer.ToString());
        return answer;
    }

    public async Task<JsonElement> GetMessageAsync(string id) => await Api.GetFromJsonAsync<JsonElement>("/api/messages/" + id);

    /// <summary>Waits until the message is in this status, and answers it.</summary>
    public async Task<JsonElement> WaitForStatusAsync(string id, params string[] statuses)
    {
        JsonElement last = default;
        try
        {
            await Eventually.TrueAsync(
                async () => Array.IndexOf(statuses, (last = await GetMessageAsync(id)).Text("status")) >= 0, string.Join(" or ", statuses));
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message} It is: {last}", late);
        }
        return last;
    }

    public async Task<List<JsonElement>> ListAsync(string contactId) =>
        [.. (await Api.GetFromJsonAsync<JsonElement>("/api/messages?limit=200&contactId=" + contactId)).GetProperty("items").EnumerateArray()];

    public async Task<JsonElement?> FindByProviderIdAsync(string sid)
    {
        var id = await App.Db.FindAsync<Guid?>("SELECT id FROM messages WHERE provider_id = @sid", new { sid }, CancellationToken.None);
        return id is null ? null : await GetMessageAsync(id.Value.ToString());
    }

    /// <summary>Posts to the webhook as Twilio does, signed unless a signature is given.</summary>
    public async Task<HttpResponseMessage> PostWebhookAsync(IEnumerable<KeyValuePair<string, string>> fields, string? signature = null, string? query = null)
    {
        var form = fields.ToList();
        using var client = App.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, TwilioWebhookUrl.Path + query);
        request.Content = new FormUrlEncodedContent(form);
        // What is too large is refused unread: whoever goes on writing then loses the connection, and with it perhaps the answer.
        request.Headers.ExpectContinue = form.Sum(field => field.Value.Length) > 100_000;
        signature ??= TwilioSignature.Sign(Carrier.Options.AuthToken, Webhook + query, new TwilioForm(form));
        if (signature.Length > 0) request.Headers.Add("X-Twilio-Signature", signature);
        return await client.SendAsync(request);
    }

    public Dictionary<string, string> InboundFields(string from, string body) => new()
    {
        ["AccountSid"] = Carrier.Options.AccountSid,
        ["MessageSid"] = "SM" + UnifiedInbox.Database.NewId.Next().ToString("N"),
        ["From"] = from,
        ["To"] = OurNumber,
        ["Body"] = body,
        ["NumMedia"] = "0",
    };

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Host.DisposeAsync();
    }

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();
}

internal static class JsonText
{
    /// <summary>The text of a member, or null.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
