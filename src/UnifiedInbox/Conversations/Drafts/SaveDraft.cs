using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations.Drafts;

internal abstract record SaveOutcome
{
    /// <param name="Version">Null where the draft is empty now, and gone.</param>
    public sealed record Saved(Guid? Version) : SaveOutcome;

    /// <summary>Somebody else wrote meanwhile; null: it was sent or thrown away.</summary>
    public sealed record Changed(Draft? Theirs) : SaveOutcome;

    public sealed record NotFound : SaveOutcome;
}

/// <summary>
/// Keeps what is being written. Who saves names the version they began from: where another is there by now, nothing is written, and
/// they see what the other wrote. That a draft appeared or went is a change of the feed; that its words changed is only passed on.
/// </summary>
internal sealed class SaveDraft(Db db, ListDrafts list, ChangeNotifier changes, PassingSignals passing, TimeProvider time)
{
    private const string InboxOf = """
        SELECT inbox_id
          FROM conversations
         WHERE id = @conversationId
           AND can_use_inbox(@userId, inbox_id)
           AND can_use_inbox(@userId, @inboxId)
        """;

    /// <summary>A draft that was begun from another and is not there any more must not come back by itself.</summary>
    private const string Write = """
        WITH known AS (
            SELECT version FROM drafts WHERE conversation_id = @conversationId AND inbox_id = @inboxId FOR UPDATE
        ), saved AS (
            INSERT INTO drafts AS d (conversation_id, inbox_id, version, writer, author_id, content, html, subject, to_people, cc, bcc, about,
                                     reply_to_id, forward_of_id, media_url, files, uploads, updated_at)
            SELECT @conversationId, @inboxId, @version, @writer, @userId, @content, @html, @subject, @to, @cc, @bcc, @about,
                   (SELECT m.id FROM messages m WHERE m.id = @replyToId AND can_use_inbox(@userId, m.inbox_id)),
                   (SELECT m.id FROM messages m WHERE m.id = @forwardOfId AND can_use_inbox(@userId, m.inbox_id)),
                   @mediaUrl, @files::jsonb,
                   ARRAY(SELECT p.id FROM uploads p WHERE p.id = ANY (@uploads) AND may_use_upload(@userId, p.id)), @now
             WHERE @base::uuid IS NULL OR EXISTS (SELECT FROM known)
                ON CONFLICT (conversation_id, inbox_id) DO UPDATE
               SET version = excluded.version,
                   writer = excluded.writer,
                   author_id = excluded.author_id,
                   content = excluded.content,
                   html = excluded.html,
                   subject = excluded.subject,
                   to_people = excluded.to_people,
                   cc = excluded.cc,
                   bcc = excluded.bcc,
                   about = excluded.about,
                   reply_to_id = excluded.reply_to_id,
                   forward_of_id = excluded.forward_of_id,
                   media_url = excluded.media_url,
                   files = excluded.files,
                   uploads = excluded.uploads,
                   updated_at = excluded.updated_at
             WHERE d.version = @base OR d.writer = @writer
         RETURNING xmax = 0 AS is_new
        ), told AS (
            INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, user_id)
            SELECT 'draft', c.inbox_id, c.id, c.contact_id, @userId FROM conversations c, saved s WHERE c.id = @conversationId AND s.is_new
        )
        SELECT is_new FROM saved
        """;

    private const string Delete = """
        WITH gone AS (
            DELETE FROM drafts
             WHERE conversation_id = @conversationId AND inbox_id = @inboxId AND (version = @base OR writer = @writer)
         RETURNING conversation_id
        )
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, user_id)
        SELECT 'draft', c.inbox_id, c.id, c.contact_id, @userId FROM conversations c JOIN gone g ON g.conversation_id = c.id
        """;

