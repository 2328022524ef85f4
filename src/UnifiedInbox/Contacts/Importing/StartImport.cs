using Dapper;
using Microsoft.Extensions.Options;
using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>Queues an import, or its dry run. It runs in the background, on whichever node has the file.</summary>
internal sealed class StartImport(Db db, ImportSignal signal, ChangeNotifier changes)
{
    private const string Sql = """
        UPDATE contact_imports i
           SET status = 'queued',
               is_dry_run = @dryRun,
               plan = @plan::jsonb,
               rows_done = 0,
               bytes_done = 0,
               created = 0,
               updated = 0,
               skipped = 0,
               refused = 0,
               started_at = NULL,
               finished_at = NULL
         WHERE i.id = @id AND i.status IN ('draft', 'checked')
        RETURNING
        """ + "\n" + Import.Columns;

    private const string Remember = "UPDATE contact_imports SET plan = @plan::jsonb WHERE id = @id AND status IN ('draft', 'checked')";

    /// <summary>Null where it was begun already.</summary>
    public async Task<Import?> RunAsync(Caller caller, Guid id, ImportPlan plan, bool dryRun, CancellationToken ct)
    {
        var started = await db.InTransactionAsync(async connection =>
        {
            var parameters = new { id, dryRun, plan = plan.ToJson() };
            if (await connection.QuerySingleOrDefaultAsync<Import>(new CommandDefinition(Sql, parameters, cancellationToken: ct)) is not { } import) return null;
            if (!dryRun) await AuditLog.RecordAsync(connection, caller, import.Kind == ImportKind.Events ? "members.event_import_started" : "contacts.import_started", "import", id.ToString(), new { import.Size, plan.Existing }, ct);
            await Changes.RecordAsync(connection, new Change("import", UserId: caller.UserId), ct);
            return import;
        }, ct);
        if (started is null) return null;
        changes.Wake();
        signal.Poke();
        return started;
    }

    /// <summary>Keeps what was chosen so far.</summary>
    public Task RememberAsync(Guid id, ImportPlan plan, CancellationToken ct) => db.ExecuteAsync(Remember, new { id, plan = plan.ToJson() }, ct);

    /// <summary><c>POST /api/contacts/import</c>: multipart with <c>file</c> and, as JSON, <c>mapping</c>.</summary>
    public static async Task<IResult> EndpointAsync(
        HttpContext http, UploadImport upload, PlanImport plan, StartImport start, CancelImport cancel, IOptions<ImportOptions> options, CancellationToken ct)
    {
        var received = await upload.RunAsync(http, options.Value.MostBytes, ct);
        if (received.Import is not { } draft) return received.Problem!;
        if (ImportMapping.Parse(received.Mapping) is not { } mapping)
        {
            await cancel.RunAsync(http.Caller(), draft.Id, ct);
            return Problem.Invalid("mapping", "The mapping is not the JSON this route expects.", "invalid_mapping");
        }
        var (planned, errors) = await plan.RunAsync(draft.Id, draft.Plan, mapping, ct);
        if (errors.Any)
        {
            await cancel.RunAsync(http.Caller(), draft.Id, ct);
            return Problem.Invalid(errors, errors.ContainsKey("columns") ? "columns_missing" : "invalid");
        }
        var import = await start.RunAsync(http.Caller(), draft.Id, planned, mapping.DryRun, ct);
        return TypedResults.Accepted($"/api/contacts/imports/{draft.Id}", ImportView.Of(import ?? draft));
    }
}
