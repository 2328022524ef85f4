using UnifiedInbox.Web.Hosting;

namespace UnifiedInbox.Channels.Twilio;

/// <summary>The addresses Twilio calls us at, and those a signature may cover.</summary>
internal sealed class TwilioWebhookUrl(ServerOptions server, LocalAddress local)
{
    public const string Path = "/api/webhooks/twilio";

    /// <summary>The door's name in the member system.</summary>
    public const string SecondPath = "/api/messaging/webhook/twilio";

    /// <summary>Asks Twilio to try again, which it does not by itself: five times, on every kind of failure.</summary>
    public const string RetryFragment = "#rc=5&rp=all";

    public bool IsPublic => server.PublicUrl is not null;

    /// <summary>Without a slash at its end; this machine's own address while no public one is set.</summary>
    public string Base => (server.PublicUrl ?? local.Url).ToString().TrimEnd('/');

    /// <summary>To be entered at Twilio for incoming messages.</summary>
    public string Inbound => Base + Path + RetryFragment;

    /// <summary>The callback of one message; its id rides in the signed query, so that an answer we never saw can be matched.</summary>
    public string StatusCallback(Guid messageId) => Base + Path + "?m=" + messageId.ToString("D") + RetryFragment;

    /// <summary>
    /// The addresses a request may have been signed for: the configured public one, and the one it was asked at. Trying both is
    /// safe, since neither can be signed without the token.
    /// </summary>
    public IEnumerable<string> SignedUrls(HttpRequest request)
    {
        var pathAndQuery = request.PathBase + request.Path + request.QueryString;
        yield return Base + pathAndQuery;
        yield return request.Scheme + "://" + request.Host + pathAndQuery;
    }
}
