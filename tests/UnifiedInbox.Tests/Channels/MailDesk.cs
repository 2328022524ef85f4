using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using UnifiedInbox.Channels.Resend;
using UnifiedInbox.Channels.Ses;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Tests.Messages;
using UnifiedInbox.Web.Hosting;

namespace UnifiedInbox.Tests.Channels;

/// <summary>The product with one mailbox, whose provider is a stub on a port of its own. Each test writes to people of its own.</summary>
public abstract class MailDesk : IAsyncLifetime
{
    public const string Mailbox = "support@acme.example";
    public const string Topic = "arn:aws:sns:us-east-1:123456789012:ses-events";
    public const string WebhookSecret = "whsec_bmV2ZXItdXNlLXRoaXMtc2VjcmV0LWluLXByb2Q=";
    public const string CertificateUrl = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-test.pem";
    private static int people;
    private readonly RSA key = RSA.Create(2048);

    public TestClock Clock { get; } = new();

    public ProviderStub Provider { get; private set; } = null!;

    public TestApp App { get; private set; } = null!;

    public HttpClient Api { get; private set; } = null!;

    protected abstract Dictionary<string, string?> Settings(string providerUrl);

    public async Task InitializeAsync()
    {
        Provider = await ProviderStub.StartAsync();
        var certificate = new CertificateRequest("CN=sns.amazonaws.com", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(Clock.GetUtcNow().AddDays(-1), Clock.GetUtcNow().AddDays(30)).ExportCertificatePem();
        var settings = Settings(Provider.Url);
        settings["Dispatcher__Backoff"] = "00:00:00.050";
        settings["Dispatcher__Settle"] = "00:00:00.100";
        App = await TestApp.StartAsync(null, settings, services =>
        {
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
            services.Replace(ServiceDescriptor.Singleton(provider => new SnsDoor(
                new HttpClient(new PemHandler(certificate)), provider.GetRequiredService<SimulatorMode>(), provider.GetRequiredService<LocalAddress>())));
        });
        Api = await App.SignUpAdminAsync();
    }

    public virtual async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await Provider.DisposeAsync();
        key.Dispose();
    }

    public static string NewPerson() => $"person{Interlocked.Increment(ref people)}@customer.example";

    public async Task<string> NewContactAsync(string email, string name = "Ann Lee")
    {
        var answer = await Api.PostAsJsonAsync("/api/contacts", new { name, email });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).Text("id")!;
    }

    public async Task<JsonElement> SendAsync(string contactId, object? more = null, string content = "It is on its way.")
    {
        var body = new Dictionary<string, object?> { ["contactId"] = contactId, ["channel"] = "email", ["content"] = content, ["subject"] = "Your order" };
        if (more is not null)
            foreach (var property in more.GetType().GetProperties()) body[property.Name] = property.GetValue(more);
        var response = await Api.PostAsJsonAsync("/api/messages", body);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(response.IsSuccessStatusCode, answer.ToString());
        return answer;
    }

    public async Task<JsonElement> WaitForStatusAsync(string id, params string[] statuses)
    {
        JsonElement last = default;
        try
        {
            await Eventually.TrueAsync(
                async () => Array.IndexOf(statuses, (last = await Api.GetFromJsonAsync<JsonElement>("/api/messages/" + id)).Text("status")) >= 0, string.Join(" or ", statuses));
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message} It is: {last}", late);
        }
        return last;
    }

    /// <summary>The message as sent: accepted by the provider.</summary>
    public async Task<JsonElement> SentAsync(string email, object? more = null) =>
        await WaitForStatusAsync((await SendAsync(await NewContactAsync(email), more)).Text("id")!, "sent");

    public async Task<HttpResponseMessage> PostSnsAsync(object message, string? topic = null, Action<Dictionary<string, string>>? change = null, string type = "Notification")
    {
        var fields = new Dictionary<string, string>
        {
            ["Type"] = type,
            ["MessageId"] = NewId.Next().ToString(),
            ["TopicArn"] = topic ?? Topic,
            ["Message"] = message as string ?? JsonSerializer.Serialize(message),
            ["Timestamp"] = Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
            ["SignatureVersion"] = "2",
            ["Signature"] = "",
            ["SigningCertURL"] = CertificateUrl,
        };
        if (type != "Notification") (fields["Token"], fields["SubscribeURL"]) = ("token", "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription");
        var text = SnsMessage.Read(JsonSerializer.SerializeToUtf8Bytes(fields))!.StringToSign;
        fields["Signature"] = Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        change?.Invoke(fields);
        using var client = App.Anonymous();
        return await client.PostAsync("/api/webhooks/ses", new StringContent(JsonSerializer.Serialize(fields), Encoding.UTF8, "text/plain"));
    }

    public async Task<HttpResponseMessage> PostSvixAsync(object message, string? id = null, string? secret = null)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(message);
        id ??= "msg_" + NewId.Next().ToString("N");
        var at = Clock.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        using var client = App.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/webhooks/resend") { Content = new ByteArrayContent(body) };
        request.Headers.Add("svix-id", id);
        request.Headers.Add("svix-timestamp", at);
        request.Headers.Add("svix-signature", SvixSignature.Sign(secret ?? WebhookSecret, id, at, body));
        return await client.SendAsync(request);
    }

    private sealed class PemHandler(string pem) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(!request.RequestUri!.AbsolutePath.EndsWith("-made-up.pem", StringComparison.Ordinal)
                ? new HttpResponseMessage { Content = new StringContent(pem) }
                : new HttpResponseMessage(System.Net.HttpStatusCode.Forbidden)); // what Amazon says of a file that is not there
    }
}

public sealed class SesDesk : MailDesk
{
    protected override Dictionary<string, string?> Settings(string providerUrl) => SettingsFor(providerUrl);

    internal static Dictionary<string, string?> SettingsFor(string providerUrl) => new()
    {
        ["AWS_REGION"] = "eu-west-1",
        ["AWS_ACCESS_KEY_ID"] = "AKIDEXAMPLE",
        ["AWS_SECRET_ACCESS_KEY"] = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        ["AWS_SES_FROM_EMAIL"] = "Acme Support <" + Mailbox + ">",
        ["AWS_SES_CONFIGURATION_SET"] = "inbox-events",
        ["AWS_SNS_TOPIC_ARN"] = Topic,
        ["AWS_ENDPOINT_URL"] = providerUrl,
    };
}

public sealed class ResendDesk : MailDesk
{
    protected override Dictionary<string, string?> Settings(string providerUrl) => SettingsFor(providerUrl);

    internal static Dictionary<string, string?> SettingsFor(string providerUrl) => new()
    {
        ["RESEND_API_KEY"] = "re_test",
        ["RESEND_FROM_EMAIL"] = "Acme Support <" + Mailbox + ">",
        ["RESEND_WEBHOOK_SECRET"] = WebhookSecret,
        ["RESEND_BASE_URL"] = providerUrl,
    };
}
