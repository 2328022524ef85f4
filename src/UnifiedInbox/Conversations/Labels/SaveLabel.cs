using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations.Labels;

/// <summary>Makes a label, or gives one another name or colour. Any agent may: labels are how a team sorts its work.</summary>
internal sealed class SaveLabel(Db db, ChangeNotifier changes, TimeProvider time)
{
    private const int LongestName = 40;

    /// <summary>No row comes back where the name is taken by another.</summary>
    private const string Insert = """
        WITH made AS (
            INSERT INTO labels (id, name, colour, created_at)
            VALUES (@id, @name::citext, coalesce(@colour, 'neutral'), @now)
                ON CONFLICT (name) DO NOTHING
         RETURNING id,
                   name::text,
                   colour
        ), told AS (
            INSERT INTO changes (kind, user_id) SELECT 'settings', @userId FROM made
        )
        SELECT * FROM made
        """;

    private const string Update = """
        WITH changed AS (
            UPDATE labels l
               SET name = coalesce(@name::citext, l.name),
                   colour = coalesce(@colour, l.colour)
             WHERE l.id = @id
               AND NOT EXISTS (SELECT FROM labels other WHERE other.name = @name::citext AND other.id <> @id)
         RETURNING l.id,
                   l.name::text,
                   l.colour
        ), told AS (
            INSERT INTO changes (kind, user_id) SELECT 'settings', @userId FROM changed
        )
        SELECT * FROM changed
        """;

    private const string FindByName = "SELECT id FROM labels WHERE name = @name::citext";

    /// <summary>With an id changes that label, without one makes a new one.</summary>
    public async Task<LabelOutcome> RunAsync(Caller caller, Guid? id, LabelRequest request, CancellationToken ct)
    {
        var name = request.Name?.Trim();
        if (name is { Length: 0 or > LongestName } || (name is null && id is null))
            return new LabelOutcome.Invalid("name", $"A label has a name of 1 to {LongestName} characters.");
        if (request.Colour is { } colour && !LabelColour.All.Contains(colour))
            return new LabelOutcome.Invalid("colour", $"Colour is one of {string.Join(", ", LabelColour.All)}.");

        var parameters = new { id = id ?? NewId.Next(time), name, colour = request.Colour, userId = caller.UserId, now = time.GetUtcNow() };
        var saved = await db.FindAsync<Label>(id is null ? Insert : Update, parameters, ct);
        if (saved is not null)
        {
            changes.Wake();
            return new LabelOutcome.Done(saved);
        }
        return name is not null && await db.FindAsync<Guid?>(FindByName, new { name }, ct) is { } other && other != id
            ? new LabelOutcome.Taken(other)
            : new LabelOutcome.NotFound();
    }

    /// <summary><c>POST /api/labels</c></summary>
    public static async Task<IResult> CreateAsync(LabelRequest request, HttpContext http, SaveLabel save, CancellationToken ct)
    {
        var outcome = await save.RunAsync(http.Caller(), null, request, ct);
        return outcome is LabelOutcome.Done made ? TypedResults.Created($"/api/labels/{made.Label.Id}", made.Label) : Refuse(outcome);
    }

    /// <summary><c>PATCH /api/labels/{id}</c></summary>
    public static async Task<IResult> ChangeAsync(string id, LabelRequest request, HttpContext http, SaveLabel save, CancellationToken ct)
    {
        LabelOutcome outcome = Guid.TryParse(id, out var known)
            ? await save.RunAsync(http.Caller(), known, request, ct)
            : new LabelOutcome.NotFound();
        return outcome is LabelOutcome.Done changed ? TypedResults.Ok(changed.Label) : Refuse(outcome);
    }

    private static IResult Refuse(LabelOutcome outcome) => outcome switch
    {
        LabelOutcome.Invalid invalid => Problem.Invalid(invalid.Field, invalid.Message),
        LabelOutcome.Taken taken => Problem.Of(409, "label_exists", "There is a label of this name.", ("labelId", taken.LabelId)),
        _ => Problem.Of(404, "not_found", "There is no such label."),
    };
}
