using UnifiedInbox.Conversations.Drafts;
using UnifiedInbox.Conversations.Emails;
using UnifiedInbox.Messages;

namespace UnifiedInbox.Conversations.Composing;

/// <summary>The fields of the composer.</summary>
internal sealed class ReplyForm
{
    public Guid? MessageId { get; set; }
    public Guid? InboxId { get; set; }
    public string? Content { get; set; }
    public string? MediaUrl { get; set; }

    /// <summary>Key (<see cref="RowKey"/>) of the newest message the writer knew of when starting to write.</summary>
    public string? Seen { get; set; }
    public bool SendAnyway { get; set; }
    public bool IgnoreQuietHours { get; set; }

    /// <summary>WhatsApp: the template chosen; what fills it are the fields <c>var.{name}</c> beside.</summary>
    public string? ContentSid { get; set; }

    /// <summary>Send later: a preset (<c>tomorrow@Europe/Berlin</c>), or <c>custom</c> for the following; empty = now.</summary>
    public string? Later { get; set; }

    /// <summary>The same, and the writer insists: what was asked about for a later time is not sent now.</summary>
    public string? LaterAnyway
    {
        get => null;
        set
        {
            if (!string.IsNullOrEmpty(value)) (Later, SendAnyway) = (value, true);
        }
    }

    public string? LaterAt { get; set; }
    public string? LaterZone { get; set; }
    public string? Repeat { get; set; }
    public string? RepeatCount { get; set; }
    public string? RepeatUntil { get; set; }
    public bool CancelOnReply { get; set; }

    /// <summary>Email, as are the following: the mail answered.</summary>
    public string? ReplyToId { get; set; }

    /// <summary>The mail passed on, to <see cref="To"/> instead of the contact of the page.</summary>
    public string? ForwardOfId { get; set; }
    public string? To { get; set; }
    public string? Subject { get; set; }
    public string? Cc { get; set; }
    public string? Bcc { get; set; }

    public IReadOnlyDictionary<string, string> Variables { get; private set; } = new Dictionary<string, string>();

    /// <summary>The fields of a template: as many as it has variables, under their names.</summary>
    public void ReadVariables(IFormCollection fields) => Variables = fields
        .Where(field => field.Key.StartsWith(VariablePrefix, StringComparison.Ordinal) && field.Key.Length <= 80)
        .Take(50)
        .ToDictionary(field => field.Key[VariablePrefix.Length..], field => field.Value.ToString());

    internal const string VariablePrefix = "var.";

    /// <summary>From the rich-text field; without scripts there is only <see cref="Content"/>.</summary>
    public string? Html { get; set; }

    /// <summary>The mail that is answered does not go along below.</summary>
    public bool WithoutHistory { get; set; }

    /// <summary>The ids of the mails named; a browser sends an empty field where there is none.</summary>
    public Guid? Answered => Guid.TryParse(ReplyToId, out var id) ? id : null;
    public Guid? Forwarded => Guid.TryParse(ForwardOfId, out var id) ? id : null;

    /// <summary>Ids of uploads or attachments, with commas between.</summary>
    public string? Attachments { get; set; }

    public IReadOnlyList<Guid> Files => [.. (Attachments ?? "").Split(',').Select(word => Guid.TryParse(word, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty)];

    /// <summary>Of the shared draft this was written in, and of the tab that wrote it.</summary>
    public string? DraftVersion { get; set; }
    public string? DraftWriter { get; set; }

    public SentDraft? DraftIn(Guid? conversationId) =>
        conversationId is { } conversation && InboxId is { } inbox && (DraftVersion is { Length: > 0 } || DraftWriter is { Length: > 0 })
            ? new(conversation, inbox, Guid.TryParse(DraftVersion, out var version) ? version : null, Guid.TryParse(DraftWriter, out var writer) ? writer : null)
            : null;
}

/// <summary>A reply that was not taken, as it was written.</summary>
public sealed record RefusedReply(string Code, string Field, string Text, string Content, string? MediaUrl, Guid? InboxId)
{
    /// <summary>When it was to leave, as <see cref="ReplyForm.Later"/>; null = at once.</summary>
    public string? Later { get; init; }

    /// <summary>The fields of an email as they were.</summary>
    public EmailDraft? Email { get; init; }

    internal static RefusedReply Of(EnqueueOutcome.Refused refused, ReplyForm form) =>
        new(refused.Code, refused.Field, refused.Text, form.Content ?? "", form.MediaUrl, form.InboxId)
        {
            Later = string.IsNullOrEmpty(form.Later) ? null : form.Later,
            Email = new()
            {
                ReplyToId = form.Answered,
                ForwardOfId = form.Forwarded,
                InboxId = form.InboxId,
                To = form.To ?? "",
                Subject = form.Subject ?? "",
                Cc = form.Cc ?? "",
                Bcc = form.Bcc ?? "",
            },
        };
}
