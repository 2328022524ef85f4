using System.Net;
using Microsoft.Extensions.Options;
using UnifiedInbox.Accounts;
using UnifiedInbox.Attachments.Uploads;
using UnifiedInbox.Channels;
using UnifiedInbox.Web;

namespace UnifiedInbox.Attachments.Web;

/// <summary>What came of fetching a file.</summary>
internal abstract record FetchOutcome
{
    private FetchOutcome()
    {
    }

    public sealed record Stored(UploadView Upload) : FetchOutcome;

    /// <param name="Code">For programs.</param>
    /// <param name="Text">One sentence for people.</param>
    public sealed record Refused(string Code, string Text) : FetchOutcome;
}

/// <summary>
/// Fetches the file at an address somebody named, and keeps it as an upload of theirs. What is sent later is this copy: what was
/// checked is what goes out, whatever stands at the address then.
/// </summary>
internal sealed class FetchFromUrl(PublicWeb web, PutUpload put, IOptions<AttachmentOptions> options)
{
    public const int LongestUrl = 2_000;

    public async Task<FetchOutcome> RunAsync(Caller caller, string url, Channel? channel, CancellationToken ct)
    {
        if (url.Length > LongestUrl || !Uri.TryCreate(url.Trim(), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            return new FetchOutcome.Refused("bad_media_url", "A media address must be a public http or https address of at most 2,000 characters.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.Value.UrlTimeout);
        try
        {
            var (response, end) = await web.GetAsync(address, limit.Token);
            using (response) return await TakeAsync(caller, response, end, channel, limit.Token);
        }
        catch (NotPublicException refused)
        {
            return new FetchOutcome.Refused("media_url_refused", refused.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new FetchOutcome.Refused("media_unreachable", "The address took too long to answer.");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return new FetchOutcome.Refused("media_unreachable", "Nothing could be fetched from this address: nobody answers there.");
        }
    }

    private async Task<FetchOutcome> TakeAsync(Caller caller, HttpResponseMessage response, Uri end, Channel? channel, CancellationToken ct)
    {
        if (response.StatusCode != HttpStatusCode.OK)
            return new FetchOutcome.Refused("media_unreachable", $"The address answered {(int)response.StatusCode} instead of a file.");
        var headers = response.Content.Headers;
        var type = headers.ContentType?.MediaType ?? "";
        if (type is "text/html" or "application/xhtml+xml")
            return new FetchOutcome.Refused("media_is_page", "This address leads to a web page, not to a file. Copy the address of the picture itself.");
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var incoming = new IncomingUpload(body, NameOf(headers.ContentDisposition?.FileNameStar ?? headers.ContentDisposition?.FileName, end), type, headers.ContentLength);
        return await put.RunAsync(caller, incoming, channel, ct) switch
        {
            UploadOutcome.Stored stored => new FetchOutcome.Stored(stored.Upload),
            UploadOutcome.Refused refused => new FetchOutcome.Refused(refused.Code, refused.Text),
            _ => throw new InvalidOperationException(),
        };
    }

    private static string NameOf(string? told, Uri address) =>
        told?.Trim('"') is { Length: > 0 } name ? name : Uri.UnescapeDataString(address.Segments[^1].Trim('/'));

    /// <summary><c>POST /api/attachments/from-url</c>.</summary>
    public static async Task<IResult> EndpointAsync(FromUrlRequest request, HttpContext http, FetchFromUrl fetch, CancellationToken ct)
    {
        if (request.Channel is not null && ChannelName.Parse(request.Channel) is null) return Problem.Invalid("channel", "A channel is sms, whatsapp or email.", "bad_channel");
        return await fetch.RunAsync(http.Caller(), request.Url ?? "", ChannelName.Parse(request.Channel), ct) switch
        {
            FetchOutcome.Stored stored => TypedResults.Created(stored.Upload.Url, stored.Upload),
            FetchOutcome.Refused refused => Problem.Invalid("url", refused.Text, refused.Code),
            _ => throw new InvalidOperationException(),
        };
    }
}

/// <param name="Url">Public, http or https, on port 80 or 443.</param>
/// <param name="Channel">What it is to go by, if known: its limits are told at once.</param>
internal sealed record FromUrlRequest(string? Url, string? Channel);
