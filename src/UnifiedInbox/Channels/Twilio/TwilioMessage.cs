using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace UnifiedInbox.Channels.Twilio;

/// <summary>The facts of an inbound webhook, before anything of ours is known about it.</summary>
internal sealed record TwilioMessage
{
    public required string AccountSid { get; init; }

    public required string Sid { get; init; }

    public required Channel Channel { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    public required string Text { get; init; }

    public string? ProfileName { get; init; }

    public string? OptOutType { get; init; }

    public required IReadOnlyList<(string Url, string ContentType)> Media { get; init; }

    /// <summary>Location, button, quoted message, advertisement and whatever else is worth keeping; JSON object text.</summary>
    public required string MetadataJson { get; init; }

    /// <summary>Reads the form of an inbound post; null where a field no message can lack is missing or malformed.</summary>
    public static TwilioMessage? Read(TwilioForm form)
    {
        if (form["AccountSid"] is not { Length: > 0 } account) return null;
        if ((form["MessageSid"] ?? form["SmsSid"] ?? form["SmsMessageSid"]) is not { Length: > 0 and <= 64 } sid) return null;
        if (form["From"] is not { Length: > 0 and <= 200 } from || form["To"] is not { Length: > 0 and <= 200 } to) return null;
        // No id and no number of ours holds one, and PostgreSQL takes none; what a sender is called is kept, cleaned.
        if (sid.Contains('\0', StringComparison.Ordinal) || to.Contains('\0', StringComparison.Ordinal)) return null;
        var (channel, sender) = TwilioAddress.Parse(Web.SafeText.Clean(from));
        var (_, recipient) = TwilioAddress.Parse(to);
        if (sender.Length == 0 || recipient.Length == 0) return null;
        if (!int.TryParse(form["NumMedia"] ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var mediaCount) || mediaCount > 100) return null;
        return new TwilioMessage
        {
            AccountSid = account,
            Sid = sid,
            Channel = channel,
            From = sender,
            To = recipient,
            Text = form["Body"] ?? "",
            ProfileName = form["ProfileName"] is { Length: > 0 } name ? name : null,
            OptOutType = form["OptOutType"],
            Media = ReadMedia(form, mediaCount),
            MetadataJson = ReadMetadata(form),
        };
    }

    private static List<(string Url, string ContentType)> ReadMedia(TwilioForm form, int count)
    {
        var media = new List<(string, string)>(count);
        for (var i = 0; i < count; i++)
        {
            var number = i.ToString(CultureInfo.InvariantCulture);
            if (form["MediaUrl" + number] is { Length: > 0 } url)
                media.Add((url, form["MediaContentType" + number] is { Length: > 0 } type ? type : "application/octet-stream"));
        }
        return media;
    }

    private static string ReadMetadata(TwilioForm form)
    {
        var kept = new JsonObject();
        if (Coordinate(form["Latitude"]) is { } latitude && Coordinate(form["Longitude"]) is { } longitude)
        {
            kept["location"] = new JsonObject { ["latitude"] = latitude, ["longitude"] = longitude };
            Copy(form, "Label", kept["location"]!.AsObject(), "label");
            Copy(form, "Address", kept["location"]!.AsObject(), "address");
        }
        Copy(form, "OriginalRepliedMessageSid", kept, "inReplyTo");
        Copy(form, "ButtonPayload", kept, "buttonPayload");
        Copy(form, "ButtonText", kept, "buttonText");
        Copy(form, "ListId", kept, "listId");
        Copy(form, "ListTitle", kept, "listTitle");
        Copy(form, "ExternalUserId", kept, "externalUserId");
        Copy(form, "MessagingServiceSid", kept, "messagingServiceSid");
        Copy(form, "OptOutType", kept, "optOutType");
        if (form["Forwarded"] == "true" || form["FrequentlyForwarded"] == "true") kept["forwarded"] = true;
        if (form["ReferralSourceUrl"] is not null || form["ReferralSourceId"] is not null || form["ReferralHeadline"] is not null)
        {
            var referral = new JsonObject();
            Copy(form, "ReferralHeadline", referral, "headline");
            Copy(form, "ReferralBody", referral, "body");
            Copy(form, "ReferralSourceType", referral, "sourceType");
            Copy(form, "ReferralSourceId", referral, "sourceId");
            Copy(form, "ReferralSourceUrl", referral, "sourceUrl");
            kept["referral"] = referral;
        }
        return kept.Count == 0 ? "{}" : kept.ToJsonString(JsonSerializerOptions.Web);
    }

    private static void Copy(TwilioForm form, string field, JsonObject into, string name)
    {
        if (form[field] is { Length: > 0 } value) into[name] = Web.SafeText.Clean(value);
    }

    private static double? Coordinate(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}
