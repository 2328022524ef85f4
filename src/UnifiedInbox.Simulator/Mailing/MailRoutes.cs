using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using UnifiedInbox.Mail.Mime;

namespace UnifiedInbox.Simulator.Mailing;

/// <summary>SES v2 at <c>/ses</c> and Resend at <c>/resend</c>, as far as the product speaks them.</summary>
internal static class MailRoutes
{
    public static void MapMail(this IEndpointRouteBuilder simulator, SimulatedPost post)
    {
        var resend = simulator.MapGroup("/resend").AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        resend.MapPost("/emails", (HttpRequest request) => SendThroughResendAsync(request, post));
        resend.MapGet("/emails/{id}", (string id) => Show(post.Find(id)));
        resend.MapGet("/emails/receiving/{id}", (string id, HttpRequest request) => Receiving(post.Find(id), request));
        resend.MapGet("/raw/{id}", (string id) => post.Find(id)?.Raw is { } raw ? Results.Bytes(raw, "message/rfc822") : Results.NotFound());
        var ses = simulator.MapGroup("/ses").AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        ses.MapPost("/v2/email/outbound-emails", (HttpRequest request) => SendThroughSesAsync(request, post));
        ses.MapGet("/v2/email/account", () => Results.Json(new { SendingEnabled = true, ProductionAccessEnabled = true, SendQuota = new { Max24HourSend = -1 } }));
        ses.MapGet("/certificate.pem", () => Results.Text(post.Certificate, "application/x-pem-file"));
    }

    private static async Task<IResult> SendThroughResendAsync(HttpRequest request, SimulatedPost post)
    {
        if (request.Headers.Authorization != "Bearer " + post.Options.ApiKey) return Error(401, "missing_api_key");
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        if (Parse(body) is not { } json || Text(json, "from") is not { } from || List(json, "to") is not { Count: > 0 } to) return Error(422, "missing_required_field");
        var key = request.Headers.TryGetValue("Idempotency-Key", out var given) ? given.ToString() : null;
        var mail = post.AcceptOnce(key, body, () => Resent(json, from, to, post.Options.Time.GetUtcNow()));
        return mail is null ? Error(409, "invalid_idempotent_request") : Results.Json(new { id = mail.Id });
    }

    private static SimulatedMail Resent(JsonElement json, string from, List<string> to, DateTimeOffset now)
    {
        var id = SimulatedPost.NewId();
        var headers = Member(json, "headers");
        return new SimulatedMail
        {
            Id = id,
            Provider = "resend",
            From = from,
            To = to,
            Cc = List(json, "cc"),
            Bcc = List(json, "bcc"),
            Subject = Text(json, "subject") ?? "",
            Text = Text(json, "text") ?? "",
            Html = Text(json, "html"),
            Files = Items(json, "attachments", "filename"),
            MessageId = id + "@us-east-1.amazonses.com",
            References = [.. (Text(headers, "References") ?? "").Split([' ', '<', '>'], StringSplitOptions.RemoveEmptyEntries)],
            Tag = Tags(json, "tags", "name", "value"),
            At = now,
        };
    }

    private static async Task<IResult> SendThroughSesAsync(HttpRequest request, SimulatedPost post)
    {
        if (!request.Headers.Authorization.ToString().StartsWith("AWS4-HMAC-SHA256 ", StringComparison.Ordinal)) return Results.Json(new { __type = "AccessDeniedException" }, statusCode: 403);
        using var reader = new StreamReader(request.Body);
        if (Parse(await reader.ReadToEndAsync()) is not { } json || Text(Member(Member(json, "Content"), "Raw"), "Data") is not { } data)
            return Results.Json(new { __type = "BadRequestException", message = "Content is missing." }, statusCode: 400);
        var raw = Convert.FromBase64String(data);
        using var read = MimeMessage.Parse(raw);
        var envelope = Member(json, "Destination");
        var id = SimulatedPost.NewSesId();
        post.Accept(MailText.Of(read, id, "ses", post.Options.Time.GetUtcNow()) with
        {
            To = List(envelope, "ToAddresses"),
            Cc = List(envelope, "CcAddresses"),
            Bcc = List(envelope, "BccAddresses"),
            // SES replaces the header.
            MessageId = id + "@email.amazonses.com",
            Raw = raw,
            Tag = Tags(json, "EmailTags", "Name", "Value"),
        });
        return Results.Json(new { MessageId = id });
    }

    private static IResult Show(SimulatedMail? mail) => mail is null
        ? Error(404, "not_found")
        : Results.Json(new { id = mail.Id, message_id = "<" + mail.MessageId + ">", from = mail.From, to = mail.To, subject = mail.Subject, last_event = "delivered" });

    private static IResult Receiving(SimulatedMail? mail, HttpRequest request) => mail is not { IsInbound: true }
        ? Error(404, "not_found")
        : Results.Json(new
        {
            id = mail.Id,
            from = mail.From,
            to = mail.To,
            subject = mail.Subject,
            created_at = mail.At,
            raw = new { download_url = request.Scheme + "://" + request.Host + request.PathBase + request.Path.Value!.Replace("/emails/receiving/", "/raw/", StringComparison.Ordinal), expires_at = mail.At.AddHours(1) },
        });

    private static IResult Error(int status, string name) => Results.Json(new { statusCode = status, name, message = name.Replace('_', ' ') }, statusCode: status);

    private static JsonElement? Parse(string body)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement Member(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement json, string name) => Member(json, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static List<string> List(JsonElement json, string name) => Member(json, name) switch
    {
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(item => item.ToString())],
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        _ => [],
    };

    private static List<string> Items(JsonElement json, string name, string member) => Member(json, name) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Select(item => Text(item, member) ?? "")]
        : [];

    private static string? Tags(JsonElement json, string name, string label, string value) => Member(json, name) is { ValueKind: JsonValueKind.Array } list
        ? list.EnumerateArray().Where(tag => Text(tag, label) == "message_id").Select(tag => Text(tag, value)).FirstOrDefault()
        : null;
}
