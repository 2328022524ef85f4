using System.Text.Json;
using UnifiedInbox.Channels;
using UnifiedInbox.Members.Events;
using UnifiedInbox.Web;

namespace UnifiedInbox.Members.Stripe;

/// <summary>Stripe's door: signed, committed before it is acknowledged. A repeat, and any order, is harmless.</summary>
internal sealed class StripeWebhook(StripeOptions options, TakeEvents take, WebhookRejections rejections, AnswerInTime answer, TimeProvider time)
{
    public const string Path = "/api/webhooks/stripe";

    /// <summary>An invoice of hundreds of lines.</summary>
    private const int BodyLimit = 1024 * 1024;

    public static Task<IResult> ReceiveAsync(HttpRequest request, StripeWebhook webhook, CancellationToken ct) => webhook.RunAsync(request, ct);

    private async Task<IResult> RunAsync(HttpRequest request, CancellationToken ct)
    {
        if (await WebhookBody.ReadAsync(request, BodyLimit, ct) is not { } body)
            return Problem.Of(StatusCodes.Status413PayloadTooLarge, "body_too_large", "Stripe never posts this much.");
        var signature = request.Headers["Stripe-Signature"].ToString();
        if (!options.Secrets.Any(secret => StripeSignature.IsValid(secret, signature, body, time.GetUtcNow())))
        {
            rejections.Count("stripe", "signature");
            return Problem.Of(StatusCodes.Status403Forbidden, "bad_signature", options.Secrets.Count == 0
                ? "STRIPE_WEBHOOK_SECRET is not set here." : "The signature does not fit STRIPE_WEBHOOK_SECRET, or the post is older than five minutes.");
        }
        try
        {
            using var document = JsonDocument.Parse(body);
            return StripeEvents.Read(document.RootElement, time.GetUtcNow()) is { } read ? await answer.RunAsync(limited => TakeInAsync(read, limited), null, ct) : Results.Ok();
        }
        catch (JsonException)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "malformed_webhook", "The body is no event of Stripe's.");
        }
    }

    private async Task<IResult> TakeInAsync(NewEvent read, CancellationToken ct)
    {
        await take.RunAsync("stripe", [read], ct);
        return Results.Ok();
    }
}
