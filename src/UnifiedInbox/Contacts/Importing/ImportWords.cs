using System.Globalization;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>How an import stands, for people.</summary>
internal static class ImportWords
{
    public static string Status(Import import) => import switch
    {
        { Status: "draft" } => "Not imported yet",
        { Status: "queued" } => import.IsDryRun ? "Waiting to be checked" : "Waiting to begin",
        { Status: "running", CancelAskedAt: not null } => "Stopping…",
        { Status: "running", IsDryRun: true } => "Checking every row…",
        { Status: "running" } => "Importing…",
        { Status: "checked" } => "Checked; nothing is imported yet",
        { Status: "done" } => "Imported",
        { Status: "canceled", RowsDone: 0 } or { Status: "canceled", IsDryRun: true } => "Cancelled; nothing was imported",
        { Status: "canceled" } => $"Cancelled after {Number(import.RowsDone)} rows; what is in stays",
        _ => "Stopped by an error",
    };

    public static string Summary(Import import) => import.RowsDone == 0 ? Status(import) : $"{Status(import)} · {Number(import.Created)} new, {(import.Kind == ImportKind.Events ? $"{Number(import.Skipped)} known already, {Number(import.Refused)}" : $"{Number(import.Updated)} updated, {Number(import.Skipped + import.Refused)}")} left out";

    public static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
