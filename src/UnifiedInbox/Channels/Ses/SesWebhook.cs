using System.Text;
using UnifiedInbox.Messages.Email;
using UnifiedInbox.Web;

namespace UnifiedInbox.Channels.Ses;

/// <summary>
/// The door of SES's events: signed by SNS, from a topic of ours, not older than an hour. SNS does not repeat what was answered with
/// 4xx, and for a minute only what was answered with 5xx; so nothing else than a bad post is refused.
/// </summary>
internal sealed class SesWebhook(SesAccounts accounts, SnsDoor sns, ReportEmail reports, WebhookRejections rejections, AnswerInTime answer, TimeProvider time)
{
    public const string Path = "/api/webhooks/ses";

    /// <summary>SNS carries at most 256 KB; escaped as JSON that is a little more.</summary>
    private const int BodyLimit = 512 * 1024;

    private static readonly TimeSpan OldestAccepted = TimeSpan.FromHours(1);

    public static Task<IResult> ReceiveAsync(HttpRequest request, SesWebhook webhook, CancellationToken ct) => webhook.RunAsync(request, ct);

    private async Task<IResult> RunAsync(HttpRequest request, CancellationToken ct)
    {
        if (await WebhookBody.ReadAsync(request, BodyLimit, ct) is not { } body)
            return Problem.Of(StatusCodes.Status413PayloadTooLarge, "body_too_large", "SNS never posts this much.");
        if (SnsMessage.Read(body) is not { } message) return Forbidden("This is not signed as SNS signs. Raw message delivery has to be off.");
        return await answer.RunAsync(async limited => await VerifyAsync(message, limited) ?? await TakeInAsync(message, body, limited), null, ct);
    }

    private async Task<IResult?> VerifyAsync(SnsMessage message, CancellationToken ct)
    {
        // The cheap questions first: nothing is downloaded for a stranger's topic.
        if (!await accounts.IsOurTopicAsync(message.TopicArn, ct)) return Forbidden("This topic is not one of ours.");
        if (await sns.CertificateAsync(message.SigningCertUrl, ct) is not { } certificate) return Forbidden("The certificate is not SNS's.");
        if (!SnsSignature.IsValid(message, certificate)) return Forbidden("The signature is not right.");
        var now = time.GetUtcNow();
        return message.Timestamp is { } at && (now - at).Duration() <= OldestAccepted ? null : Forbidden("This is older than an hour.");
    }

    private async Task<IResult> TakeInAsync(SnsMessage message, byte[] body, CancellationToken ct)
    {
        switch (message.Type)
        {
            case "SubscriptionConfirmation":
                return await sns.ConfirmAsync(message.SubscribeUrl!, ct) ? Results.Ok() : Forbidden("The address to confirm at is not SNS's.");
            case "Notification":
                await reports.RunAsync(SesAccounts.Provider, SesEvents.Read(message.Message), message.MessageId, Encoding.UTF8.GetString(body), ct);
                return Results.Ok();
            default:
                // Someone unsubscribed the topic; the self-check will miss its events.
                return Results.Ok();
        }
    }

    private IResult Forbidden(string why)
    {
        rejections.Count("ses", "signature");
        return Problem.Of(StatusCodes.Status403Forbidden, "bad_signature", why);
    }
}
