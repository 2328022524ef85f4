using System.Text.Json;
using Npgsql;
using UnifiedInbox.Attachments;
using UnifiedInbox.Channels;
using UnifiedInbox.Contacts;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Policies;

namespace UnifiedInbox.Messages;

/// <param name="Duplicate">True where the provider's id was taken in before; nothing was written then.</param>
internal sealed record IntakeResult(bool Duplicate, Guid MessageId, Guid ConversationId, Guid ContactId);

/// <summary>
/// The one door for messages that come in. Dedupes by provider id, finds or makes the contact, finds, reopens or opens the
/// conversation, stores message, attachments, consent and the raw event: one statement (Messages/Intake.sql), committed with
/// whatever else arrived in the same moment.
/// </summary>
internal sealed class Intake(Db db, OptedOutMemory memory, ChangeNotifier changes, AttachmentSignal attachments, DispatchSignal dispatcher, TimeProvider time)
    : GroupCommit<InboundMessage, IntakeResult>(db)
{
    /// <summary>An inbound message within this many days of closing reopens the conversation; a later one opens a new one.</summary>
    private const int ReopenDays = 7;

    protected override string Sql => "SELECT ord, outcome, message_id, conversation_id, contact_id FROM receive_messages($1)";

    public async Task<IntakeResult> RunAsync(InboundMessage message, CancellationToken ct)
    {
        var result = await CommitAsync(message, ct);
        if (result.Duplicate) return result;
        changes.Wake();
        if (message.Media.Count > 0) attachments.Poke();
        if (message.Keyword != Keyword.None) dispatcher.Poke(); // perhaps it is answered automatically
        return result;
    }

    protected override string LockKey(InboundMessage call) => call.FromVariants[0];

    protected override IntakeResult Read(NpgsqlDataReader row) =>
        new(row.GetString(1) == "duplicate", row.GetGuid(2), row.GetGuid(3), row.GetGuid(4));

    /// <summary>The members are read by name in receive_messages.</summary>
    protected override void Write(Utf8JsonWriter json, InboundMessage call)
    {
        json.WriteString("id", NewId.Next(time));
        json.WriteString("provider", call.Provider);
        json.WriteString("provider_id", call.ProviderId);
        json.WriteString("inbox_id", call.InboxId);
        json.WriteString("channel", ChannelName.Of(call.Channel));
        json.WriteString("sender", call.From);
        json.WriteString("sender_kind", call.FromKind);
        json.WriteString("sender_raw", call.FromRaw);
        json.WriteString("sender_hash", Convert.ToHexString(memory.HashOf(call.From)));
        json.WriteStrings("variants", call.FromVariants);
        json.WriteString("recipient", call.To);
        json.WriteString("name", call.ProfileName);
        json.WriteString("content", call.Content);
        json.WriteJson("metadata", OptOutWish.Mark(call.MetadataJson, call.Content, call.Keyword));
        WriteMedia(json, call.Media);
        json.WriteString("at", call.At);
        json.WriteString("now", time.GetUtcNow());
        json.WriteString("keyword", Keywords.NameOf(call.Keyword));
        json.WriteNumber("reopen_days", ReopenDays);
        json.WriteStrings("ids", [.. Enumerable.Range(0, 5).Select(_ => NewId.Next(time).ToString())]);
        json.WriteString("event_kind", call.EventKind);
        json.WriteJson("headers", call.HeadersJson);
        json.WriteString("raw", call.Raw);
    }

    private static void WriteMedia(Utf8JsonWriter json, IReadOnlyList<InboundMedia> media)
    {
        json.WriteStartArray("media");
        foreach (var item in media)
        {
            json.WriteStartObject();
            json.WriteString("id", NewId.Next());
            json.WriteString("name", item.Name);
            json.WriteString("contentType", item.ContentType);
            json.WriteString("url", item.Url);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
