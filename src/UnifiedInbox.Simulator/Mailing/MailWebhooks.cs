using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace UnifiedInbox.Simulator.Mailing;

/// <summary>Posts what became of mail: as Resend does, signed by Svix, and as SES does, through an SNS with a key made for this run.</summary>
internal sealed class MailWebhooks : IDisposable
{
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(15) };
    // Finding primes takes longer than anything else of a start: only once somebody mails.
    private readonly Lazy<RSA> key = new(() => RSA.Create(2048));
    private readonly Lazy<string> certificate;
    private readonly MailOptions options;

    public MailWebhooks(MailOptions options)
    {
        this.options = options;
        certificate = new(SignCertificate);
    }

    public string Certificate => certificate.Value;

    public void Dispose()
    {
        http.Dispose();
        if (key.IsValueCreated) key.Value.Dispose();
    }

    private string SignCertificate()
    {
        var now = options.Time.GetUtcNow();
        using var signed = new CertificateRequest("CN=Simulated SNS", key.Value, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
        return signed.ExportCertificatePem();
    }

    /// <summary>The answer's status, or 0. Tried again at once where it was no success, as both providers do.</summary>
    public async Task<int> PostAsync(SimulatedMail mail, string type)
    {
        var id = "msg_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        var status = 0;
        for (var attempt = 0; attempt < 3 && status is 0 or >= 500; attempt++)
        {
            try
            {
                using var request = mail.Provider == "ses" ? Sns(mail, type, id) : Svix(mail, type, id);
                if (request is null) return 0;
                using var answer = await http.SendAsync(request);
                status = (int)answer.StatusCode;
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
            {
                status = 0;
            }
        }
        return status;
    }

    private HttpRequestMessage? Svix(SimulatedMail mail, string type, string id)
    {
        if (options.ResendWebhookUrl is not { } url) return null;
        var body = JsonSerializer.SerializeToUtf8Bytes(ResendEvent.Of(mail, type, options.Time.GetUtcNow()));
        var at = options.Time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var secret = Convert.FromBase64String(options.WebhookSecret.Replace("whsec_", "", StringComparison.Ordinal));
        byte[] signed = [.. Encoding.UTF8.GetBytes(id + "." + at + "."), .. body];
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("svix-id", id);
        request.Headers.Add("svix-timestamp", at);
        request.Headers.Add("svix-signature", "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, signed)));
        return request;
    }

    private HttpRequestMessage? Sns(SimulatedMail mail, string type, string id)
    {
        if (options.SesWebhookUrl is not { } url || options.BaseUrl is not { } home || SesEvent.Of(mail, type, options.Time.GetUtcNow()) is not { } said) return null;
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["Message"] = JsonSerializer.Serialize(said),
            ["MessageId"] = id,
            ["Timestamp"] = options.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["TopicArn"] = options.TopicArn,
            ["Type"] = "Notification",
        };
        var text = string.Concat(fields.Select(field => field.Key + "\n" + field.Value + "\n"));
        fields["Signature"] = Convert.ToBase64String(key.Value.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        fields["SignatureVersion"] = "2";
        fields["SigningCertURL"] = home + "/ses/certificate.pem";
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(JsonSerializer.Serialize(fields), Encoding.UTF8, "text/plain") };
        request.Headers.Add("x-amz-sns-message-type", "Notification");
        return request;
    }
}
