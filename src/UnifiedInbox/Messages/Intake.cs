using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using UnifiedInbox.Attachments;
using UnifiedInbox.Channels;
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
internal sealed class Intake(GroupCommit commits, ChangeNotifier changes, AttachmentSignal attachments, TimeProvider time)
{
    /// <summary>An inbound message within this many days of closing reopens the conversation; a later one opens a new one.</summary>
    private const int ReopenDays = 7;

    private const string Sql = """
        SELECT outcome, message_id, conversation_id, contact_id
          FROM receive_message($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
        """;

    public async Task<IntakeResult> RunAsync(InboundMessage message, CancellationToken ct)
    {
        var result = await commits.RunAsync(message.FromVariants[0], Command(message), Read, ct);
        if (result.Duplicate) return result;
        changes.Wake();
        if (message.Media.Count > 0) attachments.Poke();
        return result;
    }

    private static IntakeResult Read(NpgsqlDataReader row) =>
        new(row.GetString(0) == "duplicate", row.GetGuid(1), row.GetGuid(2), row.GetGuid(3));

    private NpgsqlBatchCommand Command(InboundMessage message)
    {
        var now = time.GetUtcNow();
        return new NpgsqlBatchCommand(Sql)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = NewId.Next(time) },
                Text(message.Provider),
                Text(message.ProviderId),
                new NpgsqlParameter<Guid> { TypedValue = message.InboxId },
                Text(ChannelName.Of(message.Channel)),
                Text(message.From),
                Text(message.FromKind),
                Text(message.FromRaw),
                new NpgsqlParameter<string[]> { TypedValue = [.. message.FromVariants], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                Text(message.To),
                Text(message.ProfileName),
                Text(message.Content),
                Json(message.MetadataJson),
                Json(MediaJson(message.Media)),
                Timestamp(message.At),
                Timestamp(now),
                Text(Keywords.NameOf(message.Keyword)),
                new NpgsqlParameter<int> { TypedValue = ReopenDays },
                new NpgsqlParameter<Guid[]> { TypedValue = [NewId.Next(time), NewId.Next(time), NewId.Next(time), NewId.Next(time)] },
                Text(message.EventKind),
                Json(message.HeadersJson),
                Text(message.Raw),
            },
        };
    }

    private static string MediaJson(IReadOnlyList<InboundMedia> media) => media.Count == 0
        ? "[]"
        : JsonSerializer.Serialize(
            media.Select(item => new { id = NewId.Next(), name = item.Name, contentType = item.ContentType, url = item.Url }));

    private static NpgsqlParameter Text(string? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Json(string value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static NpgsqlParameter Timestamp(DateTimeOffset value) =>
        new() { Value = value.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
