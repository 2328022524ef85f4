using System.Security.Cryptography;

namespace UnifiedInbox.Channels;

internal enum OwnAddressAnswer
{
    Us,
    Stranger,
    Nobody,
}

/// <summary>Tells whether a public address leads to this very process or one of its siblings, by asking it for a word only we know.</summary>
internal sealed class OwnAddress(Database.SecretBox secrets)
{
    public const string Path = "/health/who";

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>The answer to <paramref name="question"/>: keyed, so that all nodes with one SECRET_KEY give the same and nobody else can.</summary>
    public string Answer(string question) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(secrets.DeriveKey("own-address"), System.Text.Encoding.UTF8.GetBytes(question)));

    public async Task<OwnAddressAnswer> ReachAsync(string baseUrl, CancellationToken ct)
    {
        var question = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        try
        {
            using var response = await http.GetAsync(new Uri(baseUrl + Path + "?q=" + question), ct);
            var text = await response.Content.ReadAsStringAsync(ct);
            return text == Answer(question) ? OwnAddressAnswer.Us : OwnAddressAnswer.Stranger;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            return OwnAddressAnswer.Nobody;
        }
    }

    /// <summary><c>GET /health/who?q=</c>; questions are bounded, the answer gives nothing away.</summary>
    public static IResult Endpoint(OwnAddress own, string? q = null) =>
        q is { Length: > 0 and <= 64 } ? Results.Text(own.Answer(q)) : Results.BadRequest();
}
