using System.Globalization;
using UnifiedInbox.Simulator.Messages;

namespace UnifiedInbox.Simulator.Sending;

/// <summary>Takes a message that passed the rules, and starts its way to the phone.</summary>
internal static class AcceptMessage
{
    public static SimulatedMessage Run(SimulatedCarrier carrier, SendRequest request)
    {
        var service = request.MessagingServiceSid is { Length: > 0 } sid ? sid : null;
        var body = request.ContentSid.Length > 0 ? Template(carrier, request) : request.Body;
        var message = new SimulatedMessage
        {
            Sid = NewSid.Of(request.MediaUrls.Count > 0 ? "MM" : "SM"),
            Direction = "outbound-api",
            From = request.From.Length > 0 ? request.From : null,
            To = request.To,
            Body = body,
            CreatedAt = carrier.Now,
            // A service does not know yet which sender, and so which encoding, it will take.
            Segments = service is null ? Segments.Count(body) : 0,
            MediaUrls = request.MediaUrls,
            StatusCallback = request.StatusCallback is { Length: > 0 } callback ? callback : null,
            MessagingServiceSid = service,
            ContentSid = request.ContentSid is { Length: > 0 } content ? content : null,
        }.At(Initial(request), carrier.Now);
        carrier.Remember(message);
        new Journey(carrier, message).Begin(SendAt(request));
        return message;
    }

    private static MessageStatus Initial(SendRequest request) =>
        request.IsScheduled ? MessageStatus.Scheduled
        : request.MessagingServiceSid.Length > 0 ? MessageStatus.Accepted
        : MessageStatus.Queued;

    private static DateTimeOffset? SendAt(SendRequest request) =>
        request.IsScheduled ? DateTimeOffset.Parse(request.SendAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null;

    // The text of a template the account does not have is known to its owner alone; the phone shows what filled it.
    private static string Template(SimulatedCarrier carrier, SendRequest request) =>
        carrier.Templates.FirstOrDefault(known => known.Sid == request.ContentSid) is { } template ? template.Fill(request.ContentVariables)
        : request.ContentVariables.Length > 0 ? $"[{request.ContentSid}] {request.ContentVariables}"
        : $"[{request.ContentSid}]";
}
