using System.Text.Json.Serialization;

namespace UnifiedInbox.Simulator.Rest;

internal sealed record ErrorResource(int Code, string Message, string MoreInfo, int Status);

internal sealed record AccountResource(
    string Sid, string OwnerAccountSid, string FriendlyName, string Status, string Type, string DateCreated, string DateUpdated, string Uri);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(MessageResource))]
[JsonSerializable(typeof(MediaResource))]
[JsonSerializable(typeof(NumberResource))]
[JsonSerializable(typeof(AccountResource))]
[JsonSerializable(typeof(ListPage))]
[JsonSerializable(typeof(ErrorResource))]
internal sealed partial class TwilioJson : JsonSerializerContext;
