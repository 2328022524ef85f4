using System.Globalization;
using System.Text.Json;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Channels.Ses;

/// <summary>The one place where the events of SES are understood: event publishing and the older identity notifications.</summary>
internal static class SesEvents
{
    /// <param name="message">The Message of an SNS notification.</param>
    public static MailEvent Read(string message)
    {
        if (SesApi.Parse(message) is not { } json) return new MailEvent { Kind = MailEventKind.Ignored };
        var type = SesApi.Text(json, "eventType") ?? SesApi.Text(json, "notificationType");
        var mail = Member(json, "mail");
        var said = type switch
        {
            "Send" => Plain(MailEventKind.Sent),
            "Delivery" => Plain(MailEventKind.Delivered) with { Recipients = Names(Member(json, "delivery"), "recipients"), At = At(json, "delivery") },
            "DeliveryDelay" => Delay(Member(json, "deliveryDelay")),
            "Bounce" => Bounce(Member(json, "bounce")),
            "Complaint" => Complaint(Member(json, "complaint")),
            "Reject" => Plain(MailEventKind.Failed) with { Permanent = true, Code = "rejected", Text = "Amazon SES found a virus in this mail." },
            "Rendering Failure" => Plain(MailEventKind.Failed) with { Permanent = true, Code = "rendering", Text = "Amazon SES could not fill the template." },
            "Open" => Plain(MailEventKind.Opened) with { At = At(json, "open") },
            "Click" => Plain(MailEventKind.Clicked) with { At = At(json, "click") },
            "Subscription" => Plain(MailEventKind.Unsubscribed),
            _ => Plain(MailEventKind.Ignored),
        };
        return said with
        {
            ProviderId = SesApi.Text(mail, "messageId") is { Length: > 0 and <= 200 } id ? id : null,
            MessageId = OurId(mail),
            RfcIds = RfcIds(mail),
        };
    }

    private static MailEvent Plain(MailEventKind kind) => new() { Kind = kind };

    private static MailEvent Delay(JsonElement delay) => Plain(MailEventKind.Delayed) with
    {
        Recipients = Addresses(delay, "delayedRecipients"),
        Code = SesApi.Text(delay, "delayType"),
        Text = SesApi.Text(delay, "delayType") switch
        {
            "MailboxFull" => "Their mailbox is full; Amazon SES keeps trying.",
            "SpamDetected" => "Their server took it for spam so far; Amazon SES keeps trying.",
            _ => "Their server does not take it yet; Amazon SES keeps trying.",
        },
    };

    private static MailEvent Bounce(JsonElement bounce)
    {
        var (type, kind) = (SesApi.Text(bounce, "bounceType"), SesApi.Text(bounce, "bounceSubType"));
        return Plain(MailEventKind.Bounced) with
        {
            Recipients = Addresses(bounce, "bouncedRecipients"),
            Permanent = type == "Permanent",
            Code = "bounced_" + (kind ?? type ?? "unknown").ToLowerInvariant(),
            Text = MailBounce.Explain(type == "Permanent", kind),
        };
    }

    /// <summary>"Not spam" is praise, and nothing to act on.</summary>
    private static MailEvent Complaint(JsonElement complaint) => SesApi.Text(complaint, "complaintFeedbackType") == "not-spam"
        ? Plain(MailEventKind.Ignored)
        : Plain(MailEventKind.Complained) with
        {
            Recipients = Addresses(complaint, "complainedRecipients"),
            Code = "complained",
            Text = "They reported this mail as spam.",
        };

    private static Guid? OurId(JsonElement mail)
    {
        var tag = Member(Member(mail, "tags"), "message_id");
        return tag.ValueKind == JsonValueKind.Array && tag.GetArrayLength() > 0 && Guid.TryParse(tag[0].ToString(), out var id) ? id : null;
    }

    /// <summary>The bare id and the header SES made of it; the region stands in the identity's ARN.</summary>
    private static string[] RfcIds(JsonElement mail)
    {
        if (SesApi.Text(mail, "messageId") is not { Length: > 0 and <= 200 } id) return [];
        return SesApi.Text(mail, "sourceArn")?.Split(':') is [_, _, _, { Length: > 0 } region, ..] ? [id, id + "@" + SesAccounts.IdDomain(region)] : [id];
    }

    private static JsonElement Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : default;

    private static DateTimeOffset? At(JsonElement json, string detail) => DateTimeOffset.TryParse(
        SesApi.Text(Member(json, detail), "timestamp"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private static string[] Names(JsonElement detail, string name) => Member(detail, name) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => MailBounce.Bare(item.GetString()!)).Where(address => address.Length > 0)]
        : [];

    private static string[] Addresses(JsonElement detail, string name) => Member(detail, name) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Select(item => MailBounce.Bare(SesApi.Text(item, "emailAddress") ?? "")).Where(address => address.Length > 0)]
        : [];
}
