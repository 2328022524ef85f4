using UnifiedInbox.Accounts;
using UnifiedInbox.Channels;
using UnifiedInbox.Conversations.List;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations.Views;

/// <summary>What is to be saved. In a change what is null stays; an empty text takes a filter away.</summary>
internal sealed record ViewRequest
{
    /// <summary>1 to 60 characters.</summary>
    public string? Name { get; init; }

    /// <summary>Everyone on the team sees it.</summary>
    public bool? Shared { get; init; }

    /// <summary>mine, unassigned, all, snoozed or closed.</summary>
    public string? Tab { get; init; }
    public string? Channel { get; init; }

    /// <summary>Name or id.</summary>
    public string? Label { get; init; }
    public string? InboxId { get; init; }

    /// <summary>me (whoever looks), none, or the id of a teammate.</summary>
    public string? Assignee { get; init; }

    public (string Field, string Text)? Check() => this switch
    {
        _ when Name?.Trim() is { Length: 0 or > 60 } => ("name", "A view has a name of 1 to 60 characters."),
        _ when Tab is not null && ListTab.Every.All(tab => tab.Name != Tab) => ("tab", "Tab is mine, unassigned, all, snoozed or closed."),
        _ when Channel is { Length: > 0 } && ChannelName.Parse(Channel) is null => ("channel", "Channel is sms, whatsapp or email."),
        _ when InboxId is { Length: > 0 } && !Guid.TryParse(InboxId, out _) => ("inboxId", "There is no such inbox."),
        _ when Assignee is { Length: > 0 } && Assignee is not ("me" or "none") && !Guid.TryParse(Assignee, out _) => ("assignee", "Assignee is me, none or the id of a teammate."),
        _ => null,
    };
}

internal abstract record ViewOutcome
{
    public sealed record Done(SavedView View) : ViewOutcome;

    public sealed record NotFound : ViewOutcome;

    public sealed record Invalid(string Field, string Code, string Text) : ViewOutcome;
}

/// <summary>Makes a view, or changes one: one's own, or a shared one as an admin.</summary>
internal sealed class SaveView(Db db, ListViews list, ChangeNotifier changes, TimeProvider time)
{
    private const int Most = 100;

    private const string Check = """
        SELECT (SELECT l.id FROM labels l WHERE l.name = @label::citext OR l.id::text = @label) AS label_id,
               @inboxId::uuid IS NULL OR can_use_inbox(@userId, @inboxId) AS inbox_is_usable,
               @assigneeId::uuid IS NULL OR EXISTS (SELECT FROM users u WHERE u.id = @assigneeId AND u.role IN ('admin', 'agent')) AS assignee_is_staff,
               (SELECT count(*) FROM saved_views v WHERE v.owner_id = @userId) AS own
        """;

    private const string Insert = """
        WITH made AS (
            INSERT INTO saved_views (id, owner_id, is_shared, name, tab, channel, label_id, inbox_id, assignee, position, created_at, updated_at)
            VALUES (@id, @userId, coalesce(@shared, false), @name, coalesce(@tab, 'all'), nullif(@channel, ''), @labelId, @inboxId, nullif(@assignee, ''),
                    (SELECT coalesce(max(v.position), 0) + 1 FROM saved_views v), @now, @now)
         RETURNING id
        )
        INSERT INTO changes (kind, user_id) SELECT 'view', @userId FROM made
        """;

    private const string Update = """
        WITH changed AS (
            UPDATE saved_views v
               SET name = coalesce(@name, v.name),
                   is_shared = coalesce(@shared, v.is_shared),
                   tab = coalesce(@tab, v.tab),
                   channel = CASE WHEN @channel::text IS NULL THEN v.channel ELSE nullif(@channel, '') END,
                   label_id = CASE WHEN @label::text IS NULL THEN v.label_id ELSE @labelId END,
                   inbox_id = CASE WHEN @setInbox THEN @inboxId ELSE v.inbox_id END,
                   assignee = CASE WHEN @assignee::text IS NULL THEN v.assignee ELSE nullif(@assignee, '') END,
                   updated_at = @now
             WHERE v.id = @id
               AND (v.owner_id = @userId OR v.is_shared AND @isAdmin)
         RETURNING v.id
        )
        INSERT INTO changes (kind, user_id) SELECT 'view', @userId FROM changed
        """;

