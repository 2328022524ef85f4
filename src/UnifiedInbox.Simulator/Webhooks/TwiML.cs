using System.Xml;
using System.Xml.Linq;

namespace UnifiedInbox.Simulator.Webhooks;

/// <summary>What the product's answer to an inbound message asks the carrier to send back, and what the debugger says of that answer.</summary>
internal static class TwiML
{
    private const int MostReplies = 10;

    public static (IReadOnlyList<string> Replies, int? DebuggerCode) Read(WebhookCall call)
    {
        if (!call.Succeeded)
            return ([], call.DebuggerCode);
        if (call.Answer.Length == 0)
            return ([], null);
        return call.ContentType switch
        {
            null => ([], 12300),
            // Bare text is sent to the person as it stands: a classic way to leak an error page.
            "text/plain" => ([call.Answer], null),
            "text/xml" or "application/xml" or "text/html" => Parse(call.Answer),
            _ => ([], 12300),
        };
    }

    private static (IReadOnlyList<string>, int?) Parse(string xml)
    {
        try
        {
            var response = XDocument.Parse(xml).Root!;
            if (response.Name.LocalName != "Response")
                return ([], 12200);
            var replies = response.Elements("Message").Concat(response.Elements("Sms")).Select(Text).ToList();
            return replies.Count > MostReplies ? (replies[..MostReplies], 14109) : (replies, null);
        }
        catch (XmlException)
        {
            return ([], 12100);
        }
    }

    private static string Text(XElement message) => message.Element("Body")?.Value ?? message.Value;
}
