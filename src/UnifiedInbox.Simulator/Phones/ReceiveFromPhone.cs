using UnifiedInbox.Simulator.Messages;
using UnifiedInbox.Simulator.Webhooks;

namespace UnifiedInbox.Simulator.Phones;

/// <summary>A person writes to one of the product's numbers: remember it, obey its keyword, call the webhook, send what that answers.</summary>
internal static class ReceiveFromPhone
{
    public static async Task<SimulatedMessage> RunAsync(
        SimulatedCarrier carrier, string from, string to, string body, string? profileName, IReadOnlyList<MediaFile> media, CancellationToken ct)
    {
        var message = new SimulatedMessage
        {
            Sid = NewSid.Of(media.Count > 0 ? "MM" : "SM"),
            Direction = "inbound",
            From = from,
            To = to,
            Body = body,
            CreatedAt = carrier.Now,
            Segments = Address.IsWhatsApp(to) ? 1 : Segments.Count(body),
            Media = media,
            ProfileName = profileName,
        }.At(MessageStatus.Received, carrier.Now);
        carrier.Remember(message);
        Obey(carrier, message);
        if (!carrier.LosesInbound() && carrier.WebhookOf(to) is { Length: > 0 } url)
        {
            var form = InboundForm.Of(message, carrier.Options.AccountSid, carrier.ApiUrl);
            var call = await carrier.Webhooks.PostAsync("inbound", message.Sid, url, form, ct);
            var (replies, code) = TwiML.Read(call);
            message.Webhook = call with { DebuggerCode = code };
            carrier.Log(message.Webhook);
            foreach (var reply in replies)
                Answer(carrier, message, reply);
        }
        carrier.Announce(message);
        return message;
    }

    // On a bare number the carrier answers for itself and still hands the message on. WhatsApp knows no such words.
    private static void Obey(SimulatedCarrier carrier, SimulatedMessage message)
    {
        if (message.IsWhatsApp || !carrier.Switches.CarrierKeywords)
            return;
        var word = Keywords.Of(message.Body);
        if (word == Keyword.None || !carrier.Consent.Apply(word, message))
            return;
        Answer(carrier, message, Keywords.Reply(word));
    }

    private static void Answer(SimulatedCarrier carrier, SimulatedMessage message, string body) =>
        carrier.Remember(new SimulatedMessage
        {
            Sid = NewSid.Of("SM"),
            Direction = "outbound-reply",
            From = message.To,
            To = message.From!,
            Body = body,
            CreatedAt = carrier.Now,
            Segments = Segments.Count(body),
        }.At(MessageStatus.Delivered, carrier.Now));
}
