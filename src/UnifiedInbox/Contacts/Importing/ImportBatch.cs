namespace UnifiedInbox.Contacts.Importing;

/// <summary>Some rows of a file, in its order, and the import they belong to.</summary>
internal sealed record ImportBatch
{
    public required Import Import { get; init; }

    /// <summary>Who holds the import.</summary>
    public required Guid Node { get; init; }

    public required TimeSpan Lease { get; init; }

    public required IReadOnlyList<ImportRow> Rows { get; init; }

    /// <summary>Records of the file dealt with before this batch.</summary>
    public required long RowsDone { get; init; }

    /// <summary>How far the file was read, about.</summary>
    public required long BytesDone { get; init; }

    /// <summary>Whether pages are told of this one; not of each, or they would do nothing else.</summary>
    public required bool Tells { get; init; }

    /// <summary>The rows that can be matched; of the others it is said why not.</summary>
    public List<ImportRow> Readable(ImportOutcomes outcomes)
    {
        foreach (var row in Rows)
        {
            if (row.IsEmpty) outcomes.Skipped(row, "The row is empty.");
            else if (row.Error is not null) outcomes.Refused(row, row.Error);
        }
        return [.. Rows.Where(row => row is { IsEmpty: false, Error: null })];
    }

    /// <summary>The rows up to the first that shares an address with one before it: they come one after the other, as the file has them.</summary>
    public static int UpToRepeat(IReadOnlyList<ImportRow> rows, int most)
    {
        var addresses = new HashSet<string>(StringComparer.Ordinal);
        var count = 0;
        while (count < rows.Count && count < most)
        {
            var own = rows[count].Error is null ? rows[count].Addresses.Select(typed => Contacts.Addresses.VariantsOf(typed.Address!)[0]).ToList() : [];
            if (own.Exists(addresses.Contains)) break;
            addresses.UnionWith(own);
            count++;
        }
        return count;
    }

    public ImportBatch CutBefore(ImportRow row) => this with { Rows = [.. Rows.TakeWhile(one => one.Number < row.Number)] };
}
