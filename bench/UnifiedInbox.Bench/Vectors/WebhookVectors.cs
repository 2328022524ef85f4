using System.Text;
using System.Text.Json.Nodes;
using UnifiedInbox.Channels;
using UnifiedInbox.Channels.Twilio;
using UnifiedInbox.Contacts;
using UnifiedInbox.Policies;

namespace UnifiedInbox.Bench.Vectors;

/// <summary>
/// <c>inbound-twilio-webhooks*.json</c>: posts as Twilio makes them, with the facts to derive. The signature of every post is checked as
/// well. Cases that follow each other on one message are played in order.
/// </summary>
internal static class WebhookVectors
{
    private static readonly Dictionary<string, string> Seen = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, string> States = new(StringComparer.Ordinal);

    public static void Reset()
    {
        Seen.Clear();
        States.Clear();
    }

    public static string? Check(JsonObject file, JsonObject vector)
    {
        var body = Encoding.UTF8.GetBytes(vector["raw_body"]!.ToString());
        if (TwilioForm.Parse(body) is not { } form) return "the form was not understood";
        var token = (vector["auth_token"] ?? file["auth_token"])!.ToString();
        var url = vector["url"]!.ToString();
        if (!TwilioSignature.IsValidForm(token, url, form, vector["headers"]?["X-Twilio-Signature"]?.ToString())) return "the signature was refused";
        var actual = form["MessageStatus"] is { } status ? Report(form, status, url) : Inbound(form, vector["id"]!.ToString());
        if (actual is null) return "the post was refused";
        foreach (var (name, value) in vector["expected"]!.AsObject())
            if (!VectorFiles.Same(value, actual[name])) return name + " = " + (actual[name]?.ToJsonString() ?? "null");
        return null;
    }

    private static JsonObject? Inbound(TwilioForm form, string id)
    {
        if (TwilioMessage.Read(form) is not { } message) return null;
        var address = Addresses.OfSender(message.From);
        var keyword = Keywords.Read(message.Text, message.OptOutType, Keywords.IsTollFree(message.To));
        var metadata = JsonNode.Parse(message.MetadataJson)!.AsObject();
        Seen.TryAdd(message.Sid, id);
        return new JsonObject
        {
            ["channel"] = ChannelName.Of(message.Channel),
            ["direction"] = "inbound",
            ["from"] = address.Value,
            ["to"] = message.To,
            ["provider_message_id"] = message.Sid,
            ["text"] = message.Text,
            ["media"] = new JsonArray([.. message.Media.Select(item => new JsonObject { ["url"] = item.Url, ["content_type"] = item.ContentType })]),
            ["consent"] = keyword switch { Keyword.Stop => "opt_out", Keyword.Start => "opt_in", Keyword.Help => "help", _ => null },
            // Twilio has answered keywords itself, and nothing here answers by itself.
            ["auto_reply_allowed"] = keyword == Keyword.None,
            ["contact_is_phone_number"] = address.Kind == AddressKind.Phone,
            ["can_reply"] = address.Kind != AddressKind.Alphanumeric,
            ["duplicate_of"] = Seen[message.Sid] == id ? null : Seen[message.Sid],
            ["location"] = metadata["location"]?.DeepClone(),
            ["button_payload"] = metadata["buttonPayload"]?.DeepClone(),
            ["in_reply_to"] = metadata["inReplyTo"]?.DeepClone(),
            ["referral"] = metadata.ContainsKey("referral"),
        };
    }

    private static JsonObject Report(TwilioForm form, string status, string url)
    {
        var sid = form["MessageSid"] ?? "";
        var mapped = TwilioStatus.Map(status);
        var code = form["ErrorCode"];
        var known = States.GetValueOrDefault(sid, "queued");
        if (mapped is not null && StatusOrder.IsFurther(mapped, known)) States[sid] = known = mapped;
        return new JsonObject
        {
            ["provider_message_id"] = sid,
            ["status"] = status,
            ["error_code"] = code is null ? null : int.Parse(code, System.Globalization.CultureInfo.InvariantCulture),
            ["terminal"] = TwilioStatus.IsTerminal(status),
            ["disposition"] = code is null ? null : TwilioErrors.Classify(code) switch
            {
                TwilioDisposition.OptOut => "opt_out",
                TwilioDisposition.Retryable => "retryable",
                _ => "permanent",
            },
            ["state_after"] = known,
            ["ignored"] = mapped is null,
            ["unknown_message"] = true,
            ["correlation"] = System.Web.HttpUtility.ParseQueryString(new Uri(url).Query)["m"],
        };
    }
}
