namespace UnifiedInbox.Contacts.Importing;

/// <summary>A row of <c>contact_imports</c>.</summary>
public sealed record Import
{
    internal const string Columns = """
               i.id,
               i.kind,
               i.created_by,
               i.file_name,
               i.size,
               i.plan AS plan_json,
               i.status,
               i.is_dry_run,
               i.rows_done,
               i.bytes_done,
               i.created,
               i.updated,
               i.skipped,
               i.refused,
               i.cancel_asked_at,
               i.error,
               i.created_at,
               i.started_at,
               i.finished_at
        """;

    public Guid Id { get; init; }
    /// <summary>One of <see cref="ImportKind"/>.</summary>
    public string Kind { get; init; } = ImportKind.Contacts;
    public Guid? CreatedBy { get; init; }
    public string FileName { get; init; } = "";

    /// <summary>Bytes.</summary>
    public long Size { get; init; }

    public string PlanJson { get; init; } = "{}";

    public ImportPlan Plan => field ??= ImportPlan.Of(PlanJson);

    /// <summary><c>draft</c>, <c>queued</c>, <c>running</c>, <c>checked</c> (a dry run is over), <c>done</c>, <c>canceled</c> or <c>failed</c>.</summary>
    public string Status { get; init; } = "";

    public bool IsDryRun { get; init; }
    public long RowsDone { get; init; }
    public long BytesDone { get; init; }
    public long Created { get; init; }
    public long Updated { get; init; }
    public long Skipped { get; init; }
    public long Refused { get; init; }
    public DateTimeOffset? CancelAskedAt { get; init; }
    public string? Error { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }

    public bool IsUnderWay => Status is "queued" or "running";

    /// <summary>Whether the mapping can still be changed and a run begun.</summary>
    public bool IsOpen => Status is "draft" or "checked";

    /// <summary>0 to 1.</summary>
    public double Progress => Status is "done" or "checked" || Size == 0 ? 1 : Math.Min(1, (double)BytesDone / Size);
}

/// <summary>An import as the API shows it.</summary>
/// <param name="Progress">0 to 1, by bytes of the file.</param>
/// <param name="Rows">Records of the file dealt with so far.</param>
internal sealed record ImportView(
    Guid Id, string Status, bool DryRun, string FileName, double Progress, long Rows, long Created, long Updated, long Skipped, long Refused,
    string? Error, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, string ReportUrl)
{
    public static ImportView Of(Import import) => new(
        import.Id, import.Status, import.IsDryRun, import.FileName, Math.Round(import.Progress, 4), import.RowsDone, import.Created, import.Updated,
        import.Skipped, import.Refused, import.Error, import.CreatedAt, import.StartedAt, import.FinishedAt, $"/api/contacts/imports/{import.Id}/report");
}
