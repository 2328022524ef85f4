using System.Net.Http.Headers;
using System.Net.Sockets;

namespace UnifiedInbox.Simulator.Webhooks;

/// <summary>Posts signed forms to the product as Twilio does: its timeouts, its few retries, and no more.</summary>
internal sealed class WebhookClient(string authToken, TimeProvider time) : IDisposable
{
    private const int LongestAnswer = 64 * 1024;
    private static readonly HttpRequestOptionsKey<TimeSpan> connectTimeout = new("connect-timeout");

    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectCallback = ConnectAsync,
    })
    { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LongestAnswer };

    public async Task<WebhookCall> PostAsync(
        string kind, string messageSid, string url, IReadOnlyList<KeyValuePair<string, string>> form, CancellationToken ct)
    {
        var settings = ConnectionOverrides.Of(url);
        var target = RequestSignature.WithoutFragment(url);
        var signature = RequestSignature.Of(authToken, url, form);
        var token = Messages.NewSid.Of("");
        var started = time.GetTimestamp();
        using var total = CancellationTokenSource.CreateLinkedTokenSource(ct);
        total.CancelAfter(settings.Total);
        var call = new WebhookCall { At = time.GetUtcNow(), Kind = kind, MessageSid = messageSid, Url = url, Form = form };
        for (var attempt = 1; ; attempt++)
        {
            using var request = Request(target, form, signature, token, settings.Connect);
            (call, var failure) = await TryAsync(call, request, settings.Read, total.Token);
            call = call with { Attempts = attempt, Took = time.GetElapsedTime(started) };
            ct.ThrowIfCancellationRequested();
            if (attempt > settings.Retries || !settings.Retry(failure) || total.IsCancellationRequested)
                return call;
        }
    }

    private static HttpRequestMessage Request(
        string url, IReadOnlyList<KeyValuePair<string, string>> form, string signature, string token, TimeSpan connect)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(form) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded", "UTF-8");
        request.Headers.TryAddWithoutValidation("User-Agent", "TwilioProxy/1.1");
        request.Headers.TryAddWithoutValidation("Accept", "*/*");
        request.Headers.TryAddWithoutValidation("X-Twilio-Signature", signature);
        // The same for every attempt of one webhook: by it the receiver may know a repetition.
        request.Headers.TryAddWithoutValidation("I-Twilio-Idempotency-Token", token);
        request.Options.Set(connectTimeout, connect);
        return request;
    }

    private async Task<(WebhookCall Call, WebhookFailure Failure)> TryAsync(
        WebhookCall call, HttpRequestMessage request, TimeSpan read, CancellationToken total)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(total);
        timeout.CancelAfter(read);
        try
        {
            using var response = await http.SendAsync(request, timeout.Token);
            var status = (int)response.StatusCode;
            call = call with
            {
                Status = status,
                Error = null,
                ContentType = response.Content.Headers.ContentType?.MediaType,
                Answer = await response.Content.ReadAsStringAsync(timeout.Token),
                DebuggerCode = status is >= 200 and < 300 ? null : 11200,
            };
            return (call, status switch
            {
                >= 500 => WebhookFailure.Failed5xx,
                >= 400 => WebhookFailure.Refused4xx,
                _ => WebhookFailure.None,
            });
        }
        catch (HttpRequestException failed) when (failed.HttpRequestError is
            HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            return (Unanswered(call, "no connection", 11205), WebhookFailure.Connect);
        }
        catch (HttpRequestException failed)
        {
            return (Unanswered(call, failed.HttpRequestError.ToString(), 11206), WebhookFailure.Read);
        }
        catch (OperationCanceledException)
        {
            return (Unanswered(call, "no answer in time", 11200), WebhookFailure.Read);
        }
    }

    private static WebhookCall Unanswered(WebhookCall call, string error, int debuggerCode) =>
        call with { Status = null, Answer = "", ContentType = null, Error = error, DebuggerCode = debuggerCode };

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        if (context.InitialRequestMessage.Options.TryGetValue(connectTimeout, out var most))
            timeout.CancelAfter(most);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, timeout.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            socket.Dispose();
            throw new SocketException((int)SocketError.TimedOut);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => http.Dispose();
}
