using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Templates;

/// <summary>Makes a template, or changes one. Any agent may change the team's: they are its words.</summary>
internal sealed class SaveTemplate(Db db, FindTemplate find, TimeProvider time)
{
    /// <summary>No row comes back where the name is taken in its folder.</summary>
    internal const string Insert = """
        INSERT INTO templates AS t (id, name, folder, channel, subject, content, html, owner_id, created_by, created_at, updated_at)
        VALUES (@Id, @Name::citext, @Folder::citext, @Channel, @Subject, @Content, @Html, @OwnerId, @UserId, @Now, @Now)
        ON CONFLICT (owner_id, folder, name) DO NOTHING
        RETURNING
        """ + " " + Template.Columns;

    internal const string Update = """
        UPDATE templates t
           SET name = @Name::citext,
               folder = @Folder::citext,
               channel = @Channel,
               subject = @Subject,
               content = @Content,
               html = @Html,
               owner_id = @OwnerId,
               updated_at = @Now
         WHERE t.id = @Id
           AND (t.owner_id IS NULL OR t.owner_id = @UserId)
        RETURNING
        """ + " " + Template.Columns;

    internal const string FindByName =
        "SELECT " + Template.Columns + " FROM templates t WHERE t.owner_id IS NOT DISTINCT FROM @OwnerId AND t.folder = @Folder::citext AND t.name = @Name::citext";

    /// <summary>With an id changes that one, without makes a new one, whose id may be given.</summary>
    public async Task<TemplateOutcome> RunAsync(Caller caller, Guid? id, TemplateRequest request, Guid? resultId, CancellationToken ct)
    {
        Template? known = null;
        if (id is { } asked && (known = await find.RunAsync(caller, asked, ct)) is null) return new TemplateOutcome.NotFound();
        if (known is null && resultId is { } repeated && await find.RunAsync(caller, repeated, ct) is { } made) return new TemplateOutcome.Done(made);
        var (template, errors) = TemplateRules.Check(request, known, caller.UserId);
        if (errors.Any) return new TemplateOutcome.Invalid(errors);
        var row = Row(template with { Id = known?.Id ?? resultId ?? NewId.Next(time) }, caller, time.GetUtcNow());
        try
        {
            if (await db.FindAsync<Template>(known is null ? Insert : Update, row, ct) is { } saved) return new TemplateOutcome.Done(saved);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Changed to a name that is there: told below, as for a new one.
        }
        return await db.FindAsync<Template>(FindByName, row, ct) is { } other ? new TemplateOutcome.Taken(other.Id) : new TemplateOutcome.NotFound();
    }

    internal static object Row(Template template, Caller caller, DateTimeOffset now) => new
    {
        template.Id, template.Name, template.Folder, template.Channel, template.Subject, template.Content, template.Html, template.OwnerId, caller.UserId, Now = now,
    };

    /// <summary><c>POST /api/templates</c></summary>
    public static async Task<IResult> CreateAsync(TemplateRequest request, HttpContext http, SaveTemplate save, CancellationToken ct)
    {
        var outcome = await save.RunAsync(http.Caller(), null, request, Idempotency.ResultId(http), ct);
        return outcome is TemplateOutcome.Done done ? TypedResults.Created($"/api/templates/{done.Template.Id}", TemplateView.Of(done.Template)) : Refuse(outcome);
    }

    /// <summary><c>PATCH /api/templates/{id}</c></summary>
    public static async Task<IResult> ChangeAsync(string id, TemplateRequest request, HttpContext http, SaveTemplate save, CancellationToken ct)
    {
        TemplateOutcome outcome = Guid.TryParse(id, out var known) ? await save.RunAsync(http.Caller(), known, request, null, ct) : new TemplateOutcome.NotFound();
        return outcome is TemplateOutcome.Done done ? TypedResults.Ok(TemplateView.Of(done.Template)) : Refuse(outcome);
    }

    private static IResult Refuse(TemplateOutcome outcome) => outcome switch
    {
        TemplateOutcome.Invalid invalid => Problem.Invalid(invalid.Errors, "bad_template"),
        TemplateOutcome.Taken taken => Problem.Of(StatusCodes.Status409Conflict, "template_exists", "There is a template of this name in this folder.", ("templateId", taken.TemplateId)),
        _ => FindTemplate.NotFound(),
    };
}
