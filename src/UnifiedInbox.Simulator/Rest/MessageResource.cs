using System.Globalization;
using UnifiedInbox.Simulator.Sending;

namespace UnifiedInbox.Simulator.Rest;

/// <summary>A message as the API shows it: numbers are strings, except the error code.</summary>
internal sealed record MessageResource(
    string Body,
    string NumSegments,
    string Direction,
    string? From,
    string To,
    string? DateUpdated,
    string? Price,
    string? ErrorMessage,
    string Uri,
    string AccountSid,
    string NumMedia,
    string Status,
    string? MessagingServiceSid,
    string Sid,
    string? DateSent,
    string DateCreated,
    int? ErrorCode,
    string PriceUnit,
    string ApiVersion,
    SubresourceUris SubresourceUris)
{
    public static MessageResource Of(SimulatedMessage message, string accountSid)
    {
        var path = $"/{Rfc.ApiVersion}/Accounts/{accountSid}/Messages/{message.Sid}";
        return new(
            message.Body,
            message.Segments.ToString(CultureInfo.InvariantCulture),
            message.Direction,
            message.From,
            message.To,
            Rfc.Date(message.UpdatedAt),
            Price: null,
            message.ErrorCode is { } code ? ErrorText.Of(code) : null,
            $"{path}.json",
            accountSid,
            Math.Max(message.Media.Count, message.MediaUrls.Count).ToString(CultureInfo.InvariantCulture),
            message.Status.Word(),
            message.MessagingServiceSid,
            message.Sid,
            Rfc.Date(message.SentAt),
            Rfc.Date(message.CreatedAt)!,
            message.ErrorCode,
            PriceUnit: "USD",
            Rfc.ApiVersion,
            new($"{path}/Media.json"));
    }
}

internal sealed record SubresourceUris(string Media);
