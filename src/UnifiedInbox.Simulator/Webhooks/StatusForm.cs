using System.Globalization;

namespace UnifiedInbox.Simulator.Webhooks;

/// <summary>The fields of a status callback.</summary>
internal static class StatusForm
{
    // Identifies the installation of the channel at the account; one is enough here.
    private const string ChannelInstall = "XE51a01a70c0ffee0051a01a70c0ffee00";

    public static List<KeyValuePair<string, string>> Of(SimulatedMessage message, MessageStatus status, string accountSid, DateTimeOffset now)
    {
        List<KeyValuePair<string, string>> form = [];
        if (message.IsWhatsApp)
            form.AddRange([new("ChannelInstallSid", ChannelInstall), new("ChannelPrefix", "whatsapp")]);
        if (status == MessageStatus.Read)
            form.Add(new("EventType", "READ"));
        form.AddRange([
            new("SmsSid", message.Sid),
            new("SmsStatus", status.Word()),
            new("MessageStatus", status.Word()),
            new("To", message.To),
        ]);
        if (message.MessagingServiceSid is { } service)
            form.Add(new("MessagingServiceSid", service));
        if (status is MessageStatus.Failed or MessageStatus.Undelivered && message.ErrorCode is { } code)
            form.AddRange(Failure(message, code));
        // The carrier's own clock, without a zone.
        if (!message.IsWhatsApp && status is MessageStatus.Delivered or MessageStatus.Undelivered)
            form.Add(new("RawDlrDoneDate", now.ToString("yyMMddHHmm", CultureInfo.InvariantCulture)));
        form.AddRange([new("MessageSid", message.Sid), new("AccountSid", accountSid)]);
        if (message.From is { } from)
            form.Add(new("From", from));
        form.Add(new("ApiVersion", "2010-04-01"));
        return form;
    }

    private static IEnumerable<KeyValuePair<string, string>> Failure(SimulatedMessage message, int code)
    {
        yield return new("ErrorCode", code.ToString(CultureInfo.InvariantCulture));
        if (message.IsWhatsApp)
            yield return new("ChannelStatusMessage", $"Channel: {Sending.ErrorText.Of(code)}");
    }
}
