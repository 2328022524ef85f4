namespace UnifiedInbox.Contacts.Importing;

/// <summary>What became of the rows of a batch, to be counted and written to the report.</summary>
internal sealed class ImportOutcomes
{
    private readonly List<Entry> entries = [];

    public sealed record Entry(ImportRow Row, string Outcome, string? Reason, Guid? ContactId)
    {
        /// <summary>The report shows the row as it stands in the file, so that it can be put right.</summary>
        public bool KeepsWords { get; init; } = Outcome is "skipped" or "refused";
    }

    public IReadOnlyList<Entry> Entries => entries;

    public void Created(ImportRow row, Guid? contactId) => entries.Add(new(row, "created", null, contactId));

    public void Updated(ImportRow row, Guid? contactId, string? reason = null) => entries.Add(new(row, "updated", reason, contactId));

    public void Skipped(ImportRow row, string reason, Guid? contactId = null) => entries.Add(new(row, "skipped", reason, contactId));

    /// <summary>What it says is in already: nothing to put right.</summary>
    public void Known(ImportRow row) => entries.Add(new(row, "skipped", "It is in already.", null) { KeepsWords = false });

    public void Refused(ImportRow row, string reason, Guid? contactId = null) => entries.Add(new(row, "refused", reason, contactId));

    public void Clear() => entries.Clear();

    public long Count(string outcome) => entries.LongCount(entry => entry.Outcome == outcome);
}
