namespace UnifiedInbox.Csv;

/// <summary>One record of a CSV file, or the stretch of it that is none.</summary>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Cells">Without their quotes; empty where <paramref name="Error"/> is set.</param>
/// <param name="Raw">As it stands in the file, cut to <see cref="CsvReader.LongestRaw"/> characters.</param>
/// <param name="Error">Why it could not be read, as a sentence; null where it could.</param>
internal sealed record CsvRecord(long Line, IReadOnlyList<string> Cells, string Raw, string? Error);
