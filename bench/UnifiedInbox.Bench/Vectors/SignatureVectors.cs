using System.Text;
using System.Text.Json.Nodes;
using UnifiedInbox.Channels.Twilio;

namespace UnifiedInbox.Bench.Vectors;

/// <summary><c>twilio-signature*.json</c>: what the server received and whether the signature must be accepted.</summary>
internal static class SignatureVectors
{
    public static string? Check(JsonObject vector)
    {
        var token = vector["auth_token"]!.ToString();
        var url = vector["request_url"]!.ToString();
        var signature = vector["signature"]?.ToString();
        var accepted = vector["json_body"]?.ToString() is { } json
            ? TwilioSignature.IsValidJson(token, url, Encoding.UTF8.GetBytes(json), signature)
            : TwilioSignature.IsValidForm(token, url, FormOf(vector), signature);
        var expected = vector["expected"]!.GetValue<bool>();
        // Where the official validators disagree among themselves, either answer will do.
        return accepted == expected || vector["optional"]?.GetValue<bool>() == true ? null : accepted ? "accepted" : "refused";
    }

    /// <summary>From the raw bytes where there are any, as the webhook reads them.</summary>
    private static TwilioForm FormOf(JsonObject vector)
    {
        if (vector["method"]?.ToString() == "GET") return new TwilioForm([]);
        if (vector["raw_body"]?.ToString() is { } raw && TwilioForm.Parse(Encoding.UTF8.GetBytes(raw)) is { } parsed) return parsed;
        return new TwilioForm(vector["form"] switch
        {
            JsonArray pairs => pairs.OfType<JsonArray>().Select(pair => KeyValuePair.Create(pair[0]!.ToString(), pair[1]!.ToString())),
            JsonObject pairs => pairs.Select(pair => KeyValuePair.Create(pair.Key, pair.Value!.ToString())),
            _ => [],
        });
    }
}
