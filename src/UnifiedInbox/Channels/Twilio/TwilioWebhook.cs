using System.Net.Mime;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using UnifiedInbox.Contacts;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Messages;
using UnifiedInbox.Policies;
using UnifiedInbox.Web;

namespace UnifiedInbox.Channels.Twilio;

/// <summary>
/// Twilio's door: inbound messages and status callbacks, told apart by <c>MessageStatus</c>. Verified over the public address,
/// committed, then answered; what is refused leaves nothing but a counter.
/// </summary>
internal sealed class TwilioWebhook(
    TwilioAccounts accounts,
    TwilioWebhookUrl url,
    InboxDirectory inboxes,
    AdoptInbox adopt,
    Intake intake,
    DeliveryReports reports,
    TwilioSweepSignal sweep,
    WebhookRejections rejections,
    AnswerInTime answer,
    TimeProvider time)
{
    /// <summary>Twilio's posts are a few kilobytes; 1,600 characters of four bytes each, percent-encoded, are 20.</summary>
    private const int BodyLimit = 256 * 1024;

    private static readonly byte[] EmptyResponse = """<?xml version="1.0" encoding="UTF-8"?><Response/>"""u8.ToArray();

    public static Task<IResult> ReceiveAsync(HttpRequest request, TwilioWebhook webhook, CancellationToken ct) => webhook.RunAsync(request, ct);

    public async Task<IResult> RunAsync(HttpRequest request, CancellationToken ct)
    {
        if (await WebhookBody.ReadAsync(request, BodyLimit, ct) is not { } body)
            return Problem.Of(StatusCodes.Status413PayloadTooLarge, "body_too_large", "A webhook of Twilio's is never this large.");
        // Twilio will hardly ask again: fetch what was missed as soon as the database is back.
        return await answer.RunAsync(limited => RunAsync(request, body, limited), sweep.Poke, ct);
    }

    private async Task<IResult> RunAsync(HttpRequest request, byte[] body, CancellationToken ct)
    {
        var signature = request.Headers["X-Twilio-Signature"].ToString();
        var isJson = request.ContentType?.StartsWith(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase) == true;
        var form = isJson ? ReadJson(body) : ReadForm(request, body);
        if (form is null) return Malformed("The body is no form as Twilio posts it.");
        if (signature.Length == 0) return Forbidden("There is no X-Twilio-Signature.");

        var known = await accounts.FindAsync(form["AccountSid"] ?? "", ct);
        if (known.Count == 0) return Forbidden("This account is not known here.");
        if (!IsSigned(request, form, body, isJson, signature, known)) return Forbidden("The signature is not right for this address and body.");

        return form["MessageStatus"] is { Length: > 0 } status
            ? await ReportAsync(request, form, status, body, ct)
            : await TakeInAsync(request, form, body, known[0], ct);
    }

    private bool IsSigned(HttpRequest request, TwilioForm form, byte[] body, bool isJson, string signature, IReadOnlyList<TwilioAccount> known)
    {
        foreach (var signedUrl in url.SignedUrls(request))
            foreach (var account in known)
                if (isJson
                    ? TwilioSignature.IsValidJson(account.AuthToken, signedUrl, body, signature)
                    : TwilioSignature.IsValidForm(account.AuthToken, signedUrl, form, signature)) return true;
        return false;
    }

    private async Task<IResult> TakeInAsync(HttpRequest request, TwilioForm form, byte[] body, TwilioAccount account, CancellationToken ct)
    {
        if (TwilioMessage.Read(form) is not { } message) return Malformed("MessageSid, From or To is missing.");
        var channel = ChannelName.Of(message.Channel);
        var inbox = await inboxes.FindAsync(channel, message.To, ct)
            ?? await adopt.RunAsync(channel, message.To, await InboxOfAsync(account.Sid, ct), ct);
        await intake.RunAsync(ToInbound(message, inbox.Id, "message", HeadersOf(request), Encoding.UTF8.GetString(body), time.GetUtcNow()), ct);
        return Answered();
    }

    private async Task<Inbox> InboxOfAsync(string accountSid, CancellationToken ct) =>
        (await inboxes.AllAsync(ct)).First(inbox => inbox.Provider == TwilioAccounts.Provider && accounts.Of(inbox).Sid == accountSid);

    /// <summary>What <see cref="Intake"/> takes, from what Twilio said; the sweep's findings pass here as well.</summary>
    public static InboundMessage ToInbound(TwilioMessage message, Guid inboxId, string kind, string headers, string raw, DateTimeOffset at)
    {
        var address = Addresses.OfSender(message.From);
        return new InboundMessage
        {
            Provider = TwilioAccounts.Provider,
            ProviderId = message.Sid,
            InboxId = inboxId,
            Channel = message.Channel,
            From = address.Value,
            FromKind = address.Kind,
            FromRaw = SafeText.Clean(message.From),
            FromVariants = Addresses.VariantsOf(address),
            To = message.To,
            ProfileName = message.ProfileName is null ? null : SafeText.Clean(message.ProfileName),
            Content = SafeText.Clean(message.Text),
            MetadataJson = message.MetadataJson,
            Media = [.. message.Media.Select((item, index) => new InboundMedia(item.Url, item.ContentType, MediaName(message, item.ContentType, index)))],
            At = at,
            Keyword = Keywords.Read(message.Text, message.OptOutType, Keywords.IsTollFree(message.To)),
            EventKind = kind,
            HeadersJson = headers,
            Raw = SafeText.Clean(raw),
        };
    }

    /// <summary>For WhatsApp documents the text is the file's name.</summary>
    private static string MediaName(TwilioMessage message, string contentType, int index)
    {
        if (message.Channel == Channel.WhatsApp && message.Media.Count == 1 && message.Text.Length is > 3 and < 120
            && !contentType.StartsWith("image/", StringComparison.Ordinal) && Path.GetExtension(message.Text) is { Length: > 1 and < 8 })
            return Path.GetFileName(SafeText.Clean(message.Text));
        return Attachments.ContentTypes.NameFor(contentType, index);
    }

    private async Task<IResult> ReportAsync(HttpRequest request, TwilioForm form, string status, byte[] body, CancellationToken ct)
    {
        if ((form["MessageSid"] ?? form["SmsSid"]) is not { Length: > 0 and <= 64 } sid) return Malformed("MessageSid is missing.");
        var mapped = TwilioStatus.Map(status);
        var code = form["ErrorCode"] is { Length: > 0 and < 20 } text ? text : null;
        await reports.RunAsync(
            new DeliveryReport
            {
                Provider = TwilioAccounts.Provider,
                ProviderId = SafeText.Clean(sid),
                MessageId = Guid.TryParse(request.Query["m"], out var id) ? id : null,
                Status = mapped,
                ErrorCode = mapped == "failed" ? SafeText.Clean(code ?? "unknown") : null,
                ErrorText = mapped == "failed" ? TwilioErrors.Explain(code) : null,
                OptedOut = mapped == "failed" && TwilioErrors.Classify(code) == TwilioDisposition.OptOut,
                EventKey = SafeText.Clean(sid + ":" + status + ":" + code),
                HeadersJson = HeadersOf(request),
                Raw = SafeText.Clean(Encoding.UTF8.GetString(body)),
            },
            ct);
        return Answered();
    }

    private static TwilioForm? ReadForm(HttpRequest request, byte[] body) =>
        request.ContentType?.StartsWith(MediaTypeNames.Application.FormUrlEncoded, StringComparison.OrdinalIgnoreCase) == true
            ? TwilioForm.Parse(body)
            : null;

    /// <summary>A name given twice is refused as it is read; otherwise the pairs could not be listed.</summary>
    private static readonly JsonDocumentOptions EachNameOnce = new() { AllowDuplicateProperties = false };

    /// <summary>A JSON post (as Twilio's event streams make them) read as the same pairs; the signature covers the raw bytes.</summary>
    private static TwilioForm? ReadJson(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body, documentOptions: EachNameOnce) is JsonObject json
                ? new TwilioForm(json.Where(pair => pair.Value is JsonValue).Select(pair => KeyValuePair.Create(pair.Key, pair.Value!.ToString())))
                : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The headers worth keeping for a replay; the signature and anything secret stay out.</summary>
    private static string HeadersOf(HttpRequest request)
    {
        var token = request.Headers["I-Twilio-Idempotency-Token"].ToString();
        return token.Length == 0 ? "{}" : JsonSerializer.Serialize(new Dictionary<string, string> { ["I-Twilio-Idempotency-Token"] = token });
    }

    private static IResult Answered() => Results.Bytes(EmptyResponse, "text/xml; charset=utf-8");

    private IResult Forbidden(string why)
    {
        rejections.Count("twilio", "signature");
        return Problem.Of(StatusCodes.Status403Forbidden, "bad_signature", why);
    }

    private IResult Malformed(string why)
    {
        rejections.Count("twilio", "malformed");
        return Problem.Of(StatusCodes.Status400BadRequest, "malformed_webhook", why);
    }
}
