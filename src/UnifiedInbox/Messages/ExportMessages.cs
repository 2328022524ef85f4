using System.Globalization;
using UnifiedInbox.Accounts;
using UnifiedInbox.Channels;
using UnifiedInbox.Csv;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Messages;

/// <summary>The list of messages as CSV, newest first, of inboxes the caller may use. Written page by page.</summary>
internal static class ExportMessages
{
    private const int AtOnce = 200;

    /// <summary><c>GET /api/messages/export?contactId=&amp;conversationId=&amp;channel=&amp;status=</c></summary>
    public static IResult Endpoint(HttpContext http, Db db, CancellationToken ct, Guid? contactId = null, Guid? conversationId = null, string? channel = null, string? status = null)
    {
        if (channel is not null && ChannelName.Parse(channel) is null) return Problem.Invalid("channel", "A channel is sms, whatsapp or email.");
        var caller = http.Caller();
        return CsvAnswer.Of("messages.csv", writer => WriteAsync(writer, before => ListMessages.RunAsync(db, caller, contactId, conversationId, channel, status, before, AtOnce, ct)));
    }

    private static async Task WriteAsync(CsvAnswer.Writer writer, Func<TimelineKey?, Task<List<Message>>> read)
    {
        await writer.RowAsync("id", "at", "contact id", "conversation id", "channel", "direction", "status", "from", "to", "subject", "content", "attachments", "error");
        List<Message> messages;
        TimelineKey? before = null;
        do
        {
            messages = await read(before);
            foreach (var message in messages) await writer.RowAsync(Cells(message));
            if (messages.Count > 0) before = new TimelineKey(messages[^1].At, messages[^1].Id);
        }
        while (messages.Count == AtOnce);
    }

    private static string?[] Cells(Message message) =>
    [
        message.Id.ToString(),
        message.At.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        message.ContactId.ToString(),
        message.ConversationId.ToString(),
        message.Channel,
        message.Direction,
        message.Status,
        message.FromAddress,
        message.ToAddress,
        message.Subject,
        message.Content,
        string.Join("; ", message.Attachments.Select(file => file.Name)),
        message.ErrorText,
    ];
}