    /// <summary>With an id changes that view, without one makes a new one.</summary>
    public async Task<ViewOutcome> RunAsync(Caller caller, Guid? id, ViewRequest request, CancellationToken ct)
    {
        if (id is null && request.Name is null) return new ViewOutcome.Invalid("name", "invalid", "A view has a name of 1 to 60 characters.");
        if (request.Check() is { } wrong) return new ViewOutcome.Invalid(wrong.Field, "invalid", wrong.Text);
        Guid? inboxId = Guid.TryParse(request.InboxId, out var inbox) ? inbox : null;
        Guid? assigneeId = Guid.TryParse(request.Assignee, out var assignee) ? assignee : null;
        var known = (await db.FindAsync<Known>(Check, new { label = request.Label, inboxId, assigneeId, userId = caller.UserId }, ct))!;
        if (request.Label is { Length: > 0 } && known.LabelId is null) return new ViewOutcome.Invalid("label", "unknown_label", $"There is no label “{request.Label}”.");
        if (!known.InboxIsUsable) return new ViewOutcome.Invalid("inboxId", "unknown_inbox", "There is no such inbox, or you may not use it.");
        if (!known.AssigneeIsStaff) return new ViewOutcome.Invalid("assignee", "unknown_assignee", "There is no such teammate.");
        if (id is null && known.Own >= Most) return new ViewOutcome.Invalid("name", "too_many", $"{Most} views are enough: delete one first.");

        var saved = id ?? NewId.Next(time);
        var written = await db.ExecuteAsync(id is null ? Insert : Update, new
        {
            id = saved,
            userId = caller.UserId,
            isAdmin = caller.IsAdmin,
            name = request.Name?.Trim(),
            shared = request.Shared,
            tab = request.Tab,
            channel = request.Channel,
            label = request.Label,
            labelId = known.LabelId,
            setInbox = request.InboxId is not null,
            inboxId,
            assignee = request.Assignee,
            now = time.GetUtcNow(),
        }, ct);
        if (written == 0) return new ViewOutcome.NotFound();
        changes.Wake();
        return await list.FindAsync(caller, saved, ct) is { } view ? new ViewOutcome.Done(view) : new ViewOutcome.NotFound();
    }

    /// <summary><c>POST /api/views</c></summary>
    public static async Task<IResult> CreateAsync(ViewRequest request, HttpContext http, SaveView save, CancellationToken ct)
    {
        var outcome = await save.RunAsync(http.Caller(), null, request, ct);
        return outcome is ViewOutcome.Done made ? TypedResults.Created($"/api/views/{made.View.Id}", SavedViewView.Of(made.View)) : Refuse(outcome);
    }

    /// <summary><c>PATCH /api/views/{id}</c></summary>
    public static async Task<IResult> ChangeAsync(Guid id, ViewRequest request, HttpContext http, SaveView save, CancellationToken ct)
    {
        var outcome = await save.RunAsync(http.Caller(), id, request, ct);
        return outcome is ViewOutcome.Done changed ? TypedResults.Ok(SavedViewView.Of(changed.View)) : Refuse(outcome);
    }

    private static IResult Refuse(ViewOutcome outcome) => outcome is ViewOutcome.Invalid invalid
        ? Problem.Invalid(invalid.Field, invalid.Text, invalid.Code)
        : NotFound();

    public static IResult NotFound() => Problem.Of(404, "not_found", "There is no such view, or it is not yours to change.");

    private sealed record Known
    {
        public Guid? LabelId { get; init; }
        public bool InboxIsUsable { get; init; }
        public bool AssigneeIsStaff { get; init; }
        public long Own { get; init; }
    }
}