    public async Task<SaveOutcome> RunAsync(Caller caller, Guid conversationId, Guid inboxId, DraftRequest draft, CancellationToken ct)
    {
        var userId = caller.UserId;
        if (await db.FindAsync<Guid?>(InboxOf, new { conversationId, inboxId, userId }, ct) is not { } inbox) return new SaveOutcome.NotFound();
        var version = NewId.Next(time);
        if (draft.IsEmpty)
        {
            var gone = await db.ExecuteAsync(Delete, new { conversationId, inboxId, @base = draft.Base, writer = draft.Writer, userId }, ct);
            if (gone > 0) changes.Wake();
            return gone > 0 || await FindAsync(caller, conversationId, inboxId, ct) is not { } theirs ? new SaveOutcome.Saved(null) : new SaveOutcome.Changed(theirs);
        }
        if (await db.FindAsync<bool?>(Write, Parameters(caller, conversationId, inboxId, version, draft), ct) is not { } isNew)
            return new SaveOutcome.Changed(await FindAsync(caller, conversationId, inboxId, ct));
        if (isNew) changes.Wake();
        else passing.Send(new Change("draft-text", InboxId: inbox, ConversationId: conversationId, UserId: userId));
        return new SaveOutcome.Saved(version);
    }

    private object Parameters(Caller caller, Guid conversationId, Guid inboxId, Guid version, DraftRequest draft) => new
    {
        conversationId,
        inboxId,
        version,
        writer = draft.Writer ?? version,
        userId = caller.UserId,
        @base = draft.Base,
        content = draft.Content ?? "",
        html = draft.Html,
        subject = draft.Subject ?? "",
        to = draft.To ?? "",
        cc = draft.Cc ?? "",
        bcc = draft.Bcc ?? "",
        about = draft.About ?? "",
        replyToId = draft.ReplyToId,
        forwardOfId = draft.ForwardOfId,
        mediaUrl = draft.MediaUrl ?? "",
        files = draft.FileList,
        uploads = draft.NamedUploads,
        now = time.GetUtcNow(),
    };

    private async Task<Draft?> FindAsync(Caller caller, Guid conversationId, Guid inboxId, CancellationToken ct) =>
        (await list.RunAsync(caller, conversationId, ct)).Find(draft => draft.InboxId == inboxId);

    /// <summary><c>PUT /api/conversations/{id}/drafts/{inboxId}</c></summary>
    public static async Task<IResult> EndpointAsync(string id, string inboxId, DraftRequest draft, HttpContext http, SaveDraft save, CancellationToken ct)
    {
        if (!Guid.TryParse(id, out var conversation) || !Guid.TryParse(inboxId, out var inbox)) return FindConversation.NotFound();
        if (draft.TooMuch() is { } tooMuch) return Problem.Invalid(tooMuch.Field, tooMuch.Text, "too_long");
        return Answer(await save.RunAsync(http.Caller(), conversation, inbox, draft, ct));
    }

    /// <summary><c>DELETE /api/conversations/{id}/drafts/{inboxId}?version=</c>: thrown away, unless somebody changed it since.</summary>
    public static async Task<IResult> DiscardAsync(string id, string inboxId, Guid version, HttpContext http, SaveDraft save, CancellationToken ct) =>
        Guid.TryParse(id, out var conversation) && Guid.TryParse(inboxId, out var inbox)
            ? Answer(await save.RunAsync(http.Caller(), conversation, inbox, new DraftRequest { Base = version }, ct))
            : FindConversation.NotFound();

    private static IResult Answer(SaveOutcome outcome) => outcome switch
    {
        SaveOutcome.Saved saved => TypedResults.Ok(new SavedDraft(saved.Version)),
        SaveOutcome.Changed { Theirs: { } theirs } => Problem.Of(409, "draft_changed", $"{theirs.AuthorName ?? "Somebody"} changed this draft.", ("draft", DraftView.Of(theirs))),
        SaveOutcome.Changed => Problem.Of(409, "draft_gone", "This draft was sent or thrown away meanwhile.", ("draft", null)),
        _ => FindConversation.NotFound(),
    };
}

/// <param name="Version">To be named with the next saving; null where nothing is kept.</param>
internal sealed record SavedDraft(Guid? Version);
