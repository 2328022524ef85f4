using System.Text.Json;

namespace UnifiedInbox.Conversations.Drafts;

/// <summary>
/// What is being written in a conversation and has not left, from one of our senders. It is the team's: whoever may use the
/// conversation's inbox and the sender sees it and goes on with it.
/// </summary>
public sealed record Draft
{
    public Guid InboxId { get; init; }

    /// <summary>Another one with each saving.</summary>
    public Guid Version { get; init; }

    /// <summary>Who wrote last; null where that person is gone.</summary>
    public Guid? AuthorId { get; init; }
    public string? AuthorName { get; init; }
    public string Content { get; init; } = "";

    /// <summary>Email, as are the following: as the rich-text field gave it. Never put into a page as it is: that field cleans it.</summary>
    public string? Html { get; init; }
    public string Subject { get; init; } = "";
    public string To { get; init; } = "";
    public string Cc { get; init; } = "";
    public string Bcc { get; init; } = "";
    public string About { get; init; } = "";
    public Guid? ReplyToId { get; init; }
    public Guid? ForwardOfId { get; init; }
    public string MediaUrl { get; init; } = "";

    /// <summary>JSON text: <c>[{"id", "name", "size"}]</c>.</summary>
    public string FileList { get; init; } = "[]";

    public DateTimeOffset UpdatedAt { get; init; }

    internal const string Columns = """
        d.inbox_id,
        d.version,
        d.author_id,
        u.name AS author_name,
        d.content,
        d.html,
        d.subject,
        d.to_people AS to,
        d.cc,
        d.bcc,
        d.about,
        d.reply_to_id,
        d.forward_of_id,
        d.media_url,
        d.files AS file_list,
        d.updated_at
        """;
}

/// <summary>A draft in the API.</summary>
internal sealed record DraftView(
    Guid InboxId, Guid Version, AssigneeView? Author, string Content, string? Html, string Subject, string To, string Cc, string Bcc, string About,
    Guid? ReplyToId, Guid? ForwardOfId, string MediaUrl, JsonElement Files, DateTimeOffset UpdatedAt)
{
    public static DraftView Of(Draft draft) => new(
        draft.InboxId, draft.Version, draft.AuthorId is { } author ? new(author, draft.AuthorName ?? "") : null, draft.Content, draft.Html, draft.Subject,
        draft.To, draft.Cc, draft.Bcc, draft.About, draft.ReplyToId, draft.ForwardOfId, draft.MediaUrl, JsonElement.Parse(draft.FileList), draft.UpdatedAt);
}
