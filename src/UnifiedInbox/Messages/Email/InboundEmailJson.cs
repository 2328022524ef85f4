using System.Globalization;
using System.Text.Json;
using UnifiedInbox.Contacts;
using UnifiedInbox.Database;
using UnifiedInbox.Mail.Threads;

namespace UnifiedInbox.Messages.Email;

/// <summary>Writes a mail as <c>receive_email</c> reads it, by name.</summary>
internal static class InboundEmailJson
{
    /// <summary>An inbound message within this many days of closing reopens the conversation; a later one opens a new one.</summary>
    private const int ReopenDays = 7;

    public static void Write(Utf8JsonWriter json, InboundEmail mail, OptedOutMemory memory, TimeProvider time)
    {
        json.WriteStartObject();
        json.WriteString("id", NewId.Next(time));
        WriteSource(json, mail, time);
        WritePeople(json, mail.People, memory);
        WriteIdentity(json, mail);
        json.WriteString("subject", mail.Words.Subject);
        json.WriteString("content", mail.Words.Content);
        json.WriteString("html", mail.Words.Html);
        json.WriteString("reply_text", mail.Words.Reply);
        json.WriteString("automatic", mail.Automatic);
        WriteReport(json, mail.Report);
        WriteFiles(json, mail.Files);
        json.WritePropertyName("metadata");
        json.WriteRawValue(mail.MetadataJson);
        json.WriteNumber("reopen_days", ReopenDays);
        json.WriteStrings("ids", Enumerable.Range(0, 4).Select(_ => NewId.Next(time).ToString()));
        json.WriteEndObject();
    }

    private static void WriteSource(Utf8JsonWriter json, InboundEmail mail, TimeProvider time)
    {
        var source = mail.Source;
        json.WriteString("provider", source.Provider);
        json.WriteString("provider_id", source.ProviderId);
        json.WriteString("inbox_id", source.Inbox.Id);
        if (source.Place is { } place)
        {
            json.WriteString("folder", place.Folder);
            json.WriteNumber("uid_validity", place.UidValidity);
            json.WriteNumber("uid", place.Uid);
            json.WriteNumber("size", place.Size);
        }
        json.WriteString("event_key", source.ProviderId ?? EventKey(source));
        json.WriteBoolean("is_sent", source.IsSent);
        json.WriteBoolean("is_old", source.IsOld);
        json.WriteString("at", source.At);
        json.WriteString("now", time.GetUtcNow());
        json.WriteString("raw_sha256", Convert.ToHexString(mail.Raw.Sha256));
        json.WriteString("content_hash", Convert.ToHexString(mail.ContentHash));
    }

    private static string EventKey(EmailSource source) => source.Place is { } place
        ? string.Create(CultureInfo.InvariantCulture, $"{source.Inbox.Id:N}/{place.UidValidity}/{place.Uid}")
        : source.Inbox.Id.ToString("N");

    private static void WritePeople(Utf8JsonWriter json, EmailPeople people, OptedOutMemory memory)
    {
        json.WriteString("sender", people.Contact);
        json.WriteString("sender_kind", people.ContactKind);
        json.WriteString("sender_hash", people.Contact is null ? null : Convert.ToHexString(memory.HashOf(people.Contact)));
        json.WriteString("name", people.ContactName);
        json.WriteString("from_address", people.From);
        json.WriteString("from_name", people.FromName);
        json.WriteString("reply_to", people.ReplyTo);
        json.WriteString("to_address", people.To);
        json.WriteStrings("to_all", people.ToAll);
        json.WriteStrings("cc", people.Cc);
        json.WriteStrings("people", people.Others.Select(person => person.Address).Concat(people.Contact is null ? [] : [people.Contact]).Distinct());
        json.WriteStartArray("participants");
        foreach (var person in people.Others)
        {
            json.WriteStartObject();
            json.WriteString("address", person.Address);
            json.WriteString("name", person.Name);
            json.WriteString("role", person.Role);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteIdentity(Utf8JsonWriter json, InboundEmail mail)
    {
        var identity = mail.Identity;
        json.WriteString("rfc_id", identity.RfcId);
        json.WriteString("rfc_key", MessageIds.Key(identity.RfcId));
        json.WriteStrings("own_keys", identity.OwnIds);
        json.WriteString("base_key", identity.BaseKey);
        json.WriteString("mailbox_key", identity.MailboxKey);
        json.WriteString("in_reply_to", identity.InReplyTo.Count > 0 ? identity.InReplyTo[0] : null);
        json.WriteStrings("refs", identity.References.Reverse().Distinct());
        json.WriteStrings("awaited", identity.InReplyTo.Concat(identity.References.Take(20)).Select(MessageIds.Key).Distinct());
        json.WriteStartArray("clues");
        foreach (var clue in identity.Clues)
        {
            json.WriteStartObject();
            json.WriteString("reason", NameOf(clue.Reason));
            json.WriteString("value", clue.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static string NameOf(ThreadReason reason) => reason switch
    {
        ThreadReason.Reference => "reference",
        ThreadReason.ReplyToken => "reply_token",
        ThreadReason.MailboxThread => "mailbox_thread",
        ThreadReason.Subject => "subject",
        _ => "new",
    };

    private static void WriteReport(Utf8JsonWriter json, EmailReport? report)
    {
        if (report is null) return;
        json.WriteStartObject("report");
        json.WriteStrings("keys", report.Keys.Select(Web.SafeText.Clean));
        json.WriteString("kind", report.Kind);
        json.WriteString("code", Clean(report.Code));
        json.WriteString("text", Clean(report.Text));
        json.WriteString("wording", Clean(report.Wording));
        json.WriteStrings("recipients", report.Recipients);
        json.WriteBoolean("suppress", report.Suppress);
        json.WriteEndObject();
    }

    private static string? Clean(string? text) => text is null ? null : Web.SafeText.Clean(text);

    private static void WriteFiles(Utf8JsonWriter json, IReadOnlyList<EmailFile> files)
    {
        json.WriteStartArray("files");
        foreach (var file in files)
        {
            json.WriteStartObject();
            json.WriteString("id", NewId.Next());
            json.WriteString("name", file.Name);
            json.WriteString("contentType", file.ContentType);
            if (file.File is { } stored) json.WriteNumber("size", stored.Size);
            json.WriteString("sha256", file.File is null ? null : Convert.ToHexString(file.File.Sha256));
            json.WriteString("contentId", file.ContentId);
            json.WriteBoolean("inline", file.IsInline);
            json.WriteString("error", file.Error);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
