using System.Text.RegularExpressions;

namespace UnifiedInbox.Csv;

/// <summary>How the beginning of a file looks like it is written.</summary>
/// <param name="Delimiter">One of <see cref="Delimiters"/>.</param>
/// <param name="HasHeader">Whether the first record names the columns.</param>
internal sealed partial record CsvFormat(char Delimiter, bool HasHeader)
{
    public static readonly IReadOnlyList<(char Sign, string Words)> Delimiters =
        [(',', "Comma"), (';', "Semicolon"), ('\t', "Tab"), ('|', "Vertical bar")];

    private const int Rows = 30;

    /// <param name="head">The first some ten thousand characters.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<CsvFormat> DetectAsync(string head, CancellationToken ct)
    {
        var best = (Score: -1, Delimiter: ',', Records: new List<CsvRecord>());
        foreach (var (delimiter, _) in Delimiters)
        {
            var records = await ReadAsync(head, delimiter, Rows, ct);
            var widest = records.Count == 0 ? 0 : records[0].Cells.Count;
            // Rows as wide as the first tell more than many columns do: prose has commas too.
            var score = widest < 2 ? 0 : (1000 * records.Count(record => record.Cells.Count == widest) / records.Count) + widest;
            if (score > best.Score) best = (score, delimiter, records);
        }
        return new CsvFormat(best.Delimiter, best.Records is [var first, ..] && LooksLikeHeader(first.Cells));
    }

    public static async Task<List<CsvRecord>> ReadAsync(string head, char delimiter, int most, CancellationToken ct)
    {
        var reader = new CsvReader(new StringReader(head), delimiter);
        var records = new List<CsvRecord>();
        while (records.Count < most && await reader.ReadAsync(ct) is { } record) records.Add(record);
        return records;
    }

    /// <summary>Names of columns are neither addresses nor numbers.</summary>
    private static bool LooksLikeHeader(IReadOnlyList<string> cells) =>
        cells.Any(cell => cell.Trim().Length > 0) && cells.All(cell => !cell.Contains('@', StringComparison.Ordinal) && !Number().IsMatch(cell.Trim()));

    [GeneratedRegex(@"^[+(]?[0-9][0-9 ()./+-]{3,}\z")]
    private static partial Regex Number();
}
