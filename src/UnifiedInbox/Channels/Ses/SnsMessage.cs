using System.Globalization;
using System.Text;
using System.Text.Json;

namespace UnifiedInbox.Channels.Ses;

/// <summary>What SNS posts: the fields it signs, and where its certificate is said to be.</summary>
internal sealed record SnsMessage
{
    /// <summary>In the order they are signed; each where it is present and not null.</summary>
    private static readonly string[] NotificationFields = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];

    private static readonly string[] ConfirmationFields = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];

    private readonly Dictionary<string, string> fields;

    private SnsMessage(Dictionary<string, string> fields) => this.fields = fields;

    public string Type => fields["Type"];

    public string MessageId => fields["MessageId"];

    public string TopicArn => fields["TopicArn"];

    /// <summary>For SES the event, as JSON text.</summary>
    public string Message => fields["Message"];

    public string? SubscribeUrl => fields.GetValueOrDefault("SubscribeURL");

    public string SignatureVersion => fields["SignatureVersion"];

    public string SigningCertUrl => fields["SigningCertURL"];

    public byte[] Signature { get; private init; } = [];

    public DateTimeOffset? Timestamp => DateTimeOffset.TryParse(
        fields["Timestamp"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    public string StringToSign
    {
        get
        {
            var text = new StringBuilder();
            foreach (var name in Type == "Notification" ? NotificationFields : ConfirmationFields)
                if (fields.TryGetValue(name, out var value)) text.Append(name).Append('\n').Append(value).Append('\n');
            return text.ToString();
        }
    }

    /// <summary>Null for anything SNS does not post; so for raw delivery, which carries no signature.</summary>
    public static SnsMessage? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object) return null;
            var fields = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var property in json.RootElement.EnumerateObject())
                // A name twice could be one thing to the signature and another to us.
                if (property.Value.ValueKind == JsonValueKind.String && !fields.TryAdd(property.Name, property.Value.GetString()!)) return null;
            string[] needed = ["Type", "MessageId", "TopicArn", "Message", "Timestamp", "SignatureVersion", "Signature", "SigningCertURL"];
            if (!needed.All(fields.ContainsKey) || fields["Type"] is not ("Notification" or "SubscriptionConfirmation" or "UnsubscribeConfirmation")) return null;
            if (fields["Type"] != "Notification" && !(fields.ContainsKey("SubscribeURL") && fields.ContainsKey("Token"))) return null;
            var signature = new byte[fields["Signature"].Length];
            return Convert.TryFromBase64String(fields["Signature"], signature, out var length) ? new SnsMessage(fields) { Signature = signature[..length] } : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
