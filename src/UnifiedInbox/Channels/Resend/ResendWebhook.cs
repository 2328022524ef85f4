using System.Text;
using System.Text.Json;
using UnifiedInbox.Messages.Email;
using UnifiedInbox.Web;

namespace UnifiedInbox.Channels.Resend;

/// <summary>Resend's door: what became of our mail, and mail that came to it. Signed by Svix with an inbox's secret; a repeat changes nothing.</summary>
internal sealed class ResendWebhook(ResendAccounts accounts, ReportEmail reports, ReceiveFromResend receive, WebhookRejections rejections, AnswerInTime answer, TimeProvider time)
{
    public const string Path = "/api/webhooks/resend";

    /// <summary>Events carry no bodies; fifty recipients and their headers are a few kilobytes.</summary>
    private const int BodyLimit = 512 * 1024;

    public static Task<IResult> ReceiveAsync(HttpRequest request, ResendWebhook webhook, CancellationToken ct) => webhook.RunAsync(request, ct);

    private async Task<IResult> RunAsync(HttpRequest request, CancellationToken ct)
    {
        if (await WebhookBody.ReadAsync(request, BodyLimit, ct) is not { } body)
            return Problem.Of(StatusCodes.Status413PayloadTooLarge, "body_too_large", "Resend never posts this much.");
        try
        {
            return await answer.RunAsync(
                async limited => await SignerAsync(request, body, limited) is { } account ? await TakeInAsync(account, Header(request, "id")!, Encoding.UTF8.GetString(body), limited) : Forbidden(),
                null,
                ct);
        }
        catch (JsonException)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "malformed_webhook", "The body is not JSON.");
        }
    }

    private async Task<ResendAccount?> SignerAsync(HttpRequest request, byte[] body, CancellationToken ct)
    {
        var (id, at, signature) = (Header(request, "id"), Header(request, "timestamp"), Header(request, "signature"));
        foreach (var account in await accounts.AllAsync(ct))
            if (account.WebhookSecret is { Length: > 0 } secret && SvixSignature.IsValid(secret, id, at, signature, body, time.GetUtcNow())) return account;
        return null;
    }

    private async Task<IResult> TakeInAsync(ResendAccount account, string eventId, string body, CancellationToken ct)
    {
        if (ResendEvents.ReadInbound(body) is { } mail) await receive.RunAsync(account, mail, ct);
        await reports.RunAsync(ResendAccounts.Provider, ResendEvents.Read(body), eventId, body, ct);
        return Results.Ok();
    }

    /// <summary>Svix's own names, or those of the standard it became.</summary>
    private static string? Header(HttpRequest request, string name) =>
        request.Headers.TryGetValue("svix-" + name, out var value) || request.Headers.TryGetValue("webhook-" + name, out value) ? value.ToString() : null;

    private IResult Forbidden()
    {
        rejections.Count("resend", "signature");
        return Problem.Of(StatusCodes.Status403Forbidden, "bad_signature", "No signing secret here fits this post.");
    }
}
