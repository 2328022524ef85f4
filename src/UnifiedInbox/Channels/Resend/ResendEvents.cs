using System.Globalization;
using System.Text.Json;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Channels.Resend;

/// <param name="EmailId">Under which Resend keeps it.</param>
/// <param name="To">The addresses it came to, the envelope's where they are known.</param>
internal sealed record ResendInbound(string EmailId, IReadOnlyList<string> To);

/// <summary>The one place where Resend's webhooks are understood.</summary>
internal static class ResendEvents
{
    public static MailEvent Read(string body)
    {
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        var data = Member(root, "data");
        var said = Text(root, "type") switch
        {
            "email.sent" => Of(MailEventKind.Sent),
            "email.scheduled" => Of(MailEventKind.Scheduled),
            "email.delivered" => Of(MailEventKind.Delivered),
            "email.delivery_delayed" => Of(MailEventKind.Delayed) with { Text = "Their server does not take it yet; Resend keeps trying." },
            "email.opened" => Of(MailEventKind.Opened),
            "email.clicked" => Of(MailEventKind.Clicked) with { At = Time(Member(data, "click"), "timestamp") },
            "email.bounced" => Bounce(Member(data, "bounce")),
            "email.complained" => Of(MailEventKind.Complained) with { Code = "complained", Text = "They reported this mail as spam." },
            "email.failed" => Failure(Text(Member(data, "failed"), "reason")),
            "email.suppressed" => Of(MailEventKind.Suppressed) with
            {
                Permanent = true,
                Code = Text(Member(data, "suppressed"), "reason") ?? "suppressed",
                Text = "Resend does not write to this address any more, because mail to it came back or was reported as spam before.",
            },
            _ => Of(MailEventKind.Ignored),
        };
        if (said.Kind == MailEventKind.Ignored) return said;
        return said with
        {
            ProviderId = Text(data, "email_id") is { Length: > 0 and <= 200 } id ? id : null,
            MessageId = Guid.TryParse(Text(Member(data, "tags"), "message_id"), out var ours) ? ours : null,
            // "to" lists those it is about; who opened a mail is not told.
            Recipients = said.Kind is MailEventKind.Opened or MailEventKind.Clicked ? [] : [.. List(data, "to").Select(MailBounce.Bare).Where(address => address.Length > 0)],
            At = said.At ?? Time(root, "created_at"),
            RfcIds = Text(data, "message_id")?.Trim('<', '>', ' ') is { Length: > 0 and <= 900 } rfcId ? [rfcId] : [],
        };
    }

    /// <summary>A mail that came to one of our addresses at Resend; null for every other event.</summary>
    public static ResendInbound? ReadInbound(string body)
    {
        using var json = JsonDocument.Parse(body);
        var data = Member(json.RootElement, "data");
        if (Text(json.RootElement, "type") != "email.received" || Text(data, "email_id") is not { Length: > 0 and <= 200 } id) return null;
        var to = List(data, "received_for").Count > 0 ? List(data, "received_for") : [.. List(data, "to"), .. List(data, "cc"), .. List(data, "bcc")];
        return new ResendInbound(id, [.. to.Select(MailBounce.Bare).Where(address => address.Length > 0).Distinct()]);
    }

    private static MailEvent Of(MailEventKind kind) => new() { Kind = kind };

    private static MailEvent Bounce(JsonElement bounce)
    {
        var (type, kind) = (Text(bounce, "type"), Text(bounce, "subType"));
        return Of(MailEventKind.Bounced) with
        {
            Permanent = type == "Permanent",
            Code = "bounced_" + (kind ?? type ?? "unknown").ToLowerInvariant(),
            Text = MailBounce.Explain(type == "Permanent", kind),
        };
    }

    private static MailEvent Failure(string? reason) => Of(MailEventKind.Failed) with
    {
        Code = reason ?? "failed",
        Text = reason switch
        {
            "reached_daily_quota" => "The day's quota of mail at Resend is used up.",
            "reached_monthly_quota" => "The month's quota of mail at Resend is used up.",
            _ => "Resend could not send this mail.",
        },
    };

    private static JsonElement Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement json, string name) => Member(json, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static List<string> List(JsonElement json, string name) => Member(json, name) switch
    {
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)],
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        _ => [],
    };

    private static DateTimeOffset? Time(JsonElement json, string name) =>
        DateTimeOffset.TryParse(Text(json, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
}
