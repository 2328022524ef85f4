namespace UnifiedInbox.Simulator.Sending;

/// <summary>
/// Gets the files the product linked, without credentials, as Twilio does from outside. Limits: 5 MB for pictures,
/// 500 KB for anything else by MMS; 16 MB on WhatsApp, where only the first file counts.
/// </summary>
internal sealed class FetchMedia : IDisposable
{
    private const int Picture = 5 * 1024 * 1024, Other = 500 * 1024, WhatsApp = 16 * 1024 * 1024;

    private readonly HttpClient http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false, MaxAutomaticRedirections = 5 })
    {
        Timeout = TimeSpan.FromSeconds(15),
        MaxResponseContentBufferSize = WhatsApp,
    };

    /// <summary>The error code the message fails with, or null.</summary>
    public async Task<int?> RunAsync(SimulatedMessage message, CancellationToken ct)
    {
        var files = new List<MediaFile>();
        foreach (var url in message.IsWhatsApp ? message.MediaUrls.Take(1) : message.MediaUrls)
        {
            var (file, error) = await GetAsync(url, message.IsWhatsApp, ct);
            if (file is null)
                return error;
            files.Add(file);
        }
        message.Media = files;
        return null;
    }

    private async Task<(MediaFile? File, int? Error)> GetAsync(string url, bool whatsApp, CancellationToken ct)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.TryAddWithoutValidation("User-Agent", "TwilioProxy/1.1");
            using var response = await http.SendAsync(request, ct);
            if (!response.IsSuccessStatusCode)
                return (null, Unreachable(whatsApp));
            var type = response.Content.Headers.ContentType?.MediaType;
            var bytes = await response.Content.ReadAsByteArrayAsync(ct);
            if (type is null or "text/html")
                return (null, whatsApp ? 63021 : 12300);
            return bytes.Length > Limit(type, whatsApp)
                ? (null, whatsApp ? 63034 : 30019)
                : (new MediaFile(type, bytes) { SourceUrl = url }, null);
        }
        catch (HttpRequestException)
        {
            return (null, Unreachable(whatsApp));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (null, Unreachable(whatsApp));
        }
    }

    private static int Unreachable(bool whatsApp) => whatsApp ? 63019 : 11200;

    private static int Limit(string type, bool whatsApp) =>
        whatsApp ? WhatsApp : type is "image/jpeg" or "image/png" or "image/gif" ? Picture : Other;

    public void Dispose() => http.Dispose();
}
